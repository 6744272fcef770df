import { describe, expect, test } from 'vitest';
import { bench, end, holdReasonsOf, look, ordered, pass, run, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { bar, buildSpec, serviceCheck } from './testing/build.ts';

/** Brings ring `test` (device a) to its verified end and through its soak. */
function passTestRing(top: Bench): void {
  look(top);
  secure(top, ...Object.keys(top.state.runs));
  look(top);
  verify(top, 'a');
  look(top);
  pass(top, 'PT2H');
}

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

  test('and the hold of that stays where another one, whose silence was accepted, speaks again', () => {
    const top = started();
    verify(top, 'c');
    end(top, 'a', 'done');
    tell(top, 'b', { reportedPhase: 'accepted', handedOut: 'yes' });
    look(top);
    pass(top, 'PT25H');
    look(top);
    expect(holdReasonsOf(top)).toEqual(['no progress']);
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'it is slow', acceptedDeviceIds: ['b'] } });
    look(top);
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
    tell(top, 'b', { reportedPhase: 'changing' });
    look(top);
    expect(run(top, 'b')).toMatchObject({ phase: 'changing', outcome: null });
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
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

describe('devices that decisions keep out', () => {
  const gate = { minVerified: 2, minRate: 1, soak: 'PT2H' };
  function started(devices: readonly string[], ...barred: readonly string[]): Bench {
    const top = bench(buildSpec({ rings: [{ devices, gate }, { devices: ['z'] }] }));
    for (const deviceId of barred) tell(top, deviceId, { barred: bar });
    look(top);
    secure(top, ...Object.keys(top.state.runs));
    return top;
  }
  const release = (top: Bench, ...acceptedDeviceIds: readonly string[]) =>
    wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'go on', acceptedDeviceIds } });

  test('are not waited for by those behind them, and are left behind when the ring goes on', () => {
    const top = started(['a', 'b'], 'a');
    look(top);
    expect(run(top, 'a')).toMatchObject({ phase: 'planned', outcome: null });
    verify(top, 'b');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'cancelled', outcomeCode: 'run.decided-otherwise' });
    expect(top.state.rings[0]).toMatchObject({ phase: 'soaking' });
    pass(top, 'PT2H');
    expect(ordered(look(top), 'install')).toEqual(['z']);
    verify(top, 'z');
    look(top);
    pass(top, 'PT2H');
    look(top);
    expect(top.state).toMatchObject({ status: 'succeeded', holds: [] });
  });

  test('go on with their ring where the decision ends before it has moved on', () => {
    const top = started(['a', 'b'], 'a');
    look(top);
    tell(top, 'a', { barred: null });
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test('where they are a whole ring, a person says that it goes on without them', () => {
    const top = started(['a', 'b'], 'a', 'b');
    look(top);
    expect(top.state.holds).toMatchObject([
      { reason: 'inconclusive', ring: 0, detail: expect.stringMatching(/^Decisions keep out all 2 devices/) },
    ]);
    release(top, 'a');
    look(top);
    expect(holdReasonsOf(top)).toEqual(['inconclusive']);
    release(top, 'b');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'cancelled', outcomeCode: 'run.decided-otherwise' });
    pass(top, 'PT2H');
    expect(ordered(look(top), 'install')).toEqual(['z']);
  });

  test('where the decision ends meanwhile, the hold does too, and nobody is passed over', () => {
    const top = started(['a', 'b'], 'a', 'b');
    look(top);
    tell(top, 'b', { barred: null });
    expect(ordered(look(top), 'install')).toEqual(['b']);
    expect(holdReasonsOf(top)).toEqual([]);
  });

  test('what a person accepted of one that was kept out is not its silence once it is sent', () => {
    const top = started(['a', 'b'], 'a', 'b');
    look(top);
    release(top, 'a');
    tell(top, 'a', { barred: null });
    expect(ordered(look(top), 'install')).toEqual(['a']);
    // It has told nothing yet: it is awaited, and not taken for one whose silence was accepted.
    expect(top.state.holds).toEqual([]);
    pass(top, 'PT1M');
    look(top);
    expect(top.state.holds).toEqual([]);
    tell(top, 'a', { reportedPhase: 'accepted' });
    pass(top, 'PT1M');
    look(top);
    expect(top.state.rings[0]).toMatchObject({ phase: 'open' });
    expect(run(top, 'a')).toMatchObject({ phase: 'accepted', outcome: null });
  });

  test('in the last ring they are waited for until the decision or the spec ends', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }] }));
    tell(top, 'a', { barred: bar });
    look(top);
    secure(top, 'a', 'b');
    look(top);
    verify(top, 'b');
    look(top);
    expect(top.state.rings[0]).toMatchObject({ phase: 'open' });
    tell(top, 'a', { barred: null });
    expect(ordered(look(top), 'install')).toEqual(['a']);
  });

  test('are told before the approval too', () => {
    const top = bench(buildSpec(), { approved: false });
    tell(top, 'b', { barred: bar });
    expect(look(top).waitingOn.filter(({ what }) => what === 'decision')).toEqual([{ what: 'decision', deviceId: 'b', bar }]);
  });
});
