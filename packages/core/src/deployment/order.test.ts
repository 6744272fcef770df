import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeTurn, orderDevices } from './order.ts';
import type { ToOrder } from './order.ts';

const device = (deviceId: string, change: Partial<ToOrder> = {}): ToOrder => ({
  deviceId,
  ring: 0,
  urgent: false,
  deadline: null,
  tier: null,
  dependsOn: [],
  hostId: null,
  ...change,
});
const order = (...devices: readonly ToOrder[]): readonly string[] => orderDevices(devices).map(({ deviceId }) => deviceId);
const words = { device: (id: string) => id, time: (at: string) => at.slice(0, 10) };
const whyOf = (id: string, ...devices: readonly ToOrder[]): string => {
  const found = orderDevices(devices).find(({ deviceId }) => deviceId === id);
  return found === undefined ? '' : describeTurn(found.why, words);
};

describe('within a ring', () => {
  test.each([
    ['what is urgent goes first', [device('a'), device('b', { urgent: true })], ['b', 'a']],
    [
      'then the nearest deadline, and none comes last',
      [device('a'), device('b', { deadline: '2026-05-02T00:00:00Z' }), device('c', { deadline: '2026-05-01T00:00:00Z' })],
      ['c', 'b', 'a'],
    ],
    [
      'then the tier; what nobody said counts like standard, and low comes last',
      [device('a', { tier: 'low' }), device('b'), device('c', { tier: 'mission-critical' }), device('d', { tier: 'important' })],
      ['c', 'd', 'b', 'a'],
    ],
    ['among equals a device after what it depends on', [device('a', { dependsOn: ['b'] }), device('b')], ['b', 'a']],
    ['urgency goes before dependency', [device('a', { urgent: true, dependsOn: ['b'] }), device('b')], ['a', 'b']],
    [
      'a host after its guests, urgent or not',
      [device('host', { urgent: true }), device('vm', { hostId: 'host' }), device('x')],
      ['vm', 'host', 'x'],
    ],
    ['who depends in a circle is taken by its rank', [device('b', { dependsOn: ['a'] }), device('a', { dependsOn: ['b'] })], ['a', 'b']],
    ['a host of another ring is none here', [device('a', { ring: 1, hostId: 'h' }), device('h')], ['h', 'a']],
  ] as const)('%s', (_what, devices, expected) => {
    expect(order(...devices)).toEqual(expected);
    expect(order(...devices.toReversed())).toEqual(expected);
  });

  test('each says why it has its turn', () => {
    const db = device('db-1', { tier: 'important' });
    const app = device('app-1', { tier: 'important', dependsOn: ['db-1'], deadline: null });
    expect(whyOf('app-1', db, app)).toBe('normal, no deadline, important; after db-1, which it depends on');
    const host = device('hv-1', { urgent: true, deadline: '2026-05-01T00:00:00Z', tier: 'mission-critical' });
    const guests = [device('vm-1', { hostId: 'hv-1' }), device('vm-2', { hostId: 'hv-1', urgent: null })];
    expect(whyOf('hv-1', host, ...guests)).toBe('urgent, due 2026-05-01, mission-critical; after its guests vm-1, vm-2');
    expect(whyOf('vm-2', host, ...guests)).toBe('urgency not known, no deadline, no tier; as early as its host hv-1');
  });
});

test('whatever is given, each device has one turn, turns count from one, and no host stands before a guest of its ring', () => {
  const id = fc.integer({ min: 0, max: 11 }).map((n) => `v${n}`);
  const any = fc.record({
    deviceId: id,
    ring: fc.nat(1),
    urgent: fc.constantFrom(true, false, null),
    deadline: fc.constantFrom(null, '2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z'),
    tier: fc.constantFrom(null, 'mission-critical', 'low'),
    dependsOn: fc.array(id, { maxLength: 3 }),
    // A guest's number is greater than its host's: there are no circles.
    hostId: fc.option(id),
  });
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: ({ deviceId }) => deviceId, maxLength: 12 }), (given) => {
      const devices = given.map((one) =>
        one.hostId !== null && Number(one.hostId.slice(1)) >= Number(one.deviceId.slice(1)) ? { ...one, hostId: null } : one,
      );
      const turns = orderDevices(devices);
      expect(turns.map(({ deviceId }) => deviceId).toSorted()).toEqual(devices.map(({ deviceId }) => deviceId).toSorted());
      const turnOf = new Map(turns.map(({ deviceId, turn }) => [deviceId, turn]));
      for (const ring of [0, 1]) {
        const own = devices.filter((one) => one.ring === ring);
        expect(own.map(({ deviceId }) => turnOf.get(deviceId)).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
          own.map((_, index) => index + 1),
        );
        for (const { deviceId, hostId } of own)
          if (own.some((one) => one.deviceId === hostId)) expect(turnOf.get(deviceId)).toBeLessThan(turnOf.get(hostId ?? '') ?? 0);
      }
    }),
    { numRuns: 500 },
  );
});
