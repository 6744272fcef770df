import { describe, expect, test } from 'vitest';
import { bench, goTo, holdReasonsOf, look, ordered, pass, run, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { buildSpec } from './testing/build.ts';
import type { Waiting } from './types.ts';

/** Brings ring `test` (device a) to its verified end and through its soak. */
function passTestRing(top: Bench): void {
  look(top);
  secure(top, ...Object.keys(top.state.runs));
  look(top);
  verify(top, 'a');
  look(top);
  pass(top, 'PT2H');
}

function waits(top: Bench, deviceId: string): Waiting | undefined {
  return look(top).waitingOn.find((waiting) => 'deviceId' in waiting && waiting.deviceId === deviceId);
}

describe('approval', () => {
  test('nothing is sent before the spec is approved, and the hold says so', () => {
    const top = bench(buildSpec(), { approved: false });
    const decision = look(top);
    expect(decision.orders).toEqual([]);
    expect(decision.waitingOn.map((waiting) => (waiting.what === 'hold' ? waiting.hold.reason : waiting.what))).toContain('approval');
    expect(decision.wakeAt).not.toBeNull();
  });

  test('an approval of another spec moves nothing', () => {
    const top = bench(buildSpec(), { approved: false });
    expect(wish(top, { kind: 'release', holdId: 'approval-1', content: { because: 'please', acceptedDeviceIds: [] } })?.code).toBe(
      'hold.needs-approval',
    );
    expect(holdReasonsOf(top)).toEqual(['approval']);
  });

  test('with the approval the packages of every ring are secured at once', () => {
    expect(ordered(look(bench(buildSpec())), 'get')).toEqual(['a', 'b', 'c']);
  });

  test('ids of orders are made of deployment, device, attempt and verb', () => {
    expect(look(bench(buildSpec())).orders[0]?.instructionId).toBe('d1:a:1:get');
  });

  test('without an approval the deployment ends when its spec does', () => {
    const top = bench(buildSpec(), { approved: false });
    goTo(top, '2026-03-16T08:00:00Z');
    expect(look(top).wakeAt).toBeNull();
    expect(top.state.status).toBe('ended with failures');
    expect(run(top, 'a').outcomeCode).toBe('run.expired');
  });
});

describe('securing', () => {
  test('a device that could not secure ends refused with its trouble, and the others go on', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'], gate: { minVerified: 1, minRate: 0.5 } }] }));
    look(top);
    secure(top, 'a');
    tell(top, 'b', { securedOk: false, securedTrouble: { code: 'refused.superseded', detail: 'superseded by 3.0.18' } });
    expect(ordered(look(top), 'install')).toEqual(['a']);
    expect(run(top, 'b')).toMatchObject({ outcome: 'refused', outcomeCode: 'refused.superseded', outcomeDetail: 'superseded by 3.0.18' });
  });

  test('a device that has not secured is waited for by name', () => {
    const top = bench(buildSpec());
    expect(waits(top, 'a')).toEqual({ what: 'device', deviceId: 'a', for: 'securing' });
  });
});

describe('rings', () => {
  test('only devices of the open ring are sent', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a', 'b', 'c');
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test('the next ring opens when the ring before it has passed its soak', () => {
    const top = bench(buildSpec());
    passTestRing(top);
    expect(ordered(look(top), 'install')).toEqual(['b', 'c']);
    expect(top.state.rings.map(({ phase }) => phase)).toEqual(['passed', 'open']);
  });

  test('the soak is waited for, and looked at when it ends', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a', 'b', 'c');
    look(top);
    verify(top, 'a');
    const decision = look(top);
    expect(decision.waitingOn).toContainEqual({ what: 'soak', ring: 0, until: '2026-03-02T10:00:00Z' });
    expect(decision.wakeAt).toBe('2026-03-02T10:00:00Z');
  });

  test('a soak of no time passes at once', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'], gate: { soak: 'PT0S' } }, { devices: ['b'] }] }));
    look(top);
    secure(top, 'a', 'b');
    look(top);
    verify(top, 'a');
    expect(ordered(look(top), 'install')).toEqual(['b']);
  });

  test('a ring does not open before its earliest time', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'], earliest: '2026-03-03T00:00:00Z' }] }));
    look(top);
    secure(top, 'a');
    const decision = look(top);
    expect(ordered(decision, 'install')).toEqual([]);
    expect(decision.waitingOn).toContainEqual({ what: 'ring', ring: 0, until: '2026-03-03T00:00:00Z' });
    goTo(top, '2026-03-03T00:00:00Z');
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test('all rings passed and all devices verified: succeeded', () => {
    const top = bench(buildSpec());
    passTestRing(top);
    look(top);
    verify(top, 'b', 'c');
    look(top);
    pass(top, 'PT2H');
    expect(look(top)).toMatchObject({ waitingOn: [], wakeAt: null });
    expect(top.state.status).toBe('succeeded');
  });
});

describe('holds', () => {
  test('while a person holds, nothing new is sent, and what runs is still followed', () => {
    const top = bench(buildSpec());
    passTestRing(top);
    wish(top, { kind: 'hold', because: 'Month end' });
    const decision = look(top);
    expect(decision.orders).toEqual([]);
    expect(decision.waitingOn).toMatchObject([
      { what: 'hold', hold: { reason: 'operator', detail: 'Month end' } },
      { what: 'ring', ring: 1 },
    ]);
  });

  test('a freeze holds and is gone by itself when the freeze is over', () => {
    const top = bench(buildSpec());
    top.facts = { ...top.facts, freeze: { until: '2026-03-02T08:20:00Z', because: 'Year end' } };
    const decision = look(top);
    expect(decision.orders).toEqual([]);
    expect(decision.wakeAt).toBe('2026-03-02T08:20:00Z');
    expect(
      wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'now', acceptedDeviceIds: [] } })?.code,
    ).toBe('hold.follows-facts');
    top.facts = { ...top.facts, freeze: null };
    expect(ordered(look(top), 'get')).toEqual(['a', 'b', 'c']);
  });

  test('a panic stop holds until it is lifted', () => {
    const top = bench(buildSpec());
    top.facts = { ...top.facts, panicStop: true };
    expect(look(top)).toMatchObject({ orders: [], waitingOn: expect.arrayContaining([{ what: 'panic stop' }]) });
    top.facts = { ...top.facts, panicStop: false };
    expect(ordered(look(top), 'get')).toEqual(['a', 'b', 'c']);
  });
});

describe('ends', () => {
  test('a cancelled deployment waits for what runs, and for nothing else', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a', 'b', 'c');
    look(top);
    tell(top, 'a', { reportedPhase: 'changing' });
    wish(top, { kind: 'cancel', because: 'Not today' });
    const decision = look(top);
    expect(run(top, 'b')).toMatchObject({ outcome: 'cancelled', outcomeDetail: 'Not today' });
    expect(decision.waitingOn).toEqual([{ what: 'device', deviceId: 'a', for: 'progress' }]);
    verify(top, 'a');
    look(top);
    expect(top.state.status).toBe('cancelled');
  });

  test('an instruction that nobody fetched is withdrawn by a cancellation', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a');
    look(top);
    tell(top, 'a', { handedOut: 'no' });
    wish(top, { kind: 'cancel', because: 'Not today' });
    look(top);
    expect(top.state.status).toBe('cancelled');
    expect(run(top, 'a').outcome).toBe('cancelled');
  });

  test('at the end of the spec what is planned is missed, and what runs is still waited for', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }, { devices: ['b'] }] }));
    look(top);
    secure(top, 'a', 'b');
    goTo(top, '2026-03-16T07:00:00Z');
    look(top);
    tell(top, 'a', { reportedPhase: 'changing' });
    goTo(top, '2026-03-16T08:00:00Z');
    look(top);
    expect(run(top, 'b').outcome).toBe('missed');
    expect(top.state.status).toBe('active');
    verify(top, 'a');
    look(top);
    expect(top.state.status).toBe('ended with failures');
  });

  test('the soak of the last ring may outlast the spec', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }] }));
    look(top);
    secure(top, 'a');
    goTo(top, '2026-03-16T07:00:00Z');
    look(top);
    verify(top, 'a');
    look(top);
    goTo(top, '2026-03-16T08:30:00Z');
    look(top);
    expect(top.state.status).toBe('active');
    goTo(top, '2026-03-16T09:00:00Z');
    look(top);
    expect(top.state.status).toBe('succeeded');
  });

  test('a hold that nobody releases does not keep a deployment for ever', () => {
    const top = bench(buildSpec());
    wish(top, { kind: 'hold', because: 'Forgotten' });
    goTo(top, '2026-03-16T08:00:00Z');
    look(top);
    expect(top.state.status).toBe('ended with failures');
  });
});
