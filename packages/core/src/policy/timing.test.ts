import { describe, expect, test } from 'vitest';
import { lintPolicy, parsePolicy, parsePolicyPart, settingInWords, startingPolicy, unsaidInWords } from './index.ts';

const about = { name: 'Usual', owner: 'Ada', reviewAt: '2099-01-01' };
const ask = { kind: 'ask', postpones: 2, minutes: 30, deadlineMinutes: 120, atEnd: 'force', mayEndAfterWindow: false } as const;
const office = { days: ['MO', 'FR'], from: '08:00', to: '18:00' } as const;
const catchUp = { kind: 'catch-up', onMains: true, maxLoadPercent: 50, notDuring: office } as const;
const says = (settings: Record<string, unknown>) => parsePolicyPart({ ...about, ...settings }, 'device');

test('a policy of before these settings reads as it always did', () => {
  const policy = startingPolicy(about);
  const read = parsePolicy(JSON.parse(JSON.stringify(policy)));
  expect(read).toEqual({ ok: true, policy });
  expect(Object.keys(policy)).not.toContain('restartWhen');
});

describe('what any level may say', () => {
  test.each([
    { restartWhen: { kind: 'at-once' } },
    { restartWhen: { kind: 'signed-out' } },
    { restartWhen: { kind: 'window-end' } },
    { restartWhen: ask },
    { missed: { kind: 'next-window' } },
    { missed: catchUp },
    { missed: { ...catchUp, kind: 'rolling', hours: 4, days: 7 } },
    { missed: { ...catchUp, maxLoadPercent: null, notDuring: null } },
  ])('%j', (settings) => {
    expect(says(settings)).toEqual({ ok: true, part: { ...about, settings } });
  });
});

test.each<[string, Record<string, unknown>]>([
  ['restartWhen.kind', { restartWhen: { kind: 'sometimes' } }],
  ['restartWhen.kind', { restartWhen: null }],
  ['restartWhen.minutes', { restartWhen: { kind: 'signed-out', minutes: 5 } }],
  ['restartWhen.minutes', { restartWhen: { ...ask, minutes: 4 } }],
  ['restartWhen.postpones', { restartWhen: { ...ask, postpones: 21 } }],
  ['restartWhen.deadlineMinutes', { restartWhen: { ...ask, deadlineMinutes: 29 } }],
  ['restartWhen.mayEndAfterWindow', { restartWhen: { ...ask, mayEndAfterWindow: 'yes' } }],
  ['missed.onMains', { missed: { ...catchUp, onMains: null } }],
  ['missed.maxLoadPercent', { missed: { ...catchUp, maxLoadPercent: 0 } }],
  ['missed.notDuring.to', { missed: { ...catchUp, notDuring: { ...office, to: '08:00' } } }],
  ['missed.notDuring.days', { missed: { ...catchUp, notDuring: { ...office, days: [] } } }],
  ['missed.notDuring.days[1]', { missed: { ...catchUp, notDuring: { ...office, days: ['MO', 'MO'] } } }],
  ['missed.hours', { missed: { ...catchUp, hours: 4 } }],
  ['missed.days', { missed: { ...catchUp, kind: 'rolling', hours: 4, days: 32 } }],
])('%s is refused', (path, settings) => {
  expect(says(settings)).toMatchObject({ ok: false, problems: [{ path }] });
});

describe('lint', () => {
  const world = { zones: ['UTC'], from: Temporal.Instant.from('2026-03-02T08:00:00Z') };
  const codes = (change: object, more: object = {}) =>
    lintPolicy({ ...startingPolicy(about), ...change }, { ...world, ...more }).map(({ code, severity }) => `${severity} ${code}`);
  const took = Array.from({ length: 12 }, () => ({ packages: 8, changeSeconds: 13_000, restartSeconds: 2_000 }));

  test('a window that is shorter than such changes took here', () => {
    expect(codes({}, { took })).toContain('attention window-shorter-than-learned');
    expect(codes({ restart: 'never' }, { took })).not.toContain('attention window-shorter-than-learned');
    expect(codes({}, { took: took.slice(0, 9) })).not.toContain('attention window-shorter-than-learned');
  });

  test('restarts that are forbidden while updates wait for one', () => {
    expect(codes({ restart: 'never' }, { waitingForRestart: 2 })).toContain('failing restart-never-and-waiting');
    expect(codes({ restart: 'never' })).not.toContain('failing restart-never-and-waiting');
    expect(codes({}, { waitingForRestart: 2 })).not.toContain('failing restart-never-and-waiting');
  });

  test('a restart that could never be put off within its window', () => {
    expect(codes({ restartWhen: { ...ask, minutes: 240, deadlineMinutes: 300 } })).toContain('attention restart-asked-too-long');
    expect(codes({ restartWhen: ask })).not.toContain('attention restart-asked-too-long');
  });
});

test('what holds where nobody says it has words, and what must be said has none', () => {
  expect(unsaidInWords('missed')).toBe('waits for the next window');
  expect(unsaidInWords('restartWhen')).toBe('at once');
  expect(unsaidInWords('window')).toBeNull();
});

test('in words', () => {
  expect(settingInWords('restartWhen', ask)).toBe(
    'asks who is signed in; can be put off 2 times by 30 minutes, until 120 minutes after the change, then it restarts; within the window',
  );
  expect(settingInWords('restartWhen', { kind: 'signed-out' })).toBe('when nobody is signed in; else it stays pending');
});
