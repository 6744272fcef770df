import { expect, test } from 'vitest';
import type { WayBack } from '../deployment/index.ts';
import { nextWays } from './index.ts';
import type { PlannedWay, WayRule } from './index.ts';

const command = { name: 'put it back', document: 'a'.repeat(64) };
const rebuild = { by: 'operations', from: 'images', minutes: 30, steps: 'see the wiki' };
const all: readonly PlannedWay[] = [
  { kind: 'command', command },
  { kind: 'downgrade' },
  { kind: 'reinstall' },
  { kind: 'history' },
  { kind: 'snapshot' },
  { kind: 'command', command: { name: 'another', document: 'b'.repeat(64) } },
  { kind: 'rebuild', rebuild },
];
const rules: readonly WayRule[] = [
  { tiers: ['low'], packages: ['app'], ways: [{ kind: 'rebuild', rebuild }] },
  { tiers: ['important'], packages: [], ways: all },
];
const none = { changes: [], files: [] } as const;
const after = (failed: WayBack, tier: 'important' | 'low' | null = 'important') =>
  nextWays({ rules, tier, changes: [{ name: 'app' }], failed });

test('what the plan names after the way that failed, in its order, with what a person can do of it', () => {
  expect(after({ kind: 'downgrade', ...none }).map(({ way, can }) => [way, can])).toEqual([
    ['reinstall', 'roll-back'],
    ['history', null],
    ['snapshot', null],
    ['the signed command “another” (bbbbbbbbbbbb…)', null],
    ['a rebuild by operations', 'rebuild'],
  ]);
  expect(after({ kind: 'command', command, ...none })[0]).toMatchObject({ way: 'downgrade', can: 'roll-back' });
  expect(after({ kind: 'history', ...none }).at(-1)).toMatchObject({ rebuild });
});

test('nothing where the failed way was the last, is not of the plan, or no rule holds', () => {
  expect(after({ kind: 'rebuild', rebuild, ...none })).toEqual([]);
  // The device's own downgrade under a rule that does not name one: the plan changed since.
  expect(after({ kind: 'downgrade', ...none }, 'low')).toEqual([]);
  expect(after({ kind: 'downgrade', ...none }, null)).toEqual([]);
  expect(after({ kind: 'command', command: { name: 'put it back', document: 'c'.repeat(64) }, ...none })).toEqual([]);
});
