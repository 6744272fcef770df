/** A notice as an e-mail message. Pure. */
import type { Outgoing } from '../types.ts';

/** What the mail library builds the message from: values only, no files, no addresses to fetch. */
export type MailShape = {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
};

export function shapeMail(notice: Outgoing, from: string): MailShape {
  return {
    from,
    to: { name: notice.recipientName, address: notice.recipient },
    messageId: `<${notice.id}@${placeOf(from)}>`,
    subject: notice.subject,
    text: notice.text,
    html: notice.html,
    // RFC 3834: no holiday reply to a machine; the second is what Exchange listens to.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** The part behind the @ of `name@place` or `Name <name@place>`. */
function placeOf(from: string): string {
  return /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
}
