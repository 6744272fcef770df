import { describe, expect, test } from 'vitest';
import { effectiveWords, lowestFirst, saidLine, wordProblems, wordStanding } from './index.ts';
import type { UrgencyWord, WordDraft, WordSubject } from './index.ts';

const now = '2026-03-10T00:00:00Z';
const subject: WordSubject = {
  clientId: 'c1',
  siteId: 's1',
  deviceId: 'v1',
  manager: 'apt',
  sourceName: 'lab-app',
  sourceVersion: '2.0-1',
};
const word = (change: Partial<UrgencyWord> = {}): UrgencyWord => ({
  id: 'w1',
  clientId: 'c1',
  says: 'urgent',
  manager: 'apt',
  sourceName: 'lab-app',
  sourceVersion: null,
  scope: { kind: 'client' },
  fault: null,
  reason: 'The client asked',
  endsAt: null,
  by: 'Ada',
  madeAt: '2026-03-01T00:00:00Z',
  revokedAt: null,
  ...change,
});
const onDevice = { kind: 'devices', ids: ['v1'] } as const;
const fault = { kind: 'stability', evidence: 'Ticket 7', seenSince: '2026-03-02T00:00:00Z' } as const;

describe('which word counts', () => {
  test.each<[string, Partial<UrgencyWord>, boolean]>([
    ['for the client and every version', {}, true],
    ['for this very version', { sourceVersion: '2.0-1' }, true],
    ['for another version', { sourceVersion: '1.9-1' }, false],
    ['for another manager', { manager: 'dnf' }, false],
    ['for another source', { sourceName: 'lab-web' }, false],
    ['of another client', { clientId: 'c2' }, false],
    ['for this site', { scope: { kind: 'site', ids: ['s1'] } }, true],
    ['for another site', { scope: { kind: 'site', ids: ['s2'] } }, false],
    ['for another device', { scope: { kind: 'devices', ids: ['v2'] } }, false],
    ['that was revoked', { revokedAt: '2026-03-05T00:00:00Z' }, false],
    ['that has ended this moment', { endsAt: now }, false],
    ['that ends later', { endsAt: '2026-03-10T00:00:01Z' }, true],
  ])('%s', (_name, change, counts) => {
    expect(effectiveWords([word(change)], subject, now).override !== null).toBe(counts);
  });

  test('the narrower, then the later; a fault beside what says otherwise', () => {
    const words = [
      word({ id: 'client-later', madeAt: '2026-03-09T00:00:00Z' }),
      word({ id: 'device', says: 'normal', scope: onDevice }),
      word({ id: 'device-later', scope: onDevice, madeAt: '2026-03-02T00:00:00Z' }),
      word({ id: 'fault', says: 'fault', fault }),
    ];
    for (const some of [words, words.toReversed()]) {
      const { override, fault: seen } = effectiveWords(some, subject, now);
      expect([override?.id, seen?.id]).toEqual(['device-later', 'fault']);
    }
  });

  test('one that was revoked before its end is revoked, not ended', () => {
    expect(wordStanding(word({ revokedAt: now, endsAt: now }), now)).toBe('revoked');
  });
});

describe('the line beside an urgency', () => {
  const said = (...words: readonly `${UrgencyWord['says']} ${string}`[]) =>
    words.map((one) => ({ says: one.split(' ')[0] as UrgencyWord['says'], by: one.split(' ')[1] ?? '' }));
  test.each<[string, 'urgent' | 'normal', ReturnType<typeof said>, string | null]>([
    ['nobody', 'urgent', [], null],
    ['one who lowers it', 'normal', said('normal Ada'), 'lowered by Ada'],
    ['one who is not followed, or not everywhere', 'urgent', said('normal Ada'), 'Ada would lower it'],
    ['one who saw a fault', 'urgent', said('fault Ada'), 'raised for a fault by Ada'],
    ['one who lowers it behind one who raises it', 'urgent', said('urgent Bob', 'normal Ada'), 'Ada would lower it; raised by Bob'],
    ['the same where it is normal', 'normal', said('fault Bob', 'normal Ada'), 'lowered by Ada; Bob would raise it'],
    ['more of each', 'urgent', said('urgent Bob', 'fault Cy', 'normal Ada', 'normal Di'), 'Ada would lower it; raised by Bob, and 2 more'],
    ['several of one sort', 'normal', said('normal Bob', 'normal Ada'), 'lowered by Bob, and 1 more'],
  ])('tells %s', (_name, urgency, words, line) => {
    expect(saidLine(urgency, words)).toBe(line);
  });

  test('what lowers it stands first in the list too, and among equals the newest', () => {
    expect(lowestFirst(said('urgent Bob', 'normal Ada', 'fault Cy', 'normal Di')).map(({ by }) => by)).toEqual(['Ada', 'Di', 'Bob', 'Cy']);
  });
});

describe('what must be said', () => {
  const draft: WordDraft = { says: 'urgent', scope: { kind: 'client' }, fault: null, reason: 'The client asked', endsAt: null };
  test.each<[string, Partial<WordDraft>, readonly string[]]>([
    ['urgent with a reason', {}, []],
    ['no reason', { reason: ' ' }, ['reason']],
    ['lowered without an end', { says: 'normal' }, ['endsAt']],
    ['lowered for 90 days', { says: 'normal', endsAt: '2026-06-08T00:00:00Z' }, []],
    ['lowered for longer', { says: 'normal', endsAt: '2026-06-08T00:00:01Z' }, ['endsAt']],
    ['raised for longer', { endsAt: '2027-06-08T00:00:00Z' }, []],
    ['an end that has passed', { endsAt: now }, ['endsAt']],
    ['no device', { scope: { kind: 'devices', ids: [] } }, ['scope']],
    ['a fault', { says: 'fault', fault }, []],
    ['a fault of which nothing is said', { says: 'fault' }, ['fault']],
    ['a fault without evidence', { says: 'fault', fault: { ...fault, evidence: '' } }, ['fault']],
    ['a fault that will be seen', { says: 'fault', fault: { ...fault, seenSince: '2026-03-11T00:00:00Z' } }, ['fault']],
    ['a fault where none is meant', { fault }, ['fault']],
  ])('%s', (_name, change, paths) => {
    expect(wordProblems({ ...draft, ...change }, Temporal.Instant.from(now)).map(({ path }) => path)).toEqual(paths);
  });
});
