/** Devices that depend on one that changes: asked before and after it, and what follows from what they say. */
import { mostDependedOn } from './plan-dependants.ts';
import { describe, expect, test } from 'vitest';
import { acceptableDevices } from './acceptable.ts';
import { applyAll } from './apply.ts';
import { approve, command, isRefusal } from './command.ts';
import { decide } from './decide.ts';
import { minute, toInstant, toMs } from './instants.ts';
import { plan } from './plan.ts';
import type { PlanInput } from './plan-types.ts';
import type { HealthCheck } from './checks.ts';
import { anyTime, buildSpec, created, serviceCheck, specHash, startOfTests } from './testing/build.ts';
import type { DependantFacts, DeploymentState, Facts, GateAnswer, RunFacts } from './types.ts';

const spec = buildSpec({
  rings: [
    { devices: ['db'], gate: { soak: 'PT0S' } },
    { devices: ['late'], gate: { soak: 'PT0S' } },
  ],
  header: { dependants: [{ deviceId: 'till', of: ['db'], checks: [serviceCheck] }] },
});

/** A world of one look after the other: `says` is what is known of the till, `db` of the device that changes. */
function world() {
  let now = toMs(startOfTests);
  let state: DeploymentState = applyAll(null, [created(spec)]);
  const said = approve(state, { specHash, keyid: 'k1', name: 'Ada', personId: null }, startOfTests);
  if (!isRefusal(said)) state = applyAll(state, said);
  const till: { -readonly [Key in keyof DependantFacts]: DependantFacts[Key] } = {
    usable: 'yes',
    beforeOf: null,
    afterOf: null,
    answer: null,
    detail: '',
  };
  let db: Partial<RunFacts> = {};
  const facts = (): Facts => ({
    now: toInstant(now),
    runs: Object.fromEntries(
      spec.shares.map(({ deviceId }): [string, RunFacts] => [
        deviceId,
        {
          deviceId,
          attempt: 1,
          handedOut: 'yes',
          deviceUsable: 'yes',
          lastSeenAt: toInstant(now),
          emptyHandedAt: null,
          reportedPhase: null,
          reportedPhaseAt: null,
          securedOk: true,
          securedTrouble: null,
          ended: null,
          verification: null,
          checksNow: null,
          checksOf: null,
          busyWith: null,
          apartFrom: [],
          apartBusy: null,
          barred: null,
          calledBack: false,
          freezes: [],
          ...(deviceId === 'db' ? { ...db, dependants: { till } } : {}),
        },
      ]),
    ),
    shares: Object.fromEntries(spec.shares.map((share) => [share.deviceId, share])),
    freeze: null,
    panicStop: false,
    clientSentLastHour: 0,
    clientDevicesPerHour: 100,
  });
  return {
    till,
    state: () => state,
    look(minutes = 1) {
      now += minutes * minute;
      const decision = decide(state, facts());
      state = applyAll(state, decision.events);
      return decision;
    },
    verify() {
      db = {
        ended: { how: 'done', code: 'ok', detail: '', at: toInstant(now) },
        verification: { verdict: 'verified', reasons: [] },
      };
    },
    asked: (when: 'before' | 'after') => state.runs['db']?.dependants?.['till']?.[when]?.id ?? null,
    hold() {
      const held = command(state, { kind: 'hold', because: 'wait' }, 'p', toInstant(now));
      if (isRefusal(held)) throw new Error(held.sentence);
      state = applyAll(state, held);
    },
    release(accepted: readonly string[]) {
      const [hold] = state.holds;
      const done = command(
        state,
        { kind: 'release', holdId: hold?.id ?? '', content: { because: 'seen', acceptedDeviceIds: accepted } },
        'p',
        toInstant(now),
      );
      if (isRefusal(done)) throw new Error(done.sentence);
      state = applyAll(state, done);
    },
  };
}

/** Asked before, changed, verified, asked after, and answered. */
function answered(answer: GateAnswer) {
  const it = world();
  it.look();
  it.till.beforeOf = it.asked('before');
  it.look();
  it.verify();
  it.look();
  it.till.afterOf = it.asked('after');
  Object.assign(it.till, { answer, detail: 'web passed before the change and fails after it.' });
  it.look();
  return it;
}

describe('a device that others depend on', () => {
  test('is changed only after they were asked', () => {
    const it = world();
    const first = it.look();
    const questions = first.orders.filter(({ verb }) => verb === 'check');
    expect(questions).toMatchObject([{ deviceId: 'till', dependantOf: 'db' }]);
    expect(first.orders.some(({ verb }) => verb === 'install')).toBe(false);
    expect(first.waitingOn).toContainEqual({ what: 'dependant', deviceId: 'db', on: 'till', when: 'before' });
    it.till.beforeOf = it.asked('before');
    expect(it.look().orders).toMatchObject([{ verb: 'install', deviceId: 'db' }]);
  });

  test('is not kept from its change for ever by one that does not answer, or is in quarantine', () => {
    const silent = world();
    silent.look();
    expect(silent.look(74).orders).toEqual([]);
    expect(silent.look(2).orders).toMatchObject([{ verb: 'install', deviceId: 'db' }]);
    const locked = world();
    locked.till.usable = 'quarantined';
    expect(locked.look().orders.filter(({ verb }) => verb === 'install')).toMatchObject([{ deviceId: 'db' }]);
  });

  test('lets the next ring go where they are as well as before', () => {
    const it = answered('passed');
    expect(it.state().rings[0]?.phase).toBe('passed');
    expect(it.state().holds).toEqual([]);
  });

  test('stops the deployment where one of them fails a check that passed before, though it is well itself', () => {
    const it = answered('failed');
    expect(it.state().runs['db']?.outcome).toBe('verified');
    expect(it.state().rings[0]).toMatchObject({ phase: 'open', answer: 'failed' });
    expect(it.state().holds).toMatchObject([{ reason: 'dependant', ring: 0 }]);
    expect(it.look().orders).toEqual([]);
  });

  test.each(['could not measure', 'cannot tell'] as const)('waits for a person where one of them says “%s”', (answer) => {
    const it = answered(answer);
    expect(it.state().holds).toMatchObject([{ reason: 'dependant' }]);
    expect(it.state().rings[0]).toMatchObject({ phase: 'open', answer });
  });

  test('goes on where a person accepts them as they are, and asks again where not', () => {
    const it = answered('failed');
    expect(acceptableDevices(it.state(), it.state().holds[0]!)).toEqual(['till']);
    it.release(['till']);
    it.look();
    expect(it.state().rings[0]?.phase).toBe('passed');
    const again = answered('failed');
    const before = again.asked('after');
    again.release([]);
    expect(again.look().orders).toMatchObject([{ verb: 'check', deviceId: 'till' }]);
    expect(again.asked('after')).not.toBe(before);
    again.till.afterOf = again.asked('after');
    again.till.answer = 'passed';
    again.look();
    expect(again.state().rings[0]?.phase).toBe('passed');
  });

  test('has them asked after it under a hold too: what they say may be why one should hold', () => {
    const it = world();
    it.look();
    it.till.beforeOf = it.asked('before');
    it.look();
    it.verify();
    it.hold();
    expect(it.look().orders).toMatchObject([{ verb: 'check', deviceId: 'till' }]);
  });

  test('does not wait for one that was retired meanwhile', () => {
    const it = world();
    it.till.usable = 'retired';
    expect(it.look().orders.filter(({ verb }) => verb !== 'get')).toMatchObject([{ verb: 'install' }]);
    it.verify();
    it.look();
    expect(it.state().rings[0]?.phase).toBe('passed');
  });
});

describe('a plan', () => {
  const input = (askDependants: boolean, checks: readonly HealthCheck[] = [serviceCheck]): PlanInput => ({
    deploymentId: 'd1',
    clientId: 'c1',
    title: 'T',
    reason: 'R',
    policy: {
      id: 'p1',
      version: 1,
      rings: [{ name: 'all', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
      window: anyTime,
      pace: { maxParallel: 1, devicesPerHour: 1 },
      failureBudget: 0,
      restart: 'never',
      rollback: 'automatic',
      startOffline: false,
      checks: [],
      ...(askDependants ? { askDependants } : {}),
    },
    devices: spec.shares.map(({ deviceId, changes, files, wayBack }) => ({
      deviceId,
      keyId: 'k',
      zone: 'UTC',
      tier: null,
      dependsOn: [],
      ring: 0,
      simulation: { at: startOfTests, changes, files, wayBack, downloadBytes: 0, diskBytes: null, restart: 'not-needed' },
    })),
    now: startOfTests,
    expiresAt: '2026-03-16T08:00:00Z',
    predecessor: null,
    dependants: [
      { deviceId: 'till', dependsOn: ['db', 'elsewhere'], checks },
      { deviceId: 'other', dependsOn: ['elsewhere'], checks },
    ],
    rootOf: () => 'root',
  });
  test('names whom it asks, where the policy has it so, and says nothing of it otherwise', () => {
    expect(plan(input(true)).header.dependants).toEqual([{ deviceId: 'till', of: ['db'], checks: [serviceCheck] }]);
    expect(plan(input(false)).header).not.toHaveProperty('dependants');
  });
  test('does not ask one that depends on too many of them, and says so', () => {
    const ids = Array.from({ length: mostDependedOn + 1 }, (_, n) => `m${n}`);
    const [one] = input(true).devices;
    const wide = (count: number) => {
      const dependants = [{ deviceId: 'monitor', dependsOn: ids.slice(0, count), checks: [serviceCheck] }];
      return plan({ ...input(true), devices: ids.map((deviceId) => ({ ...one!, deviceId })), dependants });
    };
    expect(wide(mostDependedOn).header.dependants).toHaveLength(1);
    const made = wide(mostDependedOn + 1);
    expect(made.header).not.toHaveProperty('dependants');
    expect(made.warnings).toMatchObject([{ code: 'plan.dependant-of-too-many', deviceId: 'monitor' }]);
  });
  test('says of whom nobody would notice that it fails', () => {
    const made = plan(input(true, []));
    expect(made.header).not.toHaveProperty('dependants');
    expect(made.warnings).toMatchObject([{ code: 'plan.dependant-without-checks', deviceId: 'till' }]);
  });
});
