import { describe, expect, test } from 'vitest';
import { describeEvent } from './describe-event.ts';
import { describeHold, describeRun } from './describe-state.ts';
import { describeWaiting } from './describe-waiting.ts';
import { runLabel, runTone, waitingOf } from './run-label.ts';
import { bench, end, gather, look, run, secure, tell, verify, wish } from './testing/bench.ts';
import { buildSpec, created, nightly, serviceCheck, startOfTests } from './testing/build.ts';
import type { DeploymentEvent, Waiting } from './types.ts';
import type { Words } from './words.ts';

const words: Words = {
  device: (id) => `web-${id}`,
  ring: (index) => ['test', 'broad'][index] ?? 'unknown',
  time: (instant) => instant.slice(11, 16),
  person: () => 'Grace',
};
const at = startOfTests;

describe('events', () => {
  test.each<[DeploymentEvent, string]>([
    [created(buildSpec()), 'Grace made the deployment "OpenSSL" for 3 devices in 2 rings.'],
    [{ kind: 'approved', at, specHash: 'h', keyid: 'k', name: 'Ada', personId: null }, 'Ada approved the spec.'],
    [
      { kind: 'run-sent', at, deviceId: 'a', attempt: 1, instructionId: 'i', notBefore: at, notAfter: at },
      'web-a was told to change between 08:00 and 08:00 (attempt 1).',
    ],
    [
      { kind: 'run-settled', at, deviceId: 'a', attempt: 1, outcome: 'failed', code: 'x', detail: 'dpkg was interrupted' },
      'web-a: failed. dpkg was interrupted.',
    ],
    [
      { kind: 'run-planned-again', at, deviceId: 'a', attempt: 2, tryAfter: at },
      'web-a gets another attempt (the second), not before 08:00.',
    ],
    [
      { kind: 'hold-released', at, holdId: 'h', by: 'person-2', content: { because: 'disk replaced', acceptedDeviceIds: ['a'] } },
      'Grace released a hold, accepting how it stands with web-a: disk replaced.',
    ],
    [
      { kind: 'ring-promoted', at, ring: 0, by: 'p1', because: 'It is exploited' },
      'Grace promoted ring test before the end of its soak: It is exploited.',
    ],
    [{ kind: 'ring-judged', at, ring: 0, answer: 'cannot tell', detail: '1 unknown.' }, 'Ring test: cannot tell. 1 unknown.'],
  ])('%#', (event, sentence) => {
    expect(describeEvent(event, words)).toBe(sentence);
  });
});

describe('waiting', () => {
  test.each<[Waiting, string]>([
    [{ what: 'panic stop' }, 'A panic stop is in force: nothing new is sent anywhere.'],
    [{ what: 'ring', ring: 1, until: at }, 'Ring broad begins when ring test has passed, not before 08:00.'],
    [{ what: 'soak', ring: 0, until: at }, 'Ring test must stay healthy until 08:00.'],
    [{ what: 'window', deviceId: 'a', opensAt: at }, 'web-a waits for its window, which opens at 08:00.'],
    [{ what: 'window', deviceId: 'a', opensAt: null }, 'The window of web-a does not open again before the deployment ends.'],
    [
      { what: 'pace', deviceId: 'a', until: at, limit: 'at once' },
      'web-a waits its turn: as many devices as the policy allows are under way.',
    ],
    [
      {
        what: 'decision',
        deviceId: 'a',
        bar: { decisionId: 'x', kind: 'block', about: 'openssl', reason: 'No', by: 'p', since: at, until: null },
      },
      'web-a waits: openssl is blocked, by a decision of Grace since 08:00.',
    ],
    [{ what: 'device', deviceId: 'a', for: 'scan' }, 'web-a reported the change as done; the scan that verifies it is awaited.'],
  ])('%#', (waiting, sentence) => {
    expect(describeWaiting(waiting, words).sentence).toBe(sentence);
  });

  test('a line says until when and about which device', () => {
    expect(describeWaiting({ what: 'window', deviceId: 'a', opensAt: at }, words)).toMatchObject({ until: at, deviceId: 'a' });
    expect(describeWaiting({ what: 'panic stop' }, words)).toMatchObject({ until: null, deviceId: null });
  });
});

describe('a whole history', () => {
  test('is told in sentences, each of them complete', () => {
    const top = bench(buildSpec({ window: nightly, header: { checks: [serviceCheck] } }));
    const told: string[] = [];
    const hear = (): void => {
      const { events, waitingOn } = look(top);
      told.push(
        ...events.map((event) => describeEvent(event, words)),
        ...waitingOn.map((waiting) => describeWaiting(waiting, words).sentence),
      );
      told.push(
        ...top.state.holds.map((hold) => describeHold(hold, words)),
        ...Object.values(top.state.runs).map((one) => describeRun(one, words)),
      );
    };
    hear();
    secure(top, 'a', 'b', 'c');
    hear();
    tell(top, 'a', { reportedPhase: 'changing' });
    hear();
    end(top, 'a', 'rolled back');
    hear();
    wish(top, { kind: 'hold', because: 'Let me look' });
    hear();
    wish(top, { kind: 'cancel', because: 'Not today' });
    hear();
    expect(top.state.status).toBe('cancelled');
    for (const sentence of told) {
      expect(sentence).toMatch(/^[A-Zw].*\.$/);
      expect(sentence).not.toMatch(/undefined|null|\[object|\.\./);
    }
    expect(told.length).toBeGreaterThan(40);
  });
});

describe('what is shown of a run', () => {
  test('is its end, or else its phase', () => {
    const top = bench(buildSpec());
    expect(runLabel(run(top, 'a'))).toBe('planned');
    look(top);
    secure(top, 'a');
    look(top);
    expect(runLabel(run(top, 'a'))).toBe('sent');
    verify(top, 'a');
    look(top);
    expect(runLabel(run(top, 'a'))).toBe('verified');
  });

  test('is never good unless it is verified', () => {
    expect((['unknown', 'missed', 'refused', 'reported', 'cancelled', 'failed'] as const).map(runTone)).not.toContain('good');
  });

  test('has its own reason for waiting, or that of its ring, or the hold', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a', 'b', 'c');
    const { waitingOn } = look(top);
    expect(waitingOf(top.state, run(top, 'a'), waitingOn)).toMatchObject({ what: 'device', deviceId: 'a' });
    expect(waitingOf(top.state, run(top, 'b'), waitingOn)).toMatchObject({ what: 'ring', ring: 1 });
    wish(top, { kind: 'hold', because: 'wait' });
    expect(waitingOf(top.state, run(top, 'b'), look(top).waitingOn)).toMatchObject({ what: 'hold' });
    expect(gather(top).runs['a']?.attempt).toBe(1);
  });
});
