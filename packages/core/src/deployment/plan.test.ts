import { describe, expect, test } from 'vitest';
import { replay } from './apply.ts';
import { checkPlan } from './check-plan.ts';
import type { Simulation } from './change.ts';
import { createdEvent } from './create.ts';
import { expectedSeconds, plan } from './plan.ts';
import { changesAtEnd, rulesOf } from './spec.ts';
import type { PlanDevice, PlanInput, PlanPolicy } from './plan-types.ts';
import { anyTime, gate, nightly, startOfTests } from './testing/build.ts';

const policy: PlanPolicy = {
  id: 'p1',
  version: 3,
  rings: [
    { name: 'test', gate: gate({ soak: 'P1D' }) },
    { name: 'pilot', gate: gate({ soak: 'PT12H' }) },
    { name: 'broad', gate: gate({ minVerified: 2, soak: 'PT0S' }) },
  ],
  window: { rule: nightly.rule, start: nightly.start, durationMinutes: nightly.durationMinutes },
  pace: { maxParallel: 2, devicesPerHour: 20 },
  failureBudget: 1,
  restart: 'if-needed',
  rollback: 'automatic',
  startOffline: false,
  checks: [],
};

function simulation(change: Partial<Simulation> = {}): Simulation {
  return {
    at: startOfTests,
    changes: [{ manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16', to: '3.0.17' }],
    files: [],
    downloadBytes: 1,
    diskBytes: null,
    wayBack: { kind: 'downgrade', changes: [], files: [] },
    restart: 'not-needed',
    ...change,
  };
}

function device(deviceId: string, ring: number, change: Partial<PlanDevice> = {}): PlanDevice {
  return {
    deviceId,
    keyId: `key of ${deviceId}`,
    zone: 'Europe/Berlin',
    tier: 'standard',
    dependsOn: [],
    ring,
    simulation: simulation(),
    ...change,
  };
}

const everyone = [device('a', 0), device('b', 1), device('c', 2), device('d', 2)];

function input(change: Partial<PlanInput> = {}): PlanInput {
  return {
    deploymentId: 'd1',
    clientId: 'c1',
    title: 'OpenSSL',
    reason: 'A test',
    policy,
    devices: everyone,
    now: startOfTests,
    expiresAt: '2026-03-16T08:00:00Z',
    predecessor: null,
    rootOf: (shares) => `root of ${shares.length}`,
    ...change,
  };
}

function problems(
  change: Partial<PlanInput>,
  alter: (made: ReturnType<typeof plan>) => ReturnType<typeof plan> = (made) => made,
): readonly string[] {
  const given = input(change);
  const { header, shares } = alter(plan(given));
  return checkPlan({ spec: { header, shares }, devices: given.devices, nameOf: (id) => id }).map(
    ({ code, severity }) => `${code} (${severity})`,
  );
}

describe('a plan', () => {
  test('has each device once, in its ring, with its own zone and exactly what it simulated', () => {
    const { header, shares, excluded, warnings } = plan(input());
    expect(shares.map(({ deviceId, ring }) => [deviceId, ring])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 2],
    ]);
    expect(shares[0]).toMatchObject({
      window: { zone: 'Europe/Berlin', start: '22:00' },
      direction: 'forward',
      changes: simulation().changes,
    });
    expect(header).toMatchObject({ sharesRoot: 'root of 4', shareCount: 4, policy: { id: 'p1', version: 3 }, failureBudget: 1 });
    expect([excluded, warnings]).toEqual([[], []]);
  });

  test('gives every ring its earliest time: the soaks of all rings before it', () => {
    expect(plan(input()).header.rings.map(({ earliest }) => earliest)).toEqual([
      '2026-03-02T08:00:00Z',
      '2026-03-03T08:00:00Z',
      '2026-03-03T20:00:00Z',
    ]);
  });

  test('takes checks that a database gave back with their fields in another order for the same', () => {
    const check = { kind: 'service', name: 'web', unit: 'nginx.service', timeoutSeconds: 10 } as const;
    const turned = { timeoutSeconds: 10, unit: 'nginx.service', name: 'web', kind: 'service' } as const;
    const { restart, rollback, startOffline, window } = policy;
    const rules = { restart, rollback, startOffline, window };
    const devices = [device('a', 0, { own: { ...rules, checks: [turned] } }), device('b', 1, { own: { ...rules, checks: [] } })];
    const { shares } = plan(input({ policy: { ...policy, checks: [check] }, devices }));
    expect(shares.map((share) => 'rules' in share)).toEqual([false, true]);
  });

  test('can be run: its first event makes a state with one run for each device', () => {
    const { header, shares } = plan(input());
    expect(Object.keys(replay([createdEvent({ header, shares }, 'hash', 'person-1', startOfTests)]).runs)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('of a device whose own policy says otherwise carries its rules, window and time; of one that says the same, none', () => {
    const rules = { restart: 'always', rollback: 'by-person', startOffline: true, checks: [] } as const;
    const own = { ...rules, window: { rule: 'FREQ=DAILY', start: '03:00', durationMinutes: 120 } };
    const { restart, rollback, startOffline, checks, window } = policy;
    const same = { restart, rollback, startOffline, checks: [...checks], window };
    const { header, shares } = plan(
      input({ devices: [device('a', 0, { own }), device('b', 1, { own: same }), device('c', 2), device('d', 2)] }),
    );
    expect(shares[0]).toMatchObject({
      rules,
      window: { start: '03:00', zone: 'Europe/Berlin' },
      expectedSeconds: expectedSeconds(simulation(), 'always'),
    });
    expect(shares.slice(1).map((share) => 'rules' in share)).toEqual([false, false, false]);
    expect(rulesOf(header, shares[0])).toEqual(rules);
    expect(rulesOf(header, shares[1])).toEqual({ restart, rollback, startOffline, checks });
    expect(
      problems({
        devices: [
          device('a', 0, { own: { ...own, restart: 'never' }, simulation: simulation({ restart: 'needed' }) }),
          ...everyone.slice(1),
        ],
      }),
    ).toEqual(['plan.restart-forbidden (attention)']);
  });

  test('of a roll-back goes back', () => {
    expect(plan(input({ predecessor: { deploymentId: 'd0', kind: 'rollback' } })).shares.map(({ direction }) => direction)).toEqual([
      'back',
      'back',
      'back',
      'back',
    ]);
  });

  test.each<[string, string, Partial<PlanDevice>]>([
    [
      'could not simulate',
      'apt.lock-held',
      { simulation: { code: 'apt.lock-held', cause: 'apt is busy', retry: 'later', nextStep: 'wait', excerpt: '' } },
    ],
    ['has nothing to do', 'plan.nothing-to-do', { simulation: simulation({ changes: [] }) }],
    ['simulated too long ago', 'plan.simulation-too-old', { simulation: simulation({ at: '2026-03-01T07:59:00Z' }) }],
    [
      'would remove a package',
      'plan.removal',
      { simulation: simulation({ changes: [{ manager: 'apt', name: 'exim4', architecture: 'amd64', from: '4', to: null }] }) },
    ],
    ['has a ring that is not there', 'plan.ring-unknown', { ring: 7 }],
  ])('leaves out a device that %s, and says why', (_, code, change) => {
    const { shares, excluded } = plan(input({ devices: [...everyone, device('e', 0, change)] }));
    expect(shares).toHaveLength(4);
    expect(excluded).toEqual([{ deviceId: 'e', code, because: expect.stringMatching(/^[A-Z]/) }]);
  });

  test('takes a device that was named twice once', () => {
    const { shares, excluded } = plan(input({ devices: [...everyone, device('a', 2)] }));
    expect(shares.filter(({ deviceId }) => deviceId === 'a')).toMatchObject([{ ring: 0 }]);
    expect(excluded).toMatchObject([{ deviceId: 'a', code: 'plan.device-twice' }]);
  });

  test('drops a ring without devices and warns that nothing is tried there', () => {
    const { header, shares, warnings } = plan(input({ devices: [device('b', 1), device('c', 2), device('d', 2)] }));
    expect(header.rings.map(({ name, earliest }) => [name, earliest])).toEqual([
      ['pilot', '2026-03-02T08:00:00Z'],
      ['broad', '2026-03-02T20:00:00Z'],
    ]);
    expect(shares.map(({ ring }) => ring)).toEqual([0, 1, 1]);
    expect(warnings).toMatchObject([{ code: 'plan.ring-without-devices', sentence: expect.stringContaining('ring pilot') }]);
  });

  test('never wants more verified devices than a ring has', () => {
    const { header, warnings } = plan(input({ devices: [device('a', 0), device('b', 1), device('c', 2)] }));
    expect(header.rings[2]?.gate.minVerified).toBe(1);
    expect(warnings).toMatchObject([{ code: 'plan.gate-lowered' }]);
  });
});

describe('the time that a change is expected to take', () => {
  const some = (count: number): Simulation =>
    simulation({
      changes: Array.from({ length: count }, (_, i) => ({
        manager: 'apt' as const,
        name: `p${i}`,
        architecture: 'all',
        from: '1',
        to: '2',
      })),
    });

  test.each([
    [1, 5],
    [3, 15],
    [4, 17],
    [10, 29],
    [500, 120],
  ])('is, for %i packages, %i minutes', (packages, minutes) => {
    expect(expectedSeconds(some(packages), 'if-needed')).toBe(minutes * 60);
  });

  test.each([
    ['needed', 'if-needed', 20],
    ['unknown', 'if-needed', 20],
    ['not-needed', 'if-needed', 5],
    ['not-needed', 'always', 20],
    ['needed', 'never', 5],
  ] as const)('counts a restart that is %s under the rule %s: %i minutes', (restart, rule, minutes) => {
    expect(expectedSeconds(simulation({ restart }), rule)).toBe(minutes * 60);
  });
});

describe('contradictions', () => {
  test('a sound plan has none', () => {
    expect(problems({})).toEqual([]);
  });

  test('nobody takes part', () => {
    expect(problems({ devices: [] })).toEqual(['plan.no-devices (failing)']);
  });

  test('a device stands in two rings', () => {
    expect(
      problems({}, (made) => ({
        ...made,
        header: { ...made.header, shareCount: 5 },
        shares: [...made.shares, { ...made.shares[0]!, ring: 1 }],
      })),
    ).toEqual(['plan.device-twice (failing)']);
  });

  test('a ring is empty, so its gate can not be reached either', () => {
    expect(problems({}, (made) => ({ ...made, header: { ...made.header, shareCount: 3 }, shares: made.shares.slice(1) }))).toEqual([
      'plan.ring-empty (failing)',
      'plan.gate-unreachable (failing)',
    ]);
  });

  test('the soaks outlast the deployment', () => {
    expect(problems({ expiresAt: '2026-03-03T12:00:00Z' })).toContain('plan.ends-too-early (failing)');
  });

  test('a window can not be read', () => {
    const window = { rule: 'FREQ=SOMETIMES', start: '22:00', durationMinutes: 60 };
    expect(problems({ policy: { ...policy, window } })).toEqual(Array.from({ length: 4 }, () => 'plan.window-unreadable (failing)'));
  });

  test('a window does not open before the end', () => {
    const window = { rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', start: '22:00', durationMinutes: 60 };
    expect(problems({ policy: { ...policy, window } })).toEqual(Array.from({ length: 4 }, () => 'plan.window-never (failing)'));
  });

  test('a window is shorter than the change takes', () => {
    const window = { ...policy.window, durationMinutes: 4 };
    expect(problems({ policy: { ...policy, window } })).toEqual(Array.from({ length: 4 }, () => 'plan.window-too-short (failing)'));
  });

  test.each([
    ['mission-critical', 'failing'],
    ['standard', 'attention'],
    [null, 'attention'],
  ] as const)('a device of tier %s has no way back: %s', (tier, severity) => {
    const lost = device('a', 0, { tier, simulation: simulation({ wayBack: { kind: 'none', because: 'The old version is gone.' } }) });
    expect(problems({ devices: [lost, ...everyone.slice(1)] })).toEqual([`plan.no-way-back (${severity})`]);
  });

  test('a restart is needed and forbidden', () => {
    const kernel = device('a', 0, { simulation: simulation({ restart: 'needed' }) });
    expect(problems({ policy: { ...policy, restart: 'never' }, devices: [kernel, ...everyone.slice(1)] })).toEqual([
      'plan.restart-forbidden (attention)',
    ]);
  });

  test('the pace lets nobody begin', () => {
    expect(problems({ policy: { ...policy, pace: { maxParallel: 0, devicesPerHour: 1 } } })).toEqual(['plan.pace-zero (failing)']);
  });

  test('a share removes a package', () => {
    const removal = [{ manager: 'apt' as const, name: 'exim4', architecture: 'amd64', from: '4', to: null }];
    expect(
      problems({}, (made) => ({
        ...made,
        shares: made.shares.map((share, i) => (i === 0 ? { ...share, changes: removal, window: anyTime } : share)),
      })),
    ).toEqual(['plan.removal (failing)']);
  });
});

describe('a drill', () => {
  test('stands in the header only where it is one, and takes no device that could not go back', () => {
    const none = simulation({ wayBack: { kind: 'none', because: 'The archive has no older version.' } });
    const devices = [device('a', 0), device('b', 1, { simulation: none })];
    expect('drill' in plan(input({ devices })).header).toBe(false);
    const made = plan(input({ devices, drill: true }));
    expect(made.header.drill).toBe(true);
    expect(made.excluded).toMatchObject([{ deviceId: 'b', code: 'plan.no-way-back' }]);
  });

  test('is done with what the device had before', () => {
    const changes = simulation().changes;
    const back = [{ manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.17', to: '3.0.16' }] as const;
    const wayBack = { kind: 'downgrade', changes: back, files: [] } as const;
    expect(changesAtEnd({ drill: true }, { changes, wayBack })).toEqual(back);
    expect(changesAtEnd({}, { changes, wayBack })).toEqual(changes);
  });
});
