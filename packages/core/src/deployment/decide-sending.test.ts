import { describe, expect, test } from 'vitest';
import { bench, goTo, look, ordered, pass, run, secure, tell, verify } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { anyTime, bar, buildSpec, nightly, unreadable, weekly } from './testing/build.ts';
import type { Waiting } from './types.ts';

function waits(top: Bench, deviceId: string): Waiting | undefined {
  return look(top).waitingOn.find((waiting) => 'deviceId' in waiting && waiting.deviceId === deviceId);
}

describe('windows', () => {
  test('an instruction goes out ahead of its opening, and is bound to it', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: nightly }));
    look(top);
    secure(top, 'a');
    const order = look(top).orders.find(({ verb }) => verb === 'install');
    expect(order).toMatchObject({ notBefore: '2026-03-02T22:00:00Z', notAfter: '2026-03-03T02:00:00Z' });
    expect(waits(top, 'a')).toEqual({ what: 'window', deviceId: 'a', opensAt: '2026-03-02T22:00:00Z' });
  });

  test('an opening that is more than a day away is waited for', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: weekly }));
    look(top);
    secure(top, 'a');
    expect(ordered(look(top), 'install')).toEqual([]);
    expect(waits(top, 'a')).toEqual({ what: 'window', deviceId: 'a', opensAt: '2026-03-08T01:30:00Z' });
    goTo(top, '2026-03-07T01:30:00Z');
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test('in an open window the instruction counts from now', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: anyTime }));
    look(top);
    secure(top, 'a');
    expect(look(top).orders.find(({ verb }) => verb === 'install')).toMatchObject({
      notBefore: '2026-03-02T08:00:00Z',
      notAfter: '2026-03-03T00:00:00Z',
    });
  });

  test('what no longer fits into the rest of an opening waits for the next', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: nightly }));
    goTo(top, '2026-03-03T01:50:00Z');
    look(top);
    secure(top, 'a');
    expect(look(top).orders.find(({ verb }) => verb === 'install')).toMatchObject({ notBefore: '2026-03-03T22:00:00Z' });
  });

  test('a window that can not be read is closed', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: unreadable }));
    look(top);
    secure(top, 'a');
    expect(ordered(look(top), 'install')).toEqual([]);
    expect(waits(top, 'a')).toEqual({ what: 'window', deviceId: 'a', opensAt: null });
  });

  test('no instruction lasts beyond the end of the spec', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], header: { expiresAt: '2026-03-02T12:00:00Z' } }));
    look(top);
    secure(top, 'a');
    expect(look(top).orders.find(({ verb }) => verb === 'install')?.notAfter).toBe('2026-03-02T12:00:00Z');
  });
});

describe('pace', () => {
  test('no more devices are under way than the policy allows', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b', 'c'] }], header: { pace: { maxParallel: 2, devicesPerHour: 100 } } }));
    look(top);
    secure(top, 'a', 'b', 'c');
    expect(ordered(look(top), 'install')).toEqual(['a', 'b']);
    expect(waits(top, 'c')).toMatchObject({ what: 'pace', limit: 'at once' });
    verify(top, 'a');
    expect(ordered(look(top), 'install')).toEqual(['c']);
  });

  test('no more devices are sent in an hour than the policy allows', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }], header: { pace: { maxParallel: 10, devicesPerHour: 1 } } }));
    look(top);
    secure(top, 'a', 'b');
    expect(ordered(look(top), 'install')).toEqual(['a']);
    verify(top, 'a');
    pass(top, 'PT59M');
    expect(waits(top, 'b')).toEqual({ what: 'pace', deviceId: 'b', limit: 'per hour', until: '2026-03-02T09:00:00Z' });
    pass(top, 'PT1M');
    expect(ordered(look(top), 'install')).toEqual(['b']);
  });

  test('the brake of the client counts what its other deployments sent', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }] }));
    top.facts = { ...top.facts, clientDevicesPerHour: 5, clientSentLastHour: 4 };
    look(top);
    secure(top, 'a', 'b');
    expect(ordered(look(top), 'install')).toEqual(['a']);
    expect(waits(top, 'b')).toMatchObject({ what: 'pace', limit: 'client per hour' });
  });

  test('devices that were seen lately go first', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }], header: { pace: { maxParallel: 1, devicesPerHour: 100 } } }));
    look(top);
    secure(top, 'a', 'b');
    tell(top, 'a', { lastSeenAt: '2026-03-01T08:00:00Z' });
    expect(ordered(look(top), 'install')).toEqual(['b']);
  });

  test('a device and what it depends on are never under way together', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }] }));
    look(top);
    secure(top, 'a', 'b');
    tell(top, 'a', { apartFrom: ['b'] });
    tell(top, 'b', { apartFrom: ['a'] });
    expect(ordered(look(top), 'install')).toEqual(['a']);
    expect(waits(top, 'b')).toEqual({ what: 'dependency', deviceId: 'b', on: 'a', deploymentId: null });
  });

  test('a device that another deployment works on is waited for', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a');
    tell(top, 'a', { busyWith: 'd2' });
    expect(waits(top, 'a')).toEqual({ what: 'busy', deviceId: 'a', deploymentId: 'd2' });
  });

  test('a device of which a decision bars something gets nothing until that ends; another goes on', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }] }));
    tell(top, 'a', { barred: bar });
    expect(ordered(look(top), 'get')).toEqual(['b']);
    expect(waits(top, 'a')).toEqual({ what: 'decision', deviceId: 'a', bar });
    secure(top, 'a', 'b');
    expect(ordered(look(top), 'install')).toEqual(['b']);
    expect(waits(top, 'a')).toEqual({ what: 'decision', deviceId: 'a', bar });
    tell(top, 'a', { barred: null });
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test.each([
    ['that the device never took is called back, and sent again once the decision ends', 'no', 'missed'],
    ['that the device may have taken is work in progress: nothing is called back', 'unknown', null],
  ] as const)('an instruction %s', (_name, handedOut, outcome) => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: nightly }));
    look(top);
    secure(top, 'a');
    expect(ordered(look(top), 'install')).toEqual(['a']);
    tell(top, 'a', { handedOut, barred: bar, calledBack: true });
    const settled = look(top).events.find(({ kind }) => kind === 'run-settled');
    expect(settled ?? null).toEqual(outcome === null ? null : expect.objectContaining({ outcome, code: 'run.called-back' }));
    expect(waits(top, 'a')).toEqual({ what: 'decision', deviceId: 'a', bar });
    tell(top, 'a', { barred: null });
    pass(top, 'PT15M');
    expect(ordered(look(top), 'install')).toEqual(outcome === null ? [] : ['a']);
  });

  test('a quarantined device gets nothing', () => {
    const top = bench(buildSpec());
    tell(top, 'a', { deviceUsable: 'quarantined' });
    expect(ordered(look(top), 'get')).toEqual(['b', 'c']);
    expect(waits(top, 'a')).toEqual({ what: 'device', deviceId: 'a', for: 'quarantine' });
  });

  test('a retired device is cancelled before its turn', () => {
    const top = bench(buildSpec());
    tell(top, 'b', { deviceUsable: 'retired' });
    look(top);
    expect(run(top, 'b').outcome).toBe('cancelled');
  });
});
