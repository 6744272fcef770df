/** Proposing: which devices would take what, who can be asked, and the question to each of them. */
import { assignRings, decide, settingsOfPolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import type { ManagerId, UpdateClass, WithheldReason } from '@fettle/core/inventory';
import type { Change, Wanted } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { devicePolicies, effectivePolicy } from '../policies/index.ts';
import type { DevicePolicy, PolicyInForce } from '../policies/index.ts';
import { readBars } from './bars.ts';
import type { Bars } from './bars.ts';
import { leftOutOf } from './decided.ts';
import { askDevices } from './ask.ts';
import type { Candidate } from './ask.ts';
import { readDeployment } from './read.ts';

/** In whose name it is proposed. */
export type Proposer = Pick<Actor, 'kind' | 'id'>;

export type Proposal = {
  readonly clientId: string;
  readonly title: string;
  readonly reason: string;
  readonly updateIds: readonly string[] | 'policy';
  readonly deviceIds: readonly string[] | null;
  readonly expiresInDays: number;
  readonly predecessorId: string | null;
};

/** Makes the proposal and asks the devices to simulate; its id, or why not. */
export async function propose(context: Context, actor: Actor, wish: Proposal): Promise<string | ApiRefusal> {
  return inClients(context.db, [wish.clientId], (tx) => proposeIn(tx, context, actor, wish));
}

/** The same in a transaction that somebody else has opened for this client. `underPolicy`: of the updates named, those alone that each device's policy selects. */
export async function proposeIn(
  tx: Tx,
  context: Context,
  actor: Proposer,
  wish: Proposal & { readonly underPolicy?: boolean },
): Promise<string | ApiRefusal> {
  if (wish.predecessorId !== null && (await readDeployment(tx, wish.clientId, wish.predecessorId)) === undefined)
    return refuse('request.invalid', 'This client has no deployment of that id.', [
      { path: 'predecessorId', message: 'is no deployment of this client' },
    ]);
  const { candidates, softwareIds } = await candidatesFor(tx, wish, context.now());
  const policy = await policyFor(tx, wish.clientId, candidates);
  if ('refused' in policy) return policy;
  if (candidates.length === 0) return refuse('deployment.nothing-to-do', nothingOffered(wish));
  return ask(tx, context, actor, {
    ...wish,
    candidates,
    softwareIds,
    policy,
    predecessor: wish.predecessorId === null ? null : { deploymentId: wish.predecessorId, kind: 'successor' },
    direction: 'forward',
    action: 'deployment.proposed',
  });
}

export type Readable = { readonly inForce: PolicyInForce; readonly policy: Policy };

/**
 * The policy that plans this client's deployments. Without one nobody said when devices may change. Where provider and client leave settings of devices to narrower levels,
 * the first device that has them all lends its own to the header; every other device brings what holds for it in its share.
 */
export async function policyFor(tx: Tx, clientId: string, candidates: readonly Candidate[]): Promise<Readable | ApiRefusal> {
  const inForce = await effectivePolicy(tx, clientId);
  if (inForce === null)
    return refuse('deployment.not-possible', 'This client has no policy, so nobody has said when its devices may change. Make one first.');
  if (inForce.read.ok) return { inForce, policy: inForce.read.policy };
  const [lent] = candidates.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1)).flatMap(({ policy }) => policy?.settings ?? []);
  const whole = lent === undefined ? null : inForce.withDevice(lent);
  if (whole !== null) return { inForce, policy: whole };
  return refuse(
    'policy.unreadable',
    `Policy “${inForce.name}” is not whole or can not be read, so its window is closed.`,
    inForce.read.problems,
  );
}

export type Asking = Omit<Proposal, 'updateIds' | 'deviceIds' | 'predecessorId'> & {
  readonly candidates: readonly Candidate[];
  readonly policy: Readable;
  readonly predecessor: { readonly deploymentId: string; readonly kind: 'rollback' | 'successor' } | null;
  readonly direction: 'forward' | 'back';
  /** Ids of the software that it brings, as updates are known; none where it goes back. */
  readonly softwareIds: readonly number[];
  readonly action: string;
};

/** Stores the proposal with its devices and asks those that can be asked. */
export async function ask(tx: Tx, context: Context, actor: Proposer, asking: Asking): Promise<string | ApiRefusal> {
  const { clientId, policy, candidates } = asking;
  const id = context.newId();
  const at = context.now();
  const expiresAt = context.clock.now().add({ minutes: Math.round(asking.expiresInDays * 24 * 60) });
  const asked = await askDevices(tx, context, {
    deployment: {
      clientId,
      id,
      title: asking.title,
      reason: asking.reason,
      policy: policy.inForce,
      effective: policy.policy,
      predecessor: asking.predecessor,
      expiresAt: expiresAt.toString({ smallestUnit: 'millisecond' }),
      at,
      by: actor.id,
    },
    direction: asking.direction,
    candidates,
    softwareIds: asking.softwareIds,
    usual: settingsOfPolicy(policy.policy),
    ringsOf: (ids) => assignRings(policy.policy, ids),
  });
  if ('refused' in asked) return asked;
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id }));
  await appendAudit(tx, clientId, {
    action: asking.action,
    actor: auditActor(actor),
    subject: `deployment:${id}`,
    body: {
      policy: policy.inForce.id,
      policyVersion: policy.inForce.version,
      levels: policy.inForce.from.map(({ level, policyId, version }) => ({ level, policyId, version })),
      devices: candidates.length,
      asked: asked.asked,
      predecessor: asking.predecessor?.deploymentId ?? null,
    },
    at,
  });
  return id;
}

type OfferRow = {
  software_id: number;
  device_id: string;
  manager: ManagerId;
  name: string;
  architecture: string;
  version: string;
  from_version: string;
  security: boolean;
  withheld: WithheldReason | null;
};

/** What each device would take: the updates named, or all that the policy selects; without what was decided otherwise about there. */
async function candidatesFor(
  tx: Tx,
  wish: Proposal & { readonly underPolicy?: boolean },
  now: string,
): Promise<{ readonly candidates: readonly Candidate[]; readonly softwareIds: readonly number[] }> {
  const byIds = wish.updateIds === 'policy' ? sql`true` : sql`o.software_id = any(${wish.updateIds.map(Number)}::int[])`;
  const byDevices = wish.deviceIds === null ? sql`true` : sql`o.device_id = any(${[...wish.deviceIds]}::uuid[])`;
  const found = await sql<OfferRow>`
    select o.software_id, o.device_id, s.manager, s.name, s.architecture, s.version, o.from_version, o.security, o.withheld
    from device_offer o join software s on s.id = o.software_id
    where o.client_id = ${wish.clientId} and ${byIds} and ${byDevices}
    order by o.device_id, s.name, s.architecture`.execute(tx);
  const policies = await devicePolicies(tx, wish.clientId, [...new Set(found.rows.map((row) => row.device_id))]);
  const rows =
    wish.updateIds === 'policy' || wish.underPolicy === true
      ? found.rows.filter((row) => isSelected(policies.get(row.device_id), row))
      : found.rows;
  const byDevice = Map.groupBy(rows, (row) => row.device_id);
  const bars = await readBars(tx, wish.clientId, now, async () =>
    [...byDevice].map(([deviceId, offers]) => ({ deviceId, direction: 'forward', changes: offers.map(changeOf) })),
  );
  const leftOut = await leftOutOf(tx, bars);
  const taken = rows.filter((row) => !isBarred(bars, row));
  const takenBy = Map.groupBy(taken, (row) => row.device_id);
  return {
    candidates: [...byDevice.keys()].map((deviceId) => ({
      deviceId,
      policy: policies.get(deviceId),
      wanted: (takenBy.get(deviceId) ?? []).map(wantedOf),
      leftOut: leftOut.get(deviceId) ?? [],
    })),
    softwareIds: [...new Set(taken.map((row) => row.software_id))],
  };
}

function isBarred(bars: Bars, { device_id: deviceId, manager, name, architecture, version }: OfferRow): boolean {
  return (bars.get(deviceId) ?? []).some(
    ({ change }) => change.manager === manager && change.name === name && change.architecture === architecture && change.to === version,
  );
}

function changeOf({ manager, name, architecture, from_version: from, version: to }: OfferRow): Change {
  return { manager, name, architecture, from, to };
}

/** By the policy of its own device; one that is not whole selects nothing. */
function isSelected(policy: DevicePolicy | undefined, row: OfferRow): boolean {
  if (policy === undefined || policy.settings === null) return false;
  const updateClass: UpdateClass = row.security ? 'security' : 'normal';
  return (
    decide({ name: '', select: policy.settings.select }, { name: row.name, class: updateClass, withheld: row.withheld }).decision ===
    'select'
  );
}

function wantedOf({ manager, name, architecture, version }: OfferRow): Wanted {
  return { manager, name, architecture, version };
}

function nothingOffered(wish: Proposal & { readonly underPolicy?: boolean }): string {
  return wish.updateIds === 'policy' || wish.underPolicy === true
    ? 'The policy selects none of the updates that these devices are offered.'
    : 'None of these updates is offered to one of these devices any more.';
}
