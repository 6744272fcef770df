import { describe, expect, test } from 'vitest';
import { noEmergencyRule, whyEmergency, whyNoEmergencyNow } from './emergency-rule.ts';

const worst = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const local = 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';
const high = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
const four = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

describe('an emergency by the rule', () => {
  const both = { exploited: true, critical: true };
  test.each([
    [both, 'active', [], 'said to be exploited'],
    [both, 'Active', [worst], 'said to be exploited'],
    [both, 'poc', [], null],
    [both, null, [high, worst], `critical, attacked over the network (${worst})`],
    [both, null, [four], `critical, attacked over the network (${four})`],
    [both, null, [local], null],
    [both, null, [high], null],
    [both, null, ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 'not a vector'], null],
    [{ exploited: true, critical: false }, 'none', [worst], null],
    [{ exploited: false, critical: true }, 'active', [high], null],
    [noEmergencyRule, 'active', [worst], null],
  ])('%j of %s %j: %s', (rule, exploitation, vectors, why) => {
    expect(whyEmergency(rule, { exploitation, vectors })).toBe(why);
  });
});

describe('what the rule took once', () => {
  const both = { exploited: true, critical: true };
  const criticalOnly = { exploited: false, critical: true };
  test.each([
    // Corrected: the score, or what its publisher says.
    [criticalOnly, 'critical', null, [high], `is not critical and attacked over the network any more (${high})`],
    [both, 'exploited', 'poc', [], 'is not said to be exploited any more (exploitation: poc)'],
    // Still one: by the same part, or by the other.
    [criticalOnly, 'critical', null, [high, worst], null],
    [both, 'critical', 'active', [high], null],
    [both, 'exploited', 'none', [worst], null],
    // Of the other part the rule of then said nothing.
    [criticalOnly, 'critical', 'active', [high], `is not critical and attacked over the network any more (${high})`],
    // Nobody says anything any more: that corrects nothing.
    [criticalOnly, 'critical', null, [], null],
    [both, 'exploited', null, [high], null],
  ] as const)('%j, taken as %s, with %s %j now: %s', (rule, was, exploitation, vectors, why) => {
    expect(whyNoEmergencyNow(rule, was, { exploitation, vectors })).toBe(why);
  });
});
