import { describe, expect, test } from 'vitest';
import { ContactState } from '../state/contact.ts';
import { aliveBefore, clockAt } from './power.ts';

const before = (more: Partial<ContactState> = {}) =>
  ContactState.parse({
    counter: 7,
    ticket: 't',
    bootId: 'one',
    sentAt: '2026-03-06T17:00:00.000Z',
    startedAt: '2026-03-01T08:00:00Z',
    aheadSeconds: 0,
    ...more,
  });
const end = (at: string, bootId: string | null = 'one') => ({ at, bootId });
const shutDown = end('2026-03-06T17:05:00Z');

describe('when the start before ended', () => {
  test.each([
    ['it was shut down while the agent was at work', {}, shutDown, '2026-03-06T17:05:00.000Z'],
    ['wtmp, which names no start', {}, end('2026-03-06T17:05:00Z', null), '2026-03-06T17:05:00.000Z'],
    ['the agent was ended a little later', {}, end('2026-03-06T16:58:00Z'), '2026-03-06T17:00:00.000Z'],
    ['its clock was a part of a second ahead then, as it always is', { aheadSeconds: 0.2514 }, shutDown, '2026-03-06T17:04:59.749Z'],
    ['its clock was an hour ahead then', { aheadSeconds: 3600 }, shutDown, '2026-03-06T16:05:00.000Z'],
    ['its clock was a month behind then', { aheadSeconds: -30 * 86_400 }, shutDown, '2026-04-05T17:05:00.000Z'],
    ['its clock was not compared in that start, or set since', { aheadSeconds: null }, shutDown, null],
    ['the agent was stopped, the device ran on for weeks', {}, end('2026-03-31T08:00:00Z'), null],
    ['the same by wtmp', {}, end('2026-03-31T08:00:00Z', null), null],
    ['what was shut down is another start, without the agent', {}, end('2026-03-06T17:05:00Z', 'between'), null],
    ['the shutdown on record is an older one', {}, end('2026-03-05T08:00:00Z', null), null],
    ['power was lost, or nothing could be written', {}, null, null],
    ['an agent that did not note its attempts', { bootId: null }, shutDown, null],
  ])('%s', (_what, more, ended, expected) => {
    expect(aliveBefore(before(more), 'two', ended)).toBe(expected);
  });

  test('what was found in this start stays', () => {
    const found = before({ bootId: 'two', aliveBefore: '2026-03-01T00:00:00.000Z' });
    expect(aliveBefore(found, 'two', shutDown)).toBe('2026-03-01T00:00:00.000Z');
  });
});

describe('the clock, which was compared with the server’s', () => {
  const at = (wall: string, upSeconds: number | null, bootId = 'one') =>
    clockAt(before({ aheadSeconds: 5 }), { bootId, at: wall, upSeconds });
  const day = 86_400;
  test.each([
    ['goes on as it was', '2026-03-06T08:00:00Z', 5 * day, 'one', 5],
    ['is kept right, by seconds', '2026-03-06T08:00:40Z', 5 * day, 'one', 5],
    ['was set by an hour', '2026-03-06T09:00:00Z', 5 * day, 'one', null],
    ['was set back', '2026-03-06T07:00:00Z', 5 * day, 'one', null],
    ['of another start', '2026-03-06T08:00:00Z', 5 * day, 'two', null],
    ['and how long it is on is not known', '2026-03-06T08:00:00Z', null, 'one', null],
  ])('%s', (_what, wall, upSeconds, bootId, expected) => {
    expect(at(wall, upSeconds, bootId).aheadSeconds).toBe(expected);
  });
});
