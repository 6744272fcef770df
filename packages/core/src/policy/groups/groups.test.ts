import { expect, test } from 'vitest';
import { describeGroupRule, explainGroup, inGroup, parseGroupRule, softwarePatterns, systemFamily } from './index.ts';
import type { DeviceFacts, GroupRule } from './index.ts';

const web: DeviceFacts = {
  deviceId: 'd1',
  name: 'web-01',
  tier: 'standard',
  exposure: 'internet',
  siteId: 's1',
  siteName: 'Bristol',
  owner: null,
  service: 'Shop',
  family: 'linux',
  system: 'debian',
  systemVersion: '12',
  kernel: '6.1.0-18-amd64',
  managers: ['apt'],
  restartDue: true,
  software: new Map([['nginx*', 'nginx-core']]),
};
const rule = (value: unknown): GroupRule => {
  const read = parseGroupRule(value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.rule;
};

test.each([
  [{ fact: 'tier', op: 'is', value: 'standard' }, 'yes', 'Its tier is standard.'],
  [{ fact: 'tier', op: 'is', value: 'low' }, 'no', 'Its tier is standard, not low.'],
  [{ fact: 'site', op: 'is', value: 's1' }, 'yes', 'Its site is Bristol.'],
  [{ fact: 'site', op: 'is', value: 's2' }, 'no', 'Its site is Bristol, another one.'],
  [{ fact: 'name', op: 'matches', value: 'WEB-*' }, 'yes', 'Its name, web-01, fits WEB-*.'],
  [{ fact: 'name', op: 'matches', value: 'db-*' }, 'no', 'Its name, web-01, does not fit db-*.'],
  [{ fact: 'owner', op: 'matches', value: '*' }, 'unknown', 'Its owner is not known.'],
  [{ fact: 'service', op: 'matches', value: 'shop' }, 'yes', 'Its business service, Shop, fits shop.'],
  [{ fact: 'kernel', op: 'at-least', value: '6.1' }, 'yes', 'Its kernel, 6.1.0-18-amd64, is at least 6.1.'],
  [{ fact: 'kernel', op: 'below', value: '5.10' }, 'no', 'Its kernel, 6.1.0-18-amd64, is not below 5.10.'],
  [{ fact: 'systemVersion', op: 'below', value: '12.1' }, 'yes', 'Its version of the system, 12, is below 12.1.'],
  [{ fact: 'manager', op: 'has', value: 'apt' }, 'yes', 'It has apt.'],
  [{ fact: 'manager', op: 'has', value: 'dnf' }, 'no', 'It has no dnf: it has apt.'],
  [{ fact: 'software', op: 'has', value: 'nginx*' }, 'yes', 'nginx-core is installed (nginx*).'],
  [{ fact: 'software', op: 'has', value: 'mysql' }, 'no', 'No package named mysql is installed.'],
  [{ fact: 'restartDue', op: 'is', value: true }, 'yes', 'A restart is due.'],
  [{ fact: 'restartDue', op: 'is', value: false }, 'no', 'A restart is due.'],
])('%j is answered %s with the fact that decides', (comparison, answer, sentence) => {
  expect(explainGroup(rule(comparison), web)).toEqual({ answer, because: [{ answer, sentence }] });
});

test('a fact that is not known is neither yes nor no, also where the rule says not', () => {
  const dark: DeviceFacts = { ...web, tier: null, managers: null, software: null, restartDue: null, kernel: 'custom' };
  for (const comparison of [
    { fact: 'tier', op: 'is', value: 'low' },
    { fact: 'manager', op: 'has', value: 'apt' },
    { fact: 'software', op: 'has', value: 'nginx' },
    { fact: 'restartDue', op: 'is', value: true },
    { fact: 'kernel', op: 'below', value: '6' },
  ]) {
    expect(inGroup(rule(comparison), dark)).toBe('unknown');
    expect(inGroup(rule({ not: comparison }), dark)).toBe('unknown');
  }
});

test('what is not known matters only where the rest does not decide', () => {
  const unknown = { fact: 'owner', op: 'matches', value: 'Ops' };
  const yes = { fact: 'tier', op: 'is', value: 'standard' };
  const no = { fact: 'tier', op: 'is', value: 'low' };
  expect(inGroup(rule({ any: [unknown, yes] }), web)).toBe('yes');
  expect(inGroup(rule({ all: [unknown, no] }), web)).toBe('no');
  expect(explainGroup(rule({ all: [yes, unknown] }), web)).toEqual({
    answer: 'unknown',
    because: [{ answer: 'unknown', sentence: 'Its owner is not known.' }],
  });
  expect(explainGroup(rule({ not: { any: [no, { not: yes }] } }), web).because.map(({ sentence }) => sentence)).toEqual([
    'Its tier is standard, not low.',
    'Its tier is standard.',
  ]);
});

test.each([
  ['text', 'rule', 'It must be a comparison'],
  [{ fact: 'colour', op: 'is', value: 'red' }, 'rule.fact', 'It must be one of tier'],
  [{ fact: 'group', op: 'is', value: 'x' }, 'rule.fact', 'not for other groups'],
  [{ fact: 'tier', op: 'matches', value: 'low' }, 'rule.op', 'It must be is.'],
  [{ fact: 'tier', op: 'is', value: 'lowest' }, 'rule.value', 'It must be one of mission-critical'],
  [{ fact: 'kernel', op: 'below', value: 'six' }, 'rule.value', 'must be numbers with dots'],
  [{ fact: 'restartDue', op: 'is', value: 'yes' }, 'rule.value', 'true or false'],
  [{ all: [] }, 'rule.all', 'a list of 1 to'],
  [{ all: [{ fact: 'tier', op: 'is', value: 'low' }], any: [] }, 'rule.any', 'There is no such field'],
  [{ any: [{ not: { fact: 'name', op: 'matches', value: '' } }] }, 'rule.any[0].not.value', 'It must be text'],
  [
    { not: { not: { not: { not: { not: { not: { fact: 'tier', op: 'is', value: 'low' } } } } } } },
    'rule.not.not.not.not.not.not',
    'deeper',
  ],
])('%j is refused at %s', (value, path, message) => {
  const read = parseGroupRule(value);
  expect(read.ok).toBe(false);
  if (!read.ok) expect(read.problems).toContainEqual({ path, message: expect.stringContaining(message) });
});

test('a rule of too many comparisons is refused', () => {
  const many = Array.from({ length: 31 }, () => ({ fact: 'tier', op: 'is', value: 'low' }));
  expect(parseGroupRule({ any: [{ all: many }, { all: many }] }).ok).toBe(false);
});

test('a rule is told in words, and names the software it asks for', () => {
  const value = rule({
    all: [
      { fact: 'tier', op: 'is', value: 'standard' },
      { any: [{ fact: 'site', op: 'is', value: 's1' }, { not: { fact: 'software', op: 'has', value: 'nginx*' } }] },
      { fact: 'restartDue', op: 'is', value: true },
    ],
  });
  expect(describeGroupRule(value, () => 'Bristol')).toBe(
    'tier is standard and (site is Bristol or not (nginx* is installed)) and a restart is due',
  );
  expect(softwarePatterns([value, value])).toEqual(['nginx*']);
});

test('the family of a system is that of its id', () => {
  expect(['debian', 'windows', 'Windows Server', 'macos', '', null].map(systemFamily)).toEqual([
    'linux',
    'windows',
    'windows',
    'macos',
    null,
    null,
  ]);
});
