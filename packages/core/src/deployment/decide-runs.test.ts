import { describe, expect, test } from 'vitest';
import { bench, end, goTo, holdReasonsOf, look, pass, run, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { maxFloats } from './patience.ts';
import { buildSpec, nightly } from './testing/build.ts';
import type { Waiting } from './types.ts';

function waits(top: Bench, deviceId: string): Waiting | undefined {
  return look(top).waitingOn.find((waiting) => 'deviceId' in waiting && waiting.deviceId === deviceId);
}

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

  test('a device whose conditions for beginning outside its window never hold has missed its change after twenty times', () => {
    const missed = { kind: 'rolling', hours: 4, days: 7, onMains: true, maxLoadPercent: 50, notDuring: null } as const;
    const window = { ...nightly, rule: 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1' };
    const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window, header: { missed, expiresAt: '2026-05-30T00:00:00Z' } }));
    look(top);
    secure(top, 'a');
    for (let hours = 0; hours < 60; hours += 1) {
      look(top);
      if (run(top, 'a').outcome === null && run(top, 'a').sentAt !== null) end(top, 'a', 'missed', 'missed.window');
      look(top);
      pass(top, 'PT1H');
      tell(top, 'a', {});
    }
    expect(run(top, 'a')).toMatchObject({ attempt: maxFloats, outcome: 'missed' });
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

  test('that it was seen proves nothing: only what it says it has in hand does', () => {
    const top = sent();
    goTo(top, '2026-03-03T02:15:00Z');
    tell(top, 'a', { handedOut: 'yes', emptyHandedAt: null });
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: null });
    tell(top, 'a', { handedOut: 'yes' });
    look(top);
    expect(top.events).toContainEqual(expect.objectContaining({ kind: 'run-settled', outcome: 'missed', code: 'run.not-started' }));
  });

  test('a late report corrects an end that rests on silence, after a cancellation too', () => {
    const top = bench(buildSpec({ rings: [{ devices: ['a', 'b'] }], window: nightly }));
    look(top);
    secure(top, 'a', 'b');
    look(top);
    tell(top, 'b', { reportedPhase: 'changing' });
    look(top);
    wish(top, { kind: 'cancel', because: 'enough' });
    tell(top, 'a', { handedOut: 'no' });
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'cancelled', outcomeCode: 'run.never-handed-out' });
    end(top, 'a', 'done');
    pass(top, 'PT1H');
    tell(top, 'a', {});
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'unknown', outcomeCode: 'run.no-scan' });
    verify(top, 'a');
    look(top);
    expect(run(top, 'a')).toMatchObject({ outcome: 'verified' });
  });

  test('what decisions called back is no attempt of the device; what it did not do is', () => {
    const top = sent();
    for (let time = 0; time < 7; time += 1) {
      tell(top, 'a', { handedOut: 'no', calledBack: true });
      look(top);
      pass(top, 'PT15M');
      look(top);
    }
    expect(run(top, 'a')).toMatchObject({ attempt: 8, calledBack: 7, outcome: null });
    for (let time = 0; time < 9; time += 1) {
      tell(top, 'a', { handedOut: 'no', calledBack: false });
      pass(top, 'P1D');
      look(top);
    }
    expect(run(top, 'a')).toMatchObject({ attempt: 12, outcome: 'missed' });
  });
});
