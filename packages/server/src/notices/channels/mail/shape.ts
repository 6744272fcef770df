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
  /** Goes as an alternative of the text, which is how calendar programs know it as an invitation (RFC 6047), and as a file for the others. */
  readonly icalEvent?: { readonly method: 'request' | 'cancel'; readonly filename: string; readonly content: string };
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
    ...(notice.calendar === null ? {} : { icalEvent: invitationOf(notice.calendar) }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

function invitationOf(content: string): NonNullable<MailShape['icalEvent']> {
  const method = content.includes('\r\nMETHOD:CANCEL\r\n') ? 'cancel' : 'request';
  return { method, filename: 'maintenance.ics', content };
}

/** The part behind the @ of `name@place` or `Name <name@place>`. */
function placeOf(from: string): string {
  return /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
}
