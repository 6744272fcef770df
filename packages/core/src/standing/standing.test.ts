import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approve, createdEvent, isApproved, plan, replay } from '../deployment/index.ts';
import type { DeploymentEvent, PlanDevice, Simulation } from '../deployment/index.ts';
import { planPolicyOf, startingPolicy } from '../policy/index.ts';
import type { DeviceSettings, Policy } from '../policy/index.ts';
import {
  approvalsNeededUnder,
  changesOutside,
  grantedTo,
  grantInWords,
  headerOutside,
  isSameReach,
  makeGrant,
  shareOutside,
  standingStatement,
  whyNotSelected,
} from './index.ts';
import type { GrantDevice, OfferHere } from './index.ts';

const now = '2026-03-02T08:00:00Z';
const expiresAt = '2026-03-16T08:00:00Z';
const whole: Policy = startingPolicy({ name: 'Usual', owner: 'Ops', reviewAt: '2027-01-01' });
const id = (at: number): string => `0195f000-0000-7000-8000-00000000000${at}`;
const change = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '1', to: '2' } as const;
const offer: OfferHere = {
  ...change,
  sourceName: 'openssl',
  class: 'security',
  withheld: null,
  origin: { label: 'Debian', archive: 'security' },
};
const simulation: Simulation = {
  at: now,
  changes: [change],
  files: [],
  downloadBytes: 0,
  diskBytes: 0,
  wayBack: { kind: 'none', because: 'x' },
  restart: 'unknown',
};

function grantFor(policy: Policy, devices: readonly GrantDevice[]) {
  return makeGrant({
    clientId: id(9),
    policy: { id: id(8), version: 3 },
    whole: policy,
    isWhole: true,
    devices,
    zone: 'UTC',
    closedDaysOf: () => ['2026-03-08', '2026-12-25'],
    firstDay: '2026-01-01',
  });
}

const own = fc.record({
  restart: fc.constantFrom('never', 'if-needed', 'always'),
  rollback: fc.constantFrom('automatic', 'by-person'),
  startOffline: fc.boolean(),
  start: fc.constantFrom('01:00', '22:30'),
  zone: fc.constantFrom('UTC', 'Europe/Zurich'),
});

describe('a plan', () => {
  test('of a policy always lies within the grant of that policy, whatever its devices have of their own', () => {
    fc.assert(
      fc.property(fc.array(fc.option(own), { minLength: 1, maxLength: 6 }), (given) => {
        const settings = given.map((one): DeviceSettings => {
          const { select, window, checks } = whole;
          if (one === null)
            return { select, window, checks, restart: whole.restart, rollback: whole.rollback, startOffline: whole.startOffline };
          const { start, zone: _, ...rules } = one;
          return { select, checks, ...rules, window: { ...window, start } };
        });
        const zoneOf = (at: number) => given[at]?.zone ?? 'UTC';
        const grant = grantFor(
          whole,
          settings.map((one, at) => ({ deviceId: id(at), zone: zoneOf(at), settings: one })),
        );
        const devices = settings.map((one, at): PlanDevice => ({
          deviceId: id(at),
          keyId: 'k',
          zone: zoneOf(at),
          tier: null,
          dependsOn: [],
          ring: at % 3,
          simulation,
          own: { ...one, window: { ...one.window, except: ['2026-03-08'] } },
        }));
        const { header, shares } = plan({
          deploymentId: id(7),
          clientId: id(9),
          title: 'x',
          reason: '',
          policy: planPolicyOf(whole, { id: id(8), version: 3 }, ['2026-03-08']),
          devices,
          now,
          expiresAt,
          predecessor: null,
          rootOf: () => '0'.repeat(64),
        });
        expect(headerOutside(grant, header, '2026-06-01T00:00:00Z')).toEqual([]);
        for (const share of shares) {
          expect(shareOutside(grant, 0, header, share, now)).toEqual([]);
          expect(changesOutside(grant, 0, share, [offer], now)).toEqual([]);
        }
      }),
    );
  });

  test('of nothing that it keeps out by name, not even where an update would bring it along', () => {
    const policy: Policy = {
      ...whole,
      select: { ...whole.select, exclude: ['linux-*'] },
      pins: [{ package: 'postgresql-*', version: '15*', because: 'the shop needs it' }],
      rules: [{ name: 'no agents', when: { products: ['agent-*'] }, action: { kind: 'block', because: 'not ours' } }],
    };
    const grant = grantFor(policy, []);
    const brings = (name: string, to: string) =>
      changesOutside(grant, 0, { deviceId: id(1), changes: [change, { ...change, name, from: null, to }] }, [offer], now);
    expect(brings('libssl3', '2')).toEqual([]);
    expect(brings('postgresql-16', '15.2')).toEqual([]);
    expect(brings('linux-image-6', '6')).toEqual(['linux-image-6 6 would come new, and packages named linux-* are excluded.']);
    expect(brings('postgresql-16', '16.1')).toEqual(['postgresql-16 16.1 would come new, and postgresql-* is pinned at 15*.']);
    expect(brings('agent-x', '1')).toEqual(['agent-x 1 would come new, and rule “no agents” blocks it.']);
  });

  test('of no other device’s looser rules: what is granted to one by name is granted to nobody else', () => {
    const settings = (restart: 'never' | 'always'): DeviceSettings => ({
      select: whole.select,
      window: whole.window,
      checks: whole.checks,
      rollback: whole.rollback,
      startOffline: whole.startOffline,
      restart,
    });
    const grant = grantFor({ ...whole, restart: 'never' }, [
      { deviceId: id(1), zone: 'UTC', settings: settings('always') },
      { deviceId: id(2), zone: 'UTC', settings: settings('never') },
      { deviceId: id(3), zone: 'UTC', settings: null },
    ]);
    expect(grant.others.map(({ deviceIds }) => deviceIds)).toEqual([[id(1)]]);
    expect([1, 2, 3, 4].map((at) => grantedTo(grant, id(at))?.restart ?? null)).toEqual(['always', 'never', null, 'never']);
    expect(isSameReach(grant, grantFor({ ...whole, restart: 'never' }, []))).toBe(false);
    const words = grantInWords(grant, (one) => `device ${one.at(-1)}`);
    expect(words.map(({ title }) => title)).toEqual(['The deployment', 'Every device that is not named below', 'device 1', 'device 3']);
    expect(words.flatMap(({ lines }) => lines.map(({ words: text }) => text)).join()).toContain('2026-12-25');
    expect(standingStatement(grant, 'Client', '2026-06-01T00:00:00Z')).toContain('version 3, for Client until 2026-06-01T00:00:00Z');
  });

  test.each([
    [undefined, 1],
    [{ devices: null, clients: null, missionCritical: false, removals: true }, 1],
    [{ devices: 50, clients: null, missionCritical: false, removals: false }, 2],
    [{ devices: null, clients: null, missionCritical: true, removals: false }, 2],
    [{ devices: null, clients: 5, missionCritical: false, removals: false }, 2],
  ])('under two approvers by the rule %j wants as many on what stands: %d', (fourEyes, needed) => {
    const grant = grantFor({ ...whole, fourEyes }, []);
    expect(approvalsNeededUnder(grant, {} as never)).toBe(needed);
    expect(approvalsNeededUnder(grant, { approvalsNeeded: 3 } as never)).toBe(3);
  });
});

describe('what a device can not know of an update', () => {
  const rules = { select: whole.select, rules: [], pins: [] };
  test.each([
    ['takes it where a rule may select it', [{ name: 'r', when: { urgency: ['urgent'] }, action: { kind: 'select' } }], true],
    ['takes it where a deferral may be over', [{ name: 'r', when: {}, action: { kind: 'defer', days: 7 } }], true],
    ['goes on where a rule may block it', [{ name: 'r', when: { severity: ['low'] }, action: { kind: 'block', because: 'no' } }], true],
    [
      'refuses it where one rule may block it and the next does',
      [
        { name: 'r', when: { minAgeDays: 3 }, action: { kind: 'block', because: 'no' } },
        { name: 's', when: {}, action: { kind: 'block', because: 'no' } },
      ],
      false,
    ],
    ['refuses it where a deferral is surely not over', [{ name: 'r', when: {}, action: { kind: 'defer', until: '2026-04-01' } }], false],
  ] as const)('%s', (_what, list, taken) => {
    expect(whyNotSelected({ ...rules, rules: list }, offer, '2026-03-02') === null).toBe(taken);
  });
});

describe('a deployment under a standing approval', () => {
  const spec = { format: 'fettle-spec/1', deploymentId: id(7), rings: [], expiresAt } as never;
  const created = createdEvent({ header: spec, shares: [] }, 'h', 'anna', now);
  const of = (name: string) => ({ specHash: 'h', keyid: name, name, personId: name, standing: { id: `s-${name}`, until: expiresAt } });
  test('is approved by it, held again when it is revoked, and free when a person has signed the spec', () => {
    const approved = approve(replay([created]), of('anna'), now) as readonly DeploymentEvent[];
    const withdrawn: DeploymentEvent = { kind: 'approval-withdrawn', at: now, standingIds: ['s-anna'], by: 'ben', because: 'Too wide.' };
    const under = replay([created, ...approved]);
    expect([isApproved(under), under.holds.length]).toEqual([true, 0]);
    const after = replay([created, ...approved, withdrawn]);
    expect(after.holds).toMatchObject([{ reason: 'approval', by: 'ben', detail: expect.stringContaining('revoked: Too wide. It waits') }]);
    const again = approve(after, { specHash: 'h', keyid: 'anna', name: 'anna', personId: null }, now) as readonly DeploymentEvent[];
    expect(replay([created, ...approved, withdrawn, ...again]).holds).toEqual([]);
    // Of another approval, or told twice: nothing more.
    expect(replay([created, ...approved, { ...withdrawn, standingIds: ['s-ben'] }]).holds).toEqual([]);
    expect(replay([created, ...approved, withdrawn, withdrawn]).holds).toHaveLength(1);
  });
});
