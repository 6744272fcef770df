/** Writes an invitation, its update or its cancellation (RFC 5546, 3.2.2 and 3.2.5) to one person, for a mail to carry: the same UID throughout, a higher SEQUENCE each time. */
import { escapeText, fold } from './lines.ts';
import { utc } from './times.ts';

export type Person = { readonly name: string; readonly mail: string };

export type Invitation = {
  /** `CANCEL` takes it out of the calendar again. */
  readonly method: 'REQUEST' | 'CANCEL';
  /** Stable and unique in the world (RFC 5545, 3.8.4.7). */
  readonly uid: string;
  /** How often it was told before. */
  readonly sequence: number;
  readonly at: Temporal.Instant;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly summary: string;
  readonly description: string;
  readonly organizer: Person;
  readonly attendee: Person;
};

/** The whole stream, CRLF at every line's end. It asks for no answer and shows nobody as busy. */
export function writeInvitation(invitation: Invitation): string {
  const { method, organizer, attendee } = invitation;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fettle//Notices 1//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${escapeText(invitation.uid)}`,
    `SEQUENCE:${invitation.sequence}`,
    `DTSTAMP:${utc(invitation.at)}`,
    `DTSTART:${utc(invitation.from)}`,
    `DTEND:${utc(invitation.to)}`,
    `SUMMARY:${escapeText(invitation.summary)}`,
    `DESCRIPTION:${escapeText(invitation.description)}`,
    `ORGANIZER;CN=${quoted(organizer.name)}:mailto:${addressOf(organizer)}`,
    `ATTENDEE;CN=${quoted(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:${addressOf(attendee)}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

/** A parameter's value in quotes, with RFC 6868 for what may not stand in them. */
function quoted(text: string): string {
  const inside = text
    .toWellFormed()
    .replaceAll('^', '^^')
    .replaceAll('"', "^'")
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return `"${inside}"`;
}

/** As in a URI (RFC 6068): what could end the line or begin a header of its own is encoded. */
function addressOf({ mail }: Person): string {
  return encodeURIComponent(mail.toWellFormed()).replaceAll('%40', '@').replaceAll('%2B', '+');
}
