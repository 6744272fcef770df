import { describe, expect, test } from 'vitest';
import { choose } from './index.ts';
import type { Choosing, SelectionRule, UpdateFacts } from './index.ts';

const now = Temporal.Instant.from('2026-12-01T12:00:00Z');
const update: UpdateFacts = {
  name: 'lab-browser',
  sourceName: 'lab-browser-src',
  to: '2.4.1-1',
  class: 'security',
  urgency: 'urgent',
  severity: 'high',
  origin: { label: 'Debian-Security', archive: 'stable-security' },
  withheld: null,
  released: '2026-11-27T08:00:00Z',
  firstSeenAt: '2026-11-28T00:00:00Z',
  zone: 'UTC',
};
const plain: Choosing = { name: 'Servers', select: { classes: ['security'], exclude: ['docker*'] } };
const ruled = (...rules: SelectionRule[]): Choosing => ({ ...plain, rules });
const week: SelectionRule = { name: 'browsers wait a week', when: { products: ['*browser*'] }, action: { kind: 'defer', days: 7 } };
const block = (when: SelectionRule['when']): SelectionRule => ({
  name: 'never',
  when,
  action: { kind: 'block', because: 'It broke the till.' },
});
const take = (when: SelectionRule['when']): SelectionRule => ({ name: 'take', when, action: { kind: 'select' } });

const decided = (policy: Choosing, change: Partial<UpdateFacts> = {}) => choose(policy, { ...update, ...change }, now);

describe('what a policy decides of an update', () => {
  test('without rules it is as it ever was', () => {
    expect(decided(plain)).toMatchObject({ decision: 'select', by: { kind: 'classes' } });
    expect(decided(plain, { class: 'normal' })).toMatchObject({ decision: 'exclude', by: { kind: 'classes' } });
    expect(decided(plain, { name: 'docker.io' })).toMatchObject({ decision: 'exclude' });
    expect(decided(plain, { withheld: 'phased' })).toMatchObject({ decision: 'wait' });
  });

  test('a deferral says until when, by which rule, and by whose date', () => {
    expect(decided(ruled(block({ products: ['other'] }), week))).toEqual({
      decision: 'defer',
      by: { kind: 'rule', index: 1 },
      sentence: 'Deferred until 4 Dec 2026: rule 2, “browsers wait a week” (released 2026-11-27, as its advisory says).',
      until: '2026-12-04T08:00:00Z',
      counted: { at: '2026-11-27T08:00:00Z', source: 'advisory' },
    });
  });

  test('a deferral that is over selects, without anybody doing anything', () => {
    expect(choose(ruled(week), update, Temporal.Instant.from('2026-12-04T07:59:59Z')).decision).toBe('defer');
    expect(choose(ruled(week), update, Temporal.Instant.from('2026-12-04T08:00:00Z')).decision).toBe('select');
  });

  test('a release of which only the day is known counts from the end of that day', () => {
    expect(decided(ruled(week), { released: '2026-11-27' }).until).toBe('2026-12-05T00:00:00Z');
  });

  test('a day until which it waits begins where the device stands', () => {
    const until = ruled({ name: 'freeze of the year', when: {}, action: { kind: 'defer', until: '2026-12-02' } });
    expect(decided(until, { zone: 'America/New_York' })).toMatchObject({ decision: 'defer', until: '2026-12-02T05:00:00Z' });
    expect(decided(until, { zone: 'Pacific/Auckland' }).decision).toBe('select');
    expect(decided(until, { zone: 'Nowhere/Known' }).until).toBe('2026-12-02T12:00:00Z');
  });

  test('an unknown release date waits for a person, unless the rule counts from when it was first seen, which is said', () => {
    expect(decided(ruled(week), { released: null })).toMatchObject({ decision: 'unknown', until: null, counted: null });
    const seen = decided(ruled({ ...week, countFrom: 'first-seen' }), { released: null });
    expect(seen).toMatchObject({ decision: 'defer', until: '2026-12-05T00:00:00Z', counted: { source: 'first-seen' } });
    expect(seen.sentence).toContain('first seen here 2026-11-28; when it was released is not known');
  });

  test('a rule by age that can not be answered hides those after it: nobody knows which decides', () => {
    const old = take({ minAgeDays: 3 });
    expect(decided(ruled(old, take({})), { released: null }).decision).toBe('unknown');
    expect(decided(ruled({ ...old, when: { minAgeDays: 3, products: ['other'] } }, take({})), { released: null }).decision).toBe('select');
    expect(decided(ruled(old, block({}))).decision).toBe('select');
    expect(decided(ruled(take({ maxAgeDays: 3 }), block({}))).decision).toBe('block');
  });

  test.each<[string, SelectionRule['when'], Partial<UpdateFacts>, boolean]>([
    ['its class', { classes: ['normal'] }, {}, false],
    ['its urgency', { urgency: ['urgent'] }, {}, true],
    ['an urgency that rests on nothing published counts as urgent', { urgency: ['urgent'] }, { urgency: 'unknown' }, true],
    ['and can be told apart', { urgency: ['unknown'] }, {}, false],
    ['its severity', { severity: ['critical', 'high'] }, {}, true],
    ['a severity that nobody names', { severity: ['critical', 'high'] }, { severity: 'unknown' }, false],
    ['its source package', { products: ['lab-browser-s*'] }, {}, true],
    ['the label of its archive', { origins: ['Debian-Security'] }, {}, true],
    ['label and archive', { origins: ['*:stable'] }, {}, false],
    ['all that is said must hold', { classes: ['security'], products: ['other'] }, {}, false],
  ])('a rule goes by %s', (_what, when, change, holds) => {
    expect(decided(ruled(block(when)), change).decision).toBe(holds ? 'block' : 'select');
  });

  test('what a rule selects goes before classes and names, and still waits where the device holds it', () => {
    expect(decided(ruled(take({})), { class: 'normal', name: 'docker.io' }).decision).toBe('select');
    expect(decided(ruled(take({})), { withheld: 'pinned' })).toMatchObject({ decision: 'wait', by: { kind: 'rule', index: 0 } });
  });

  test('a pin goes before all rules, and lets through what has its version', () => {
    const pinned = { ...ruled(take({})), pins: [{ package: 'lab-browser-src', version: '2.4.*', because: 'The till needs it.' }] };
    expect(decided(pinned).decision).toBe('select');
    expect(decided(pinned, { to: '2.5.0-1' })).toMatchObject({
      decision: 'pin',
      by: { kind: 'pin', index: 0 },
      sentence: 'Kept by a pin: lab-browser-src stays at 2.4.*. The till needs it.',
    });
  });
});
