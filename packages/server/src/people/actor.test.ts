import { expect, test } from 'vitest';
import { providerId } from '../platform/feature.ts';
import { makeActor, permissionsIn } from './actor.ts';
import type { Grant } from './actor.ts';

const who = { kind: 'person', id: 'p', name: 'P' } as const;
const all = ['a', 'b', 'c'];
const actor = (...grants: Grant[]) => makeActor(who, grants, all);

test('a technician of one client sees that client and may not speak for the installation', () => {
  const one = actor({ role: 'technician', clientId: 'a' });
  expect(one.scope).toEqual(['a']);
  expect(one.everywhere).toBe(false);
  expect(one.can('device.write', 'a')).toBe(true);
  expect(one.can('device.write', 'b')).toBe(false);
  expect(one.can('device.write')).toBe(false);
  expect(one.can('evidence.read', providerId)).toBe(false);
});

test('a grant for all clients opens the provider’s own records as well', () => {
  const reader = actor({ role: 'reader', clientId: null });
  expect(reader.scope).toEqual([...all, providerId]);
  expect(reader.can('evidence.read', providerId)).toBe(true);
  expect(reader.can('client.write', 'a')).toBe(false);
});

test('roles add up, each where it holds', () => {
  const mixed = actor({ role: 'reader', clientId: null }, { role: 'technician', clientId: 'b' });
  expect(mixed.scopeFor('client.read')).toEqual([...all, providerId]);
  expect(mixed.scopeFor('client.write')).toEqual(['b']);
  expect(mixed.can('client.write')).toBe(false);
});

test('two roles for one client name it once', () => {
  expect(actor({ role: 'reader', clientId: 'a' }, { role: 'technician', clientId: 'a' }).scopeFor('client.read')).toEqual(['a']);
});

test('without grants nothing is allowed', () => {
  expect(actor().scope).toEqual([]);
  expect(actor().can('client.read')).toBe(false);
  expect(permissionsIn([])).toEqual([]);
});
