import { expect, test } from 'vitest';
import { decision, subject } from './decision.fixture.ts';
import { barOf, barWords } from './index.ts';
import type { Decision } from './index.ts';

const now = Temporal.Instant.from('2026-03-10T00:00:00Z');
const endsAt = '2026-06-01T00:00:00Z';
const version = { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' } as const;
const cve = (...ids: string[]) => ({ kind: 'advisory', id: ids[0] ?? '', ids }) as const;
const checked = { what: 'Port 9 is closed', check: 'A scan finds it closed', undoWhenFixed: true, undoneAt: null };
const workaround = (verifiedAt: string | null) => decision({ kind: 'workaround', workaround: { ...checked, verifiedAt } });
const everyVulnerability = cve('CVE-2026-10001', 'CVE-2026-10002');

test.each<[string, readonly Decision[], 'block' | 'exception' | 'workaround' | null]>([
  ['nothing decided', [], null],
  ['a decision to deploy', [decision()], null],
  ['a block', [decision({ kind: 'block' })], 'block'],
  [
    'a block over a decision to deploy for this very device',
    [decision({ scope: { kind: 'devices', ids: ['v1'] } }), decision({ id: 'b', kind: 'block' })],
    'block',
  ],
  ['a block for the sake of one vulnerability', [decision({ kind: 'block', about: cve('CVE-2026-10001') })], 'block'],
  ['a block of another version', [decision({ kind: 'block', about: { ...version, sourceVersion: '1.9-1' } })], null],
  ['a block that was revoked', [decision({ kind: 'block', revoked: { at: endsAt, by: 'p', because: 'No' } })], null],
  ['a block that begins later', [decision({ kind: 'block', startsAt: endsAt })], null],
  ['a block elsewhere', [decision({ kind: 'block', scope: { kind: 'site', ids: ['s2'] } })], null],
  ['an exception', [decision({ kind: 'exception', endsAt })], 'exception'],
  ['an exception that has ended', [decision({ kind: 'exception', endsAt: '2026-03-09T00:00:00Z' })], null],
  ['an exception for a part of what it ends', [decision({ kind: 'exception', endsAt, about: cve('CVE-2026-10001') })], null],
  ['an exception for all of it', [decision({ kind: 'exception', endsAt, about: everyVulnerability })], 'exception'],
  ['a workaround that was checked since the fix came', [workaround('2026-03-01T00:00:00Z')], 'workaround'],
  ['a workaround that nobody has checked', [workaround(null)], null],
  ['a workaround of before the fix', [workaround('2026-02-01T00:00:00Z')], null],
])('%s', (_name, decisions, kind) => {
  expect(barOf(decisions, subject, now)?.kind ?? null).toBe(kind);
});

test.each<[string, Partial<Decision>, boolean]>([
  ['a block of exactly the version that would come', { kind: 'block', about: version }, true],
  ['a block of every version, which wants it gone', { kind: 'block' }, false],
  ['an exception', { kind: 'exception', endsAt, about: version }, false],
])('on the way back: %s', (_name, change, bars) => {
  expect(barOf([decision(change)], subject, now, 'back') !== null).toBe(bars);
});

test('says who decided it, since when, until when and why', () => {
  const bar = barOf([decision({ kind: 'exception', endsAt, startsAt: '2026-02-01T00:00:00Z', reason: 'Their till stops' })], subject, now);
  // It was decided a month after the day from which it is to hold.
  expect(bar).toMatchObject({ decisionId: 'd1', by: 'p1', since: '2026-03-01T00:00:00Z', until: endsAt, about: 'lab-app, every version' });
  expect(bar === null ? null : barWords(bar, 'Ada')).toBe('An exception until 2026-06-01, decided by Ada: Their till stops.');
});
