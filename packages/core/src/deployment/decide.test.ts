import { expect, test, describe } from 'vitest';
import { anyTime, buildSpec, nightly, serviceCheck, unreadable, weekly } from './testing/build.ts';
import { bench, end, goTo, holdReasonsOf, look, ordered, pass, run, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
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
    expect(decision.wakeAt).toBe('2026-03-02T09:00:00Z');
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

describe('runs', () => {
  function sent(header = {}): Bench {
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: nightly, header }));
    look(top);
    secure(top, 'a');
    look(top);
    return top;
  }

  test('phases move forward only', () => {
    const top = sent();
    tell(top, 'a', { reportedPhase: 'changing' });
    look(top);
    tell(top, 'a', { reportedPhase: 'accepted' });
    expect(look(top).events).toEqual([]);
    expect(run(top, 'a')).toMatchObject({ phase: 'changing', accepted: true });
  });

  test.each([
    ['failed', 'failed'],
    ['rolled back', 'rolled back'],
    ['refused', 'refused'],
  ] as const)('a device that reports %s ends %s with its own code', (how, outcome) => {
    const top = sent();
    end(top, 'a', how, 'apt.broken');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome, outcomeCode: 'apt.broken' });
  });

  test('done is not verified: the scan is awaited', () => {
    const top = sent();
    end(top, 'a', 'done');
    expect(waits(top, 'a')).toEqual({ what: 'device', deviceId: 'a', for: 'scan' });
    expect(run(top, 'a')).toMatchObject({ phase: 'reported', outcome: null });
  });

  test('a scan that does not see the change makes the run fail', () => {
    const top = sent();
    end(top, 'a', 'done');
    tell(top, 'a', { verification: { verdict: 'failed', reasons: ['openssl is 3.0.16'] } });
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'failed', outcomeDetail: 'openssl is 3.0.16' });
  });

  test('a device in contact that sends no scan ends unknown after half an hour', () => {
    const top = sent();
    end(top, 'a', 'done');
    look(top);
    pass(top, 'PT29M');
    tell(top, 'a', {});
    look(top);
    expect(run(top, 'a').outcome).toBeNull();
    pass(top, 'PT1M');
    tell(top, 'a', {});
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'unknown', outcomeCode: 'run.no-scan' });
  });

  test('a device out of contact has a day for its scan', () => {
    const top = sent();
    end(top, 'a', 'done');
    look(top);
    pass(top, 'PT23H');
    look(top);
    expect(run(top, 'a').outcome).toBeNull();
    pass(top, 'PT1H');
    look(top);
    expect(run(top, 'a').outcome).toBe('unknown');
  });

  test('a later report corrects an end that rested on silence', () => {
    const top = sent();
    end(top, 'a', 'done');
    look(top);
    pass(top, 'PT25H');
    look(top);
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
    tell(top, 'a', { verification: { verdict: 'verified', reasons: ['openssl is 3.0.17'] } });
    look(top);
    expect(run(top, 'a').outcome).toBe('verified');
  });

  test('an instruction that was never handed out is missed, and tried again in the next opening', () => {
    const top = sent();
    tell(top, 'a', { handedOut: 'no' });
    goTo(top, '2026-03-03T02:14:00Z');
    look(top);
    expect(run(top, 'a').attempt).toBe(1);
    goTo(top, '2026-03-03T02:15:00Z');
    const decision = look(top);
    expect(decision.events.map(({ kind }) => kind)).toEqual(['run-settled', 'run-planned-again', 'run-sent']);
    expect(run(top, 'a')).toMatchObject({ attempt: 2, phase: 'sent', notBefore: '2026-03-03T22:00:00Z', secured: true });
    expect(decision.orders[0]?.instructionId).toBe('d1:a:2:install');
  });

  test('a device that was seen after its window and had not accepted missed it', () => {
    const top = sent();
    goTo(top, '2026-03-03T02:20:00Z');
    look(top);
    expect(run(top, 'a').attempt).toBe(1);
    tell(top, 'a', {});
    look(top);
    expect(run(top, 'a').attempt).toBe(2);
  });

  test('a device that stays away is not taken for one that missed its window', () => {
    const top = sent();
    goTo(top, '2026-03-06T00:00:00Z');
    expect(waits(top, 'a')).toEqual({ what: 'device', deviceId: 'a', for: 'contact' });
    goTo(top, '2026-03-10T02:00:00Z');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'unknown', outcomeCode: 'run.silent', attempt: 1 });
  });

  test('five attempts are made, and then it stays missed', () => {
    const top = sent();
    for (const attempt of [1, 2, 3, 4, 5]) {
      expect(run(top, 'a')).toMatchObject({ attempt, outcome: null });
      pass(top, 'P1D');
      end(top, 'a', 'missed');
      look(top);
    }
    expect(run(top, 'a')).toMatchObject({ attempt: 5, outcome: 'missed' });
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
  });

  test('a device that is busy just now is tried again soon, in the same opening', () => {
    const top = sent();
    goTo(top, '2026-03-02T22:30:00Z');
    end(top, 'a', 'refused', 'refused.busy');
    look(top);
    expect(run(top, 'a')).toMatchObject({ attempt: 2, notBefore: '2026-03-02T22:45:00Z' });
  });

  test('a report of an earlier attempt moves nothing', () => {
    const top = sent();
    tell(top, 'a', { handedOut: 'no' });
    goTo(top, '2026-03-03T03:00:00Z');
    look(top);
    expect(run(top, 'a').attempt).toBe(2);
    top.runs['a'] = { ...top.runs['a']!, attempt: 1, ended: { how: 'failed', code: 'late', detail: '', at: '2026-03-03T03:00:00Z' } };
    expect(look(top).events).toEqual([]);
  });

  test('a run that began and says nothing for two hours holds the deployment', () => {
    const top = sent();
    goTo(top, '2026-03-02T22:00:00Z');
    tell(top, 'a', { reportedPhase: 'changing' });
    look(top);
    pass(top, 'PT1H59M');
    look(top);
    expect(holdReasonsOf(top)).toEqual([]);
    pass(top, 'PT1M');
    const decision = look(top);
    expect(holdReasonsOf(top)).toEqual(['no progress']);
    expect(decision.waitingOn).toContainEqual({ what: 'device', deviceId: 'a', for: 'report' });
  });

  test('the clock of no progress does not run while a device waits for its window', () => {
    const top = sent();
    tell(top, 'a', { reportedPhase: 'waiting for window' });
    goTo(top, '2026-03-02T21:59:00Z');
    look(top);
    expect(holdReasonsOf(top)).toEqual([]);
  });

  test('a device that was gone before its opening began nothing, unless it may start out of contact', () => {
    for (const [startOffline, holds] of [
      [false, []],
      [true, ['no progress']],
    ] as const) {
      const top = sent({ startOffline });
      tell(top, 'a', { reportedPhase: 'waiting for window' });
      look(top);
      goTo(top, '2026-03-03T01:00:00Z');
      look(top);
      expect(holdReasonsOf(top)).toEqual(holds);
    }
  });

  test('a run that stays silent for a week after its window ends unknown', () => {
    const top = sent();
    tell(top, 'a', { reportedPhase: 'changing' });
    look(top);
    goTo(top, '2026-03-10T01:59:00Z');
    look(top);
    expect(run(top, 'a').outcome).toBeNull();
    goTo(top, '2026-03-10T02:00:00Z');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'unknown', outcomeCode: 'run.silent' });
  });
});

describe('gates', () => {
  const three = (change: object = {}) =>
    buildSpec({
      rings: [{ devices: ['a', 'b', 'c'], gate: { minVerified: 2, minRate: 0.6, soak: 'PT0S' } }, { devices: ['d'] }],
      ...change,
    });

  function started(spec = three()): Bench {
    const top = bench(spec);
    look(top);
    secure(top, ...Object.keys(top.state.runs));
    look(top);
    return top;
  }

  test('failures beyond the budget hold at once, while others still run', () => {
    const top = started();
    end(top, 'a', 'rolled back');
    look(top);
    expect(holdReasonsOf(top)).toEqual(['failure budget']);
    expect(run(top, 'b')).toMatchObject({ phase: 'sent', outcome: null });
    expect(top.state.rings[0]?.answer).toBe('failed');
    verify(top, 'b');
    look(top);
    expect(run(top, 'b').outcome).toBe('verified');
  });

  test('failures within the budget do not stop a ring that shows enough', () => {
    const top = started(three({ header: { failureBudget: 1 } }));
    end(top, 'a', 'failed');
    verify(top, 'b', 'c');
    expect(ordered(look(top), 'install')).toEqual(['d']);
  });

  test('devices that never began leave the gate undecided, not failed', () => {
    const top = started();
    verify(top, 'a');
    end(top, 'b', 'refused');
    end(top, 'c', 'refused');
    look(top);
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
    expect(top.state.rings[0]?.answer).toBe('could not measure');
  });

  test('a device whose end nobody knows makes the gate say that it cannot tell', () => {
    const top = started();
    verify(top, 'a');
    end(top, 'b', 'refused');
    end(top, 'c', 'done');
    look(top);
    pass(top, 'PT25H');
    look(top);
    expect(top.state.rings[0]?.answer).toBe('cannot tell');
  });

  test('an empty release is followed at once by the same hold', () => {
    const top = started();
    end(top, 'a', 'failed');
    look(top);
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'go on', acceptedDeviceIds: [] } });
    expect(holdReasonsOf(top)).toEqual([]);
    look(top);
    expect(holdReasonsOf(top)).toEqual(['failure budget']);
  });

  test('a release that accepts the failures lets the deployment go on, and it ends with failures', () => {
    const top = started();
    end(top, 'a', 'failed');
    look(top);
    expect(
      wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'a disk died', acceptedDeviceIds: ['a'] } }),
    ).toBeNull();
    verify(top, 'b', 'c');
    expect(ordered(look(top), 'install')).toEqual(['d']);
    verify(top, 'd');
    look(top);
    pass(top, 'PT2H');
    look(top);
    expect(top.state.status).toBe('ended with failures');
  });

  test('what was accepted as unknown counts again when it turns out to have failed', () => {
    const top = started();
    verify(top, 'a');
    end(top, 'b', 'refused');
    end(top, 'c', 'done');
    look(top);
    pass(top, 'PT25H');
    look(top);
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'looked at', acceptedDeviceIds: ['b', 'c'] } });
    look(top);
    expect(top.state.rings[0]?.phase).toBe('passed');
    tell(top, 'c', { verification: { verdict: 'failed', reasons: ['openssl is 3.0.16'] } });
    look(top);
    expect(holdReasonsOf(top)).toEqual(['failure budget']);
  });

  test('a device that still may end well can not be accepted', () => {
    const top = started();
    end(top, 'a', 'failed');
    look(top);
    const answer = wish(top, {
      kind: 'release',
      holdId: top.state.holds[0]?.id ?? '',
      content: { because: 'go on', acceptedDeviceIds: ['a', 'b'] },
    });
    expect(answer?.code).toBe('release.not-acceptable');
  });
});

describe('checks at the end of the soak', () => {
  function soaked(): Bench {
    const top = bench(buildSpec({ header: { checks: [serviceCheck] } }));
    passTestRing(top);
    return top;
  }

  test('are ordered on the verified devices of the ring, once', () => {
    const top = soaked();
    const decision = look(top);
    expect(decision.orders).toMatchObject([{ verb: 'check', deviceId: 'a', instructionId: 'd1:a:1:check' }]);
    expect(decision.waitingOn).toContainEqual({ what: 'device', deviceId: 'a', for: 'check' });
    expect(look(top).orders).toEqual([]);
  });

  test('let the ring pass when all pass', () => {
    const top = soaked();
    look(top);
    tell(top, 'a', { checksNow: 'passed', checksOf: 'd1:a:1:check' });
    expect(ordered(look(top), 'install')).toEqual(['b', 'c']);
  });

  test.each([
    ['failed', 'failure budget'],
    ['could not measure', 'inconclusive'],
    ['cannot tell', 'inconclusive'],
  ] as const)('that say "%s" hold as "%s"', (answer, reason) => {
    const top = soaked();
    look(top);
    tell(top, 'a', { checksNow: answer, checksOf: 'd1:a:1:check' });
    look(top);
    expect(holdReasonsOf(top)).toEqual([reason]);
    expect(top.state.rings[0]).toMatchObject({ phase: 'soaking', answer });
  });

  test('that nobody answers could not be measured', () => {
    const top = soaked();
    look(top);
    pass(top, 'PT1H15M');
    look(top);
    expect(top.state.rings[0]?.answer).toBe('could not measure');
  });

  test('are measured again after an empty release, and old answers do not count', () => {
    const top = soaked();
    look(top);
    tell(top, 'a', { checksNow: 'failed', checksOf: 'd1:a:1:check' });
    look(top);
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'service mended', acceptedDeviceIds: [] } });
    expect(look(top).orders).toMatchObject([{ verb: 'check', instructionId: 'd1:a:1:check:2' }]);
    tell(top, 'a', { checksNow: 'passed', checksOf: 'd1:a:1:check:2' });
    look(top);
    expect(top.state.rings[0]?.phase).toBe('passed');
  });

  test('may be accepted device by device', () => {
    const top = soaked();
    look(top);
    tell(top, 'a', { checksNow: 'failed', checksOf: 'd1:a:1:check' });
    look(top);
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'known', acceptedDeviceIds: ['a'] } });
    look(top);
    expect(top.state.rings[0]?.phase).toBe('passed');
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
