import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { deadlineTable } from './deadline-table.ts';
import type { DatedOffer } from './deadline-table.ts';
import { screenOf } from './screen.ts';

type Deadline = DatedOffer['deadlines'][number];

const deadline = (more: Partial<Deadline>): Deadline => ({
  framework: 'Card rules',
  version: '4',
  clause: '6.3',
  confirmed: true,
  vulnerability: null,
  at: '2026-03-13T00:00:00.000Z',
  due: '2026-03-12',
  clock: { event: 'released', at: '2026-02-26' },
  otherClock: null,
  why: '',
  ...more,
});
const offer = (name: string, deadlines: Deadline[]): DatedOffer => ({ name, architecture: 'all', deadlines });
const other = { kind: 'time-on', backAt: '2026-03-05', at: '2026-03-20T00:00:00.000Z', due: '2026-03-19', why: '' } as const;

test('the tightest of each update, the soonest first, with the clock that does not count beside it', () => {
  const shown = deadlineTable(screenOf(testIo()), [
    offer('later', [deadline({ at: '2026-04-01T00:00:00.000Z', due: '2026-03-31' })]),
    offer('openssl', [deadline({ otherClock: other }), deadline({ framework: 'Never shown' })]),
    offer('sla', [
      deadline({
        framework: 'Agreement',
        at: '2026-03-20T00:00:00.000Z',
        due: '2026-03-19',
        otherClock: { ...other, kind: 'calendar', due: '2026-03-12' },
      }),
    ]),
    offer('none', [deadline({ at: null, due: null })]),
    offer('free', []),
  ])?.split('\n');
  expect(shown).toHaveLength(4);
  expect(shown?.[1]).toMatch(/^openssl:all +2026-03-12 .* Card rules, 6.3 +release 2026-02-26 +2026-03-19 counting only while it was on$/);
  expect(shown?.[2]).toMatch(/^sla:all +2026-03-19 .* Agreement, 6.3 +release 2026-02-26 +2026-03-12 by the calendar$/);
  expect(shown?.[3]).toMatch(/^later:all /);
});

test('nothing is shown where nothing has a day', () => {
  expect(deadlineTable(screenOf(testIo()), [offer('none', [deadline({ at: null, due: null })])])).toBeNull();
});
