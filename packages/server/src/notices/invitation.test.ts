import type { Message } from '@fettle/core/messages';
import { describe, expect, test } from 'vitest';
import { invitationFor, senderOf } from './invitation.ts';

const contact = {
  id: 'c',
  name: 'Jürg',
  mail: 'juerg@acme.example',
  language: 'de',
  site_ids: [],
  channel: 'mail',
  kinds: null,
};
const message: Message = { language: 'en', subject: 'S', text: 'T', html: 'H' };
const sunday = { opensAt: '2026-03-08T02:00:00Z', closesAt: '2026-03-08T06:00:00Z' };
const nextSunday = { opensAt: '2026-03-15T02:00:00Z', closesAt: '2026-03-15T06:00:00Z' };
const now = Temporal.Instant.from('2026-03-02T08:00:00Z');
const usual = { deploymentId: 'd', message, from: 'IT <it@msp.example>', providerName: 'Provider' } as const;

/** Method, sequence and begin of what is sent. */
function said(text: string | null): string | null {
  if (text === null) return null;
  const of = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(text)?.[1] ?? '';
  return [of('METHOD'), of('SEQUENCE'), of('DTSTART')].join(' ');
}

describe('what a notice has the calendar of its reader do', () => {
  test.each([
    ['planned, at a known time: asked for', 'planned', undefined, sunday, 0, 'REQUEST 0 20260308T020000Z'],
    ['planned, at no known time: nothing', 'planned', undefined, null, 0, null],
    ['moved: the same event later', 'rescheduled', sunday, nextSunday, 1, 'REQUEST 1 20260315T020000Z'],
    ['not known any more: the event goes', 'rescheduled', sunday, null, 1, 'CANCEL 1 20260308T020000Z'],
    ['known again: it is there again', 'rescheduled', null, nextSunday, 2, 'REQUEST 2 20260315T020000Z'],
    ['known for the first time: asked for', 'rescheduled', null, sunday, 0, 'REQUEST 0 20260308T020000Z'],
    ['does not take place: the event goes', 'cancelled', nextSunday, null, 3, 'CANCEL 3 20260315T020000Z'],
    ['does not take place, and had no event: nothing', 'cancelled', null, null, 0, null],
    ['was never asked for, as nobody was invited then: nothing', 'cancelled', sunday, null, 0, null],
    ['a reminder: nothing, it is there', 'reminder', sunday, sunday, 1, null],
    ['the end: nothing, it was', 'finished', sunday, null, 1, null],
  ] as const)('%s', (_, kind, announced, opens, told, expected) => {
    const about = { contact, now, ...(announced === undefined ? {} : { announced }) };
    expect(said(invitationFor(about, { ...usual, kind, opens, told }))).toBe(expected);
  });

  test('without a sender nobody is invited', () => {
    expect(invitationFor({ contact, now }, { ...usual, kind: 'planned', opens: sunday, told: 0, from: null })).toBeNull();
  });
});

test.each([
  ['it@msp.example', { name: 'Provider', mail: 'it@msp.example' }],
  ['Fine Fettle <it@msp.example>', { name: 'Fine Fettle', mail: 'it@msp.example' }],
  ['"Fettle, Fine" <it@msp.example> ', { name: 'Fettle, Fine', mail: 'it@msp.example' }],
  ['<it@msp.example>', { name: 'Provider', mail: 'it@msp.example' }],
])('the sender %s', (from, expected) => {
  expect(senderOf(from, 'Provider')).toEqual(expected);
});
