import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainGroup, inGroup, parseGroupRule } from './index.ts';
import type { DeviceFacts, GroupRule } from './index.ts';

const comparison = fc.oneof(
  fc.constantFrom('standard', 'low').map((value) => ({ fact: 'tier', op: 'is', value }) as const),
  fc.constantFrom('web-*', '*1', 'x').map((value) => ({ fact: 'name', op: 'matches', value }) as const),
  fc.boolean().map((value) => ({ fact: 'restartDue', op: 'is', value }) as const),
  fc.constantFrom('5', '6.1').map((value) => ({ fact: 'kernel', op: 'below', value }) as const),
);
const rules: fc.Arbitrary<GroupRule> = fc.letrec<{ rule: GroupRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc.record({ not: tie('rule') }),
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
  ),
})).rule;
const facts: fc.Arbitrary<DeviceFacts> = fc.record({
  deviceId: fc.constant('d'),
  name: fc.constantFrom('web-1', 'db-2'),
  tier: fc.constantFrom('standard', 'low', null),
  exposure: fc.constant(null),
  siteId: fc.constant('s'),
  siteName: fc.constant('S'),
  owner: fc.constant(null),
  service: fc.constant(null),
  family: fc.constant(null),
  system: fc.constant(null),
  systemVersion: fc.constant(null),
  kernel: fc.constantFrom('6.0-1', 'odd', null),
  managers: fc.constant(null),
  restartDue: fc.constantFrom(true, false, null),
  software: fc.constant(null),
});

test('what is read back from plain data says the same', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      const read = parseGroupRule(JSON.parse(JSON.stringify(rule)));
      if (read.ok) expect(read.rule).toEqual(rule);
      else expect(read.problems[0]?.message).toContain('deeper');
    }),
  );
});

test('every answer has a reason, and every reason says that answer or its opposite under a not', () => {
  fc.assert(
    fc.property(rules, facts, (rule, device) => {
      const { answer, because } = explainGroup(rule, device);
      expect(because.length).toBeGreaterThan(0);
      if (answer === 'unknown') expect(because.every((one) => one.answer === 'unknown')).toBe(true);
      else expect(because.every((one) => one.answer !== 'unknown')).toBe(true);
    }),
  );
});

test('not turns yes and no round and leaves unknown; to learn a fact never turns yes into no', () => {
  fc.assert(
    fc.property(rules, facts, (rule, device) => {
      const answer = inGroup(rule, device);
      const turned = inGroup({ not: rule }, device);
      expect(turned).toBe(answer === 'unknown' ? 'unknown' : answer === 'yes' ? 'no' : 'yes');
      if (answer === 'unknown') return;
      const known = { ...device, tier: device.tier ?? 'low', restartDue: device.restartDue ?? false };
      expect(inGroup(rule, known)).toBe(answer);
    }),
  );
});
