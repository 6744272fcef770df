/** The calendar invitation of a notice: one event for a change and a contact, which moves and goes with it. Pure. */
import { writeInvitation } from '@fettle/core/ics';
import type { Message, NoticeKind } from '@fettle/core/messages';
import type { TellAbout } from './facts.ts';

export type Sender = { readonly name: string; readonly mail: string };

/** The parts of `name@place` or `Name <name@place>`; without a name the other given. */
export function senderOf(from: string, otherName: string): Sender {
  const [, name = '', mail] = /^(.*)<([^<>]+)>\s*$/.exec(from) ?? [];
  const plain = name.trim().replace(/^"(.*)"$/, '$1');
  return { name: plain === '' ? otherName : plain, mail: (mail ?? from).trim() };
}

/**
 * What a notice has the contact's calendar do; null: nothing. A known time is asked for, or moved; where it is not known any more, or the change does not take place, the event goes.
 * `told`: how many invitations this contact was sent for this change.
 */
export function invitationFor(
  about: Pick<TellAbout, 'announced' | 'contact' | 'now'>,
  given: {
    readonly kind: NoticeKind;
    readonly deploymentId: string;
    readonly opens: { readonly opensAt: string; readonly closesAt: string } | null;
    readonly message: Message;
    readonly from: string | null;
    readonly providerName: string;
    readonly told: number;
  },
): string | null {
  const { kind, deploymentId, opens, message, from, told } = given;
  if (from === null) return null;
  const announced = about.announced ?? null;
  const asks = (kind === 'planned' || kind === 'rescheduled') && opens !== null;
  const goes = (kind === 'cancelled' || (kind === 'rescheduled' && opens === null)) && announced !== null && told > 0;
  const span = asks ? opens : goes ? announced : null;
  if (span === null) return null;
  return writeInvitation({
    method: asks ? 'REQUEST' : 'CANCEL',
    uid: `${deploymentId}.${about.contact.id}@fettle`,
    sequence: told,
    at: about.now,
    from: Temporal.Instant.from(span.opensAt),
    to: Temporal.Instant.from(span.closesAt),
    summary: message.subject,
    description: message.text,
    organizer: senderOf(from, given.providerName),
    attendee: { name: about.contact.name, mail: about.contact.mail },
  });
}
