import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCalendar } from './events.ts';
import { writeInvitation } from './index.ts';
import type { Invitation } from './index.ts';
import { unescapeText } from './lines.ts';

const invitation: Invitation = {
  method: 'REQUEST',
  uid: 'deployment.contact@fettle',
  sequence: 0,
  at: Temporal.Instant.from('2026-03-01T12:00:00Z'),
  from: Temporal.Instant.from('2026-03-08T02:30:00Z'),
  to: Temporal.Instant.from('2026-03-08T04:30:00.5Z'),
  summary: 'Maintenance; London, Zürich',
  description: 'Two\nlines',
  organizer: { name: 'Fine Fettle "Ltd"', mail: 'it@msp.example' },
  attendee: { name: 'Jürg', mail: 'juerg+it@acme.example' },
};
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

test('an invitation, line by line', () => {
  expect(unfolded(writeInvitation(invitation))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fettle//Notices 1//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:deployment.contact@fettle',
    'SEQUENCE:0',
    'DTSTAMP:20260301T120000Z',
    'DTSTART:20260308T023000Z',
    'DTEND:20260308T043000Z',
    'SUMMARY:Maintenance\\; London\\, Zürich',
    'DESCRIPTION:Two\\nlines',
    `ORGANIZER;CN="Fine Fettle ^'Ltd^'":mailto:it@msp.example`,
    'ATTENDEE;CN="Jürg";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:juerg+it@acme.example',
    'STATUS:CONFIRMED',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('a cancellation says so to programs that read the method, and to those that read the state', () => {
  const lines = unfolded(writeInvitation({ ...invitation, method: 'CANCEL', sequence: 3 }));
  expect(lines).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:3', 'UID:deployment.contact@fettle']));
});

test('whatever people are called and the subject is, it is one event with what was given, and no line is longer than 75 octets', () => {
  const word = fc.string({ unit: 'binary', maxLength: 120 });
  fc.assert(
    fc.property(word, word, word, (name, mail, summary) => {
      const text = writeInvitation({ ...invitation, summary, organizer: { name, mail }, attendee: { name, mail } });
      expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      const read = readCalendar(text);
      expect(read.ok && read.events.length).toBe(1);
      const [event] = read.ok ? read.events : [];
      expect([...(event?.keys() ?? [])]).toEqual(
        'UID SEQUENCE DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION ORGANIZER ATTENDEE STATUS TRANSP'.split(' '),
      );
      const kept = summary
        .replace(/\r\n?/g, '\n')
        .replace(/(?!\n)\p{Cc}/gu, '')
        .toWellFormed();
      expect(unescapeText(event?.get('SUMMARY')?.[0]?.value ?? '')).toBe(kept);
    }),
    { numRuns: 60 },
  );
});
