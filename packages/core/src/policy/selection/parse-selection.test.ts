import { describe, expect, test } from 'vitest';
import { alwaysOpen, isOpen, openingAt } from '../../windows/index.ts';
import { lintPolicy, parsePolicy, parsePolicyPart, policyInLane, settingInWords, startingPolicy } from '../index.ts';
import type { Policy } from '../index.ts';
import { approvalLateAt, windowInLane } from './index.ts';

const base = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
const [test10] = base.rings;
const oneRing = [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;
const whole: Policy = {
  ...base,
  rules: [
    {
      name: 'browsers wait',
      when: { products: ['lab-browser'], severity: ['low', 'medium'] },
      action: { kind: 'defer', days: 7 },
      countFrom: 'first-seen',
    },
    { name: 'not that one', when: { origins: ['Elsewhere:*'] }, action: { kind: 'block', because: 'It is not ours.' } },
    { name: 'after the year', when: { classes: ['normal'], maxAgeDays: 30 }, action: { kind: 'defer', until: '2027-01-04' } },
  ],
  pins: [{ package: 'lab-db*', version: '2.4.*', because: 'The maker supports no other.' }],
  lanes: [
    {
      name: 'urgent',
      takes: { urgency: ['urgent'] },
      rings: oneRing,
      maxParallel: 20,
      devicesPerHour: 200,
      notices: { plannedHoursBefore: [] },
      approvalDays: 2,
    },
    { name: 'definitions', takes: { products: ['lab-scanner-*'] }, anyTime: true },
  ],
};
const problemsOf = (change: Record<string, unknown>) => {
  const read = parsePolicy({ ...base, ...change });
  return read.ok ? [] : read.problems.map(({ path }) => path);
};
const rule = { name: 'a', when: {}, action: { kind: 'select' } };

describe('rules, pins and lanes as they are saved', () => {
  test('they are read as they are, and a policy without any is what it was', () => {
    expect(parsePolicy(structuredClone(whole))).toEqual({ ok: true, policy: whole });
    expect(parsePolicy(base)).toEqual({ ok: true, policy: base });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['two rules of one name', { rules: [rule, rule] }, 'rules[1].name'],
    ['a rule that does nothing', { rules: [{ ...rule, action: { kind: 'wait' } }] }, 'rules[0].action.kind'],
    ['a block without a reason', { rules: [{ ...rule, action: { kind: 'block' } }] }, 'rules[0].action.because'],
    [
      'a deferral by days and by a day',
      { rules: [{ ...rule, action: { kind: 'defer', days: 3, until: '2027-01-04' } }] },
      'rules[0].action.days',
    ],
    ['a day that is none', { rules: [{ ...rule, action: { kind: 'defer', until: '2027-02-30' } }] }, 'rules[0].action.until'],
    ['an empty list, which nothing fits', { rules: [{ ...rule, when: { products: [] } }] }, 'rules[0].when.products'],
    ['ages that nothing has', { rules: [{ ...rule, when: { minAgeDays: 9, maxAgeDays: 3 } }] }, 'rules[0].when.maxAgeDays'],
    ['a counting without an age', { rules: [{ ...rule, countFrom: 'first-seen' }] }, 'rules[0].countFrom'],
    ['a pin of no version', { pins: [{ package: 'a', version: '', because: 'so' }] }, 'pins[0].version'],
    ['a package pinned twice', { pins: [1, 2].map(() => ({ package: 'a', version: '1', because: 'so' })) }, 'pins[1].package'],
    ['a lane by age', { lanes: [{ name: 'new', takes: { maxAgeDays: 3 } }] }, 'lanes[0].takes.maxAgeDays'],
    ['a lane called the rest', { lanes: [{ name: 'rest', takes: {} }] }, 'lanes[0].name'],
    ['a lane with a window and any time', { lanes: [{ name: 'a', takes: {}, anyTime: true, window: base.window }] }, 'lanes[0].window'],
    ['rings of a lane that leave devices out', { lanes: [{ name: 'a', takes: {}, rings: [test10] }] }, 'lanes[0].rings[0].members.kind'],
  ])('%s is refused', (_what, change, path) => {
    expect(problemsOf(change)).toContain(path);
  });

  test('lanes are said by provider and client alone', () => {
    const part = { name: 'a', owner: 'b', reviewAt: '2027-01-31', lanes: [] };
    expect(parsePolicyPart(part, 'client').ok).toBe(true);
    expect(parsePolicyPart(part, 'site').ok).toBe(false);
    expect(parsePolicyPart({ ...part, lanes: undefined, rules: [rule] }, 'site').ok).toBe(true);
  });

  test('they have words', () => {
    expect(settingInWords('rules', whole.rules ?? [])).toContain(
      '1. “browsers wait”: updates of lab-browser, severity low or medium: deferred until 7 days after the release; where no release date is known, since it was first seen',
    );
    expect(settingInWords('pins', whole.pins ?? [])).toBe('lab-db* stays at 2.4.* (The maker supports no other.)');
    expect(settingInWords('lanes', whole.lanes ?? [])).toBe(
      'urgent: updates, urgency urgent (rings all; 20 devices at once; 200 devices an hour; its own notices; approval within 2 days); definitions: updates of lab-scanner-* (at any time); the rest',
    );
  });
});

describe('a lane', () => {
  test('says what it says, and nothing else is changed', () => {
    const { rings, maxParallel, devicesPerHour, notices, window, ...rest } = policyInLane(whole, 'urgent');
    expect({ rings, maxParallel, devicesPerHour, notices }).toEqual({
      rings: oneRing,
      maxParallel: 20,
      devicesPerHour: 200,
      notices: { plannedHoursBefore: [] },
    });
    expect({ ...base, ...rest, window }).toEqual({
      ...whole,
      rings: base.rings,
      maxParallel: 5,
      devicesPerHour: 50,
      notices: base.notices,
    });
    expect(policyInLane(whole, 'rest')).toEqual(whole);
    expect(policyInLane(base, null)).toEqual(base);
  });

  test('any time is open at every instant, also on days of 25 hours and of none', () => {
    const days = [
      ['America/New_York', '2026-11-01T04:30:00Z'],
      ['Pacific/Apia', '2011-12-30T10:30:00Z'],
      ['Europe/London', '2026-03-29T01:30:00Z'],
    ] as const;
    for (const [zone, day] of days)
      for (let hours = 0; hours < 48; hours += 1) {
        const at = Temporal.Instant.from(day).add({ hours });
        expect(isOpen({ ...alwaysOpen, zone }, at)).toBe(true);
        expect(
          openingAt({ ...alwaysOpen, zone }, at)
            ?.closesAt.since(at)
            .total('hours'),
        ).toBeGreaterThan(22);
      }
  });

  test('a narrower window goes before that of a lane, and any time before both', () => {
    const own = { ...base.window, start: '05:00' };
    const laned = { lanes: [{ name: 'a', takes: {}, window: { ...base.window, start: '03:00' } }, ...(whole.lanes ?? [])] };
    expect(windowInLane(laned, 'a', own, false)).toEqual(own);
    expect(windowInLane(laned, 'a', base.window, true).start).toBe('03:00');
    expect(windowInLane(laned, 'definitions', own, false)).toEqual(alwaysOpen);
    expect(windowInLane(laned, 'rest', own, false)).toEqual(own);
  });

  test('tells when an approval is late', () => {
    expect(approvalLateAt(whole, 'urgent', '2026-12-01T00:00:00Z')).toBe('2026-12-03T00:00:00.000Z');
    expect(approvalLateAt(whole, 'definitions', '2026-12-01T00:00:00Z')).toBeNull();
  });
});

test('lint names rules that decide nothing, and lanes into which nothing can fall', () => {
  const rules = [rule, { ...rule, name: 'b', when: { products: ['lab-*'] } }] as Policy['rules'];
  const world = { zones: ['UTC'], from: Temporal.Instant.from('2026-12-01T00:00:00Z') };
  const lintsOf = (change: Partial<Policy>) =>
    lintPolicy({ ...base, ...change }, world).flatMap(({ code, path }) =>
      code === 'rule-unreachable' || code === 'lane-empty' ? [[code, path]] : [],
    );
  expect(lintsOf(rules === undefined ? {} : { rules })).toEqual([['rule-unreachable', 'rules[1]']]);
  const lane = (name: string, takes: object) => ({ name, takes });
  expect(lintsOf({ lanes: [lane('a', {}), lane('b', { urgency: ['urgent'] })] })).toEqual([['lane-empty', 'lanes[1].takes']]);
  const lanes = [lane('n', { classes: ['normal'] }), lane('x', { products: ['xy'] })];
  // A package of source xy may have another name than the ones left out.
  expect(lintsOf({ select: { classes: ['security'], exclude: ['x*'] }, lanes })).toEqual([['lane-empty', 'lanes[0].takes']]);
  expect(lintsOf({ select: { classes: ['security'], exclude: ['*'] }, lanes })).toEqual([
    ['lane-empty', 'lanes[0].takes'],
    ['lane-empty', 'lanes[1].takes'],
  ]);
});
