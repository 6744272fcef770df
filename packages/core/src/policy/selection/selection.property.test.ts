import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintSelection } from './lint-rules.ts';
import { choose, laneNames, laneOf, restLane } from './index.ts';
import type { Choosing, Lane, RuleAction, RuleCondition, SelectionRule, UpdateFacts } from './index.ts';

const now = Temporal.Instant.from('2026-12-01T12:00:00Z');
const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
const urgencies = ['urgent', 'normal', 'unknown'] as const;
const classes = ['security', 'normal'] as const;
const names = ['lab-app', 'lab-web', 'lab-browser'];
const patterns = [...names, 'lab-*', '*', 'other'];
const day = fc.integer({ min: 0, max: 40 }).map((ago) => now.subtract({ hours: 24 * ago }).toString());

const facts: fc.Arbitrary<UpdateFacts> = fc.record({
  name: fc.constantFrom(...names),
  sourceName: fc.constantFrom(...names),
  to: fc.constantFrom('1.0', '1.1', '2.0'),
  class: fc.constantFrom(...classes),
  urgency: fc.constantFrom(...urgencies),
  severity: fc.constantFrom(...severities),
  origin: fc.constant({ label: 'Debian', archive: 'stable' }),
  withheld: fc.constantFrom(null, null, 'pinned', 'phased', 'kept-back'),
  released: fc.option(day),
  firstSeenAt: day,
  zone: fc.constantFrom('UTC', 'America/New_York', 'Nowhere/Known'),
});
const some = <T>(...of: readonly T[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 });
const takes = {
  classes: some(...classes),
  urgency: some(...urgencies),
  severity: some(...severities),
  products: some(...patterns),
};
const when: fc.Arbitrary<RuleCondition> = fc.record(
  { ...takes, minAgeDays: fc.integer({ min: 1, max: 10 }), maxAgeDays: fc.integer({ min: 11, max: 30 }) },
  { requiredKeys: [] },
);
const action: fc.Arbitrary<RuleAction> = fc.oneof(
  fc.constant({ kind: 'select' } as const),
  fc.integer({ min: 1, max: 30 }).map((days) => ({ kind: 'defer', days }) as const),
  fc.constantFrom('2026-11-30', '2026-12-01', '2026-12-02').map((until) => ({ kind: 'defer', until }) as const),
  fc.constant({ kind: 'block', because: 'so' } as const),
);
const rule: fc.Arbitrary<SelectionRule> = fc.record(
  { name: fc.string(), when, action, countFrom: fc.constantFrom('release', 'first-seen') },
  { requiredKeys: ['name', 'when', 'action'] },
);
const policy: fc.Arbitrary<Choosing & { readonly rules: readonly SelectionRule[] }> = fc.record({
  name: fc.constant('Servers'),
  select: fc.record({ classes: some(...classes), exclude: fc.subarray(patterns) }),
  rules: fc.array(rule, { maxLength: 6 }),
  pins: fc.array(
    fc.record({ package: fc.constantFrom(...patterns), version: fc.constantFrom('1.*', '2.0', '*'), because: fc.constant('so') }),
    {
      maxLength: 2,
    },
  ),
});
const lanes: fc.Arbitrary<readonly Lane[]> = fc
  .array(fc.record(takes, { requiredKeys: [] }), { maxLength: 4 })
  .map((all) => all.map((one, at) => ({ name: `lane ${at}`, takes: one })));

test('every update gets one decision with its reason, and a day only where it is deferred, later than now', () => {
  fc.assert(
    fc.property(policy, facts, (given, update) => {
      const { decision, sentence, until } = choose(given, update, now);
      expect(sentence).not.toBe('');
      expect(until !== null).toBe(decision === 'defer');
      if (until !== null) expect(Temporal.Instant.compare(until, now)).toBe(1);
    }),
  );
});

test('a rule that is added at the end changes nothing that the rules and pins before it decided', () => {
  fc.assert(
    fc.property(policy, rule, facts, (given, added, update) => {
      const before = choose(given, update, now);
      const after = choose({ ...given, rules: [...given.rules, added] }, update, now);
      if (before.by.kind !== 'classes') expect(after).toEqual(before);
      else if (after.by.kind === 'classes') expect(after).toEqual(before);
      else expect(after.by).toEqual({ kind: 'rule', index: given.rules.length });
    }),
  );
});

test('what has no known date is selected by no rule that asks for its age', () => {
  fc.assert(
    fc.property(policy, facts, (given, update) => {
      const { decision, by } = choose(given, { ...update, released: null }, now);
      const decider = by.kind === 'rule' ? given.rules[by.index] : undefined;
      if (decider === undefined || decider.countFrom === 'first-seen') return;
      const asks = decider.when.minAgeDays !== undefined || decider.when.maxAgeDays !== undefined || 'days' in decider.action;
      if (asks) expect(['unknown', 'block']).toContain(decision);
      if (decider.when.minAgeDays !== undefined || decider.when.maxAgeDays !== undefined) expect(decision).toBe('unknown');
    }),
  );
});

test('waiting longer never turns what is selected into what is deferred', () => {
  fc.assert(
    fc.property(policy, facts, fc.integer({ min: 1, max: 60 }), (given, update, days) => {
      const [first] = given.rules.filter((one) => one.when.minAgeDays === undefined && one.when.maxAgeDays === undefined);
      const ageless = { ...given, rules: first === undefined ? [] : [first] };
      if (choose(ageless, update, now).decision !== 'select') return;
      expect(choose(ageless, update, now.add({ hours: 24 * days })).decision).toBe('select');
    }),
  );
});

test('every update is in exactly one lane, which a lane before it keeps from those after', () => {
  fc.assert(
    fc.property(lanes, facts, (given, update) => {
      const lane = laneOf(given, update);
      if (given.length > 0) expect(laneNames({ lanes: given }).filter((name) => name === lane)).toHaveLength(1);
      else expect(lane).toBe(restLane);
      const at = given.findIndex(({ name }) => name === lane);
      const before = at === -1 ? given : given.slice(0, at);
      for (const one of before) expect(laneOf([one], update)).toBe(restLane);
    }),
  );
});

test('what lint calls unreachable decides nothing, and into a lane that it calls empty nothing falls', () => {
  fc.assert(
    fc.property(policy, lanes, facts, (given, all, update) => {
      const lints = lintSelection({ ...given, lanes: all }).filter(({ code }) => code !== 'rules-overlap');
      const choice = choose({ ...given, pins: [] }, update, now);
      const [, deciding] = /^rules\[(\d+)\]$/.exec(choice.by.kind === 'rule' ? `rules[${choice.by.index}]` : '') ?? [];
      expect(lints.filter(({ path }) => path === `rules[${deciding}]`)).toEqual([]);
      const at = all.findIndex(({ name }) => name === laneOf(all, update));
      if (choice.decision === 'select') expect(lints.filter(({ path }) => path === `lanes[${at}].takes`)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
