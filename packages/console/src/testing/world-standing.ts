/** What a client's policy would grant, and what people signed of it. */
import { startingPolicy } from '@fettle/core/policy';
import { makeGrant, standingStatement } from '@fettle/core/standing';
import { grantHash } from '@fettle/proof/spec-hash';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';
import { policy } from './world-settings.ts';

const clientId = clients[1]?.id ?? '';
const clientName = clients[1]?.name ?? '';
const own = devices.filter((one) => one.clientId === clientId);
const whole = startingPolicy({ name: policy.name, owner: 'Anna Müller', reviewAt: '2027-01-31' });
const settingsOf = (till: boolean) => ({
  select: whole.select,
  window: till
    ? { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '22:00', durationMinutes: 120, except: ['2026-12-24', '2026-12-31'] }
    : whole.window,
  restart: till ? ('never' as const) : whole.restart,
  checks: whole.checks,
  rollback: whole.rollback,
  startOffline: whole.startOffline,
});

const grant = makeGrant({
  clientId,
  policy: { id: policy.id, version: policy.version },
  whole,
  isWhole: true,
  devices: own.map((one, index) => ({ deviceId: one.id, zone: 'Europe/Zurich', settings: settingsOf(index === 0) })),
  zone: 'Europe/Zurich',
  closedDaysOf: () => [],
  firstDay: '2026-01-01',
});
const named = own.slice(0, 1).map((one) => ({ id: one.id, name: one.name }));

export const standingGrant: CallOutput<'getStandingGrant'> = {
  clientId,
  clientName,
  policy: grant.policy,
  grant,
  because: null,
  devices: named,
  latestEnd: at(500_000),
};

const first: CallOutput<'listStandingApprovals'>['items'][number] = {
  id: id(40, 1),
  clientId,
  clientName,
  policy: grant.policy,
  grantHash: grantHash(grant),
  grant,
  devices: named,
  keyid: 'cd'.repeat(32),
  by: 'Anna Müller',
  statement: standingStatement(grant, clientName, '2026-06-01T00:00:00Z'),
  at: at(-4000),
  until: at(9000),
  state: 'in force',
  sentence:
    'Deployments within it are approved by it. What holds for its devices has changed since it was signed: what is otherwise waits for a person.',
  changed: true,
  endsSoon: true,
  revoked: null,
  deployments: 3,
  mayRevoke: true,
};
export const standingApprovals: readonly (typeof first)[] = [
  first,
  {
    ...first,
    id: id(40, 2),
    by: 'عائشة',
    policy: { ...grant.policy, version: 3 },
    state: 'superseded',
    sentence: 'It is for version 3 of its policy, and version 4 holds now: it approves nothing new. Sign what holds now.',
    changed: false,
    endsSoon: false,
    deployments: 12,
  },
  {
    ...first,
    id: id(40, 3),
    state: 'revoked',
    sentence: 'It was revoked: Too wide',
    changed: false,
    endsSoon: false,
    revoked: { at: at(-100), by: 'Jörg', because: 'Too wide' },
    deployments: 0,
    mayRevoke: false,
  },
];

export const proposalLooks: CallOutput<'listProposalLooks'>['items'] = [
  {
    clientId,
    clientName,
    byItself: true,
    sentence: 'Fettle proposes by itself, daily at 03:10, each for 14 days.',
    nextAt: at(700),
    lookedAt: at(-740),
    trouble: null,
    lanes: [
      { lane: 'urgent', sentence: 'Nothing to do.', trouble: null, deploymentIds: [] },
      {
        lane: 'rest',
        sentence: '41 updates proposed within the standing approval; 1 update waits for a person already.',
        trouble: null,
        deploymentIds: [id(5, 1)],
      },
    ],
  },
];

/** Of a deployment that waits: its first two devices lie outside the nearest standing approval. */
export function deploymentStanding(deployment: CallOutput<'getDeployment'> | undefined): CallOutput<'getDeploymentStanding'> | undefined {
  if (deployment === undefined) return undefined;
  const near = { id: id(40, 1), policyVersion: grant.policy.version, until: '2026-06-01T00:00:00Z' };
  const letRun = deployment.approvals.flatMap(({ name, standing }) => (standing ? [{ ...near, by: name, revokedAt: null }] : []));
  const common = { clientId: deployment.clientId, title: deployment.title, letRun, more: 0 };
  if (!deployment.holds.some(({ reason }) => reason === 'approval'))
    return letRun.length === 0
      ? {
          ...common,
          state: 'asking',
          sentence: 'Devices are still asked what the change would do there: what lies within is judged by what they answer.',
          within: [],
          devices: [],
        }
      : { ...common, state: 'approved', sentence: 'It was approved under the standing approval of Anna Müller.', within: [], devices: [] };
  const listed = deployment.runs.map((run, index) => ({
    deviceId: run.deviceId,
    deviceName: run.deviceName,
    changes: 3 + index,
    within: index < 2 ? null : near.id,
    outside:
      index < 2
        ? ['linux-image-amd64 6.1.158-1: it is a normal update, and security updates are granted.', 'It removes libssl1.1.'].slice(index)
        : [],
  }));
  return {
    ...common,
    state: 'judged',
    sentence: `2 of ${listed.length} devices lie outside the standing approval of Anna Müller, so a person has to approve all of it.`,
    within: [{ ...near, by: ['Anna Müller'], devicesWithin: listed.length - 2, outside: [] }],
    devices: listed,
  };
}
