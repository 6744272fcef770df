import type { Change } from '@fettle/core/deployment';
import type { SelectionRule } from '@fettle/core/policy';
import { expect, test } from 'vitest';
import { blockedChange } from './brought.ts';

const rules: readonly SelectionRule[] = [
  { name: 'fine', when: { products: ['lab-*'] }, action: { kind: 'select' } },
  {
    name: 'never',
    when: { products: ['telemetry*', 'spy-source'], urgency: ['normal'] },
    action: { kind: 'block', because: 'We promised.' },
  },
];
const change = (name: string, from: string | null, to: string | null = '2'): Change => ({
  manager: 'apt',
  name,
  architecture: 'all',
  from,
  to,
});
const sources = new Map([['spy-agent', ['spy-source']]]);
const blocked = new Map([['held 2', 'Blocked: rule 1, “x”. No.']]);

test.each<[string, Change, string | null]>([
  [
    'comes new and is named',
    change('telemetry-agent', null),
    'Its package manager would bring telemetry-agent 2 new, and rule “never” blocks it: We promised.',
  ],
  [
    'comes new and its source is named',
    change('spy-agent', null),
    'Its package manager would bring spy-agent 2 new, and rule “never” blocks it: We promised.',
  ],
  ['comes new and is not named', change('lab-lib', null), null],
  ['is there, is offered, and is blocked', change('held', '1'), 'Its package manager would bring held 2. Blocked: rule 1, “x”. No.'],
  ['is there, and what is blocked is another version of it', change('held', '1', '3'), null],
  ['is there, and what is known of its offer does not block it', change('telemetry-agent', '1'), null],
  ['is removed', change('held', '2', null), null],
])('what %s', (_, one, because) => {
  expect(blockedChange({ rules }, [change('lab-app', '1'), one], sources, blocked)).toBe(because);
});

test('nothing is kept out by a policy without rules', () => {
  expect(blockedChange({}, [change('telemetry-agent', null)], sources, undefined)).toBeNull();
});
