import { describe, expect, test } from 'vitest';
import type { Freeze } from '../calendar/index.ts';
import { lintPolicy, parsePolicy, startingPolicy } from './index.ts';
import type { LintWorld, Policy, Ring } from './index.ts';

const from = Temporal.Instant.from('2026-06-01T12:00:00Z');
const starting = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
const sound: Policy = { ...starting, checks: [{ kind: 'service', name: 'web', unit: 'nginx.service', timeoutSeconds: 30 }] };
const [first, , last] = sound.rings as readonly [Ring, Ring, Ring];

function codes(policy: Policy, zones: readonly string[] = ['Europe/London', 'America/New_York']): readonly string[] {
  return lintPolicy(policy, { zones, from }).map((lint) => lint.code);
}

describe('what is said of a policy', () => {
  test('nothing, when there is nothing to say', () => {
    expect(codes(sound)).toEqual([]);
  });

  test('the starting policy lacks health checks only, which are the client’s own', () => {
    expect(codes(starting)).toEqual(['no-checks']);
  });

  test.each<readonly [string, Partial<Policy>, string]>([
    ['a window that never opens', { window: { ...sound.window, rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } }, 'window-never-opens'],
    ['a window that has ended', { window: { ...sound.window, rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260101' } }, 'window-never-opens'],
    ['a window that got in unreadable', { window: { ...sound.window, rule: 'Sundays' } }, 'window-never-opens'],
    [
      'a window that opens in winter only',
      { window: { ...sound.window, rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1' } },
      'window-opens-late',
    ],
    ['a window in which nothing fits', { window: { ...sound.window, durationMinutes: 19 } }, 'window-too-short'],
    ['a window in which little fits', { window: { ...sound.window, durationMinutes: 20 } }, 'window-short'],
    ['a ring that asks for nothing', { rings: [{ ...first, gate: { minVerified: 0, minRate: 0 } }, last] }, 'ring-without-gate'],
    [
      'a ring that asks for more than it has',
      { rings: [{ ...first, members: { kind: 'devices', deviceIds: ['a'] }, gate: { minVerified: 2, minRate: 1 } }, last] },
      'gate-beyond-ring',
    ],
    ['one ring for all', { rings: [last] }, 'no-test-ring'],
    ['a ring without soak', { rings: [{ ...first, soak: 'PT0S' }, last] }, 'no-soak'],
    ['restarts forbidden', { restart: 'never' }, 'restart-never'],
    ['no checks', { checks: [] }, 'no-checks'],
    ['no notice', { notices: { plannedHoursBefore: [] } }, 'no-planned-notice'],
    ['a review that is overdue', { reviewAt: '2026-05-31' }, 'review-overdue'],
  ])('%s', (_why, change, code) => {
    expect(codes({ ...sound, ...change }, ['Europe/London'])).toEqual([code]);
  });

  test('a short window is long enough where nothing restarts', () => {
    expect(codes({ ...sound, restart: 'never', window: { ...sound.window, durationMinutes: 29 } })).toEqual(['restart-never']);
  });

  test('each zone is looked at by itself, and one that is not known is said', () => {
    const never = { ...sound, window: { ...sound.window, rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } };
    expect(codes(never, ['Europe/London', 'Asia/Tokyo', 'Europe/London'])).toEqual(['window-never-opens', 'window-never-opens']);
    expect(codes(sound, ['Mars/Base'])).toEqual(['zone-unknown']);
  });

  test('a window that freezes or holidays close for 90 days is told, and one opening less is not', () => {
    const freeze: Freeze = {
      id: 'f',
      name: 'Year end',
      reason: 'x',
      scope: { kind: 'client' },
      from: '2026-06-01T00:00:00Z',
      until: '2026-08-30T12:00:00Z',
      exceptUrgent: false,
      endedAt: null,
    };
    const look = (world: Partial<LintWorld>) => lintPolicy(sound, { zones: ['Europe/London'], from, ...world }).map(({ code }) => code);
    expect(look({ freezes: [freeze] })).toEqual(['window-frozen']);
    expect(look({ freezes: [{ ...freeze, until: '2026-08-23T00:00:00Z' }] })).toEqual([]);
    expect(look({ freezes: [{ ...freeze, endedAt: '2026-06-02T00:00:00Z' }] })).toEqual([]);
    const days = Array.from({ length: 100 }, (_, n) => ({
      day: Temporal.PlainDate.from('2026-06-01').add({ days: n }).toString(),
      name: 'Closed',
    }));
    expect(look({ lists: [{ id: 'l', name: 'All summer', days }] })).toEqual(['window-closed-by-holidays']);
  });

  test('contradictions come before remarks, and every lint says where and why', () => {
    const lints = lintPolicy({ ...sound, checks: [], window: { ...sound.window, durationMinutes: 5 } }, { zones: [], from });
    expect(lints.map((lint) => lint.severity)).toEqual(['failing', 'attention']);
    expect(lints.every((lint) => lint.path !== '' && lint.sentence.endsWith('.'))).toBe(true);
  });

  test('the policies of these tests are policies, but for those that got in unreadable', () => {
    expect(parsePolicy(sound).ok).toBe(true);
  });
});

test('a mission-critical device that nobody saw come back is named', () => {
  const look = (untriedWaysBack: readonly string[]) => lintPolicy(sound, { zones: [], from, untriedWaysBack });
  expect(look([])).toEqual([]);
  expect(look(['db1', 'db2', 'db3', 'db4'])).toMatchObject([
    { code: 'way-back-untried', path: 'drills', sentence: expect.stringMatching(/^db1, db2, db3 and 1 more: mission-critical/) },
  ]);
});
