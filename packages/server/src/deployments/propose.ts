/** Proposing: which devices would take what, who can be asked, and the question to each of them. */
import { assignRings, settingsOfPolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import type { LeftPart } from '@fettle/core/campaigns';
import type { Change, LaterWay, Wanted } from '@fettle/core/deployment';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { effectivePolicy, readRingGroups } from '../policies/index.ts';
import type { PolicyInForce } from '../policies/index.ts';
import type { linesOf, OfferToSelect } from '../selection/index.ts';
import { readBars } from './bars.ts';
import type { Bars } from './bars.ts';
import { leftOutOf } from './decided.ts';
import { askDevices } from './ask.ts';
import type { Candidate } from './ask.ts';
import { inLane } from './in-lane.ts';
import { readDeployment } from './read.ts';
import { addSelection } from './store.ts';
import { keptByPolicy, wantedFor } from './wanted.ts';
import type { WantedUpdates } from './wanted.ts';

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
  /** Of a policy with lanes, the one to take; left out: the only one that has anything. */
  readonly lane?: string | undefined;
  /** Each device goes back once it is changed and well; left out: it stays changed. */
  readonly drill?: boolean | undefined;
  /** Proposed by itself, as the policy says: what part of it this is, and under which standing approvals. Left out: somebody proposed it. */
  readonly byItself?:
    | { readonly part: 'within' | 'outside'; readonly standing: readonly { readonly id: string; readonly name: string }[] }
    | undefined;
};

/**
 * For changes of many clients at once: of the updates named, on the devices for which they are named, those alone that each device's policy selects, and of several lanes
 * those of the first that has any. The others are decided upon where they are proposed by the policy, as ever.
 */
export type UnderPolicy = { readonly only?: readonly OfferNamed[] };
export type OfferNamed = { readonly deviceId: string; readonly softwareId: number };

/** Makes the proposal and asks the devices to simulate; its id, or why not. */
export async function propose(context: Context, actor: Actor, wish: Proposal): Promise<string | ApiRefusal> {
  const { made } = await inClients(context.db, [wish.clientId], (tx) => proposeAny(tx, context, actor, wish));
  return made;
}

/** In a transaction that somebody else has opened for this client: these offers under the policies of their devices; with what these leave for later. */
export async function proposeUnderPolicy(
  tx: Tx,
  context: Context,
  actor: Proposer,
  wish: Omit<Proposal, 'updateIds' | 'deviceIds' | 'lane'>,
  only: readonly OfferNamed[],
): Promise<Proposed> {
  const updateIds = [...new Set(only.map(({ softwareId }) => String(softwareId)))];
  const deviceIds = [...new Set(only.map(({ deviceId }) => deviceId))];
  return proposeAny(tx, context, actor, { ...wish, updateIds, deviceIds, only });
}

type Proposed = { readonly made: string | ApiRefusal; readonly left: readonly LeftPart[] };

async function proposeAny(tx: Tx, context: Context, actor: Proposer, wish: Proposal & UnderPolicy): Promise<Proposed> {
  const wanted = await wantedFor(tx, wish, context.now());
  if ('refused' in wanted) return { made: wanted, left: [] };
  return { made: await proposeWanted(tx, context, actor, wish, wanted), left: wanted.left };
}

async function proposeWanted(
  tx: Tx,
  context: Context,
  actor: Proposer,
  wish: Proposal & UnderPolicy,
  wanted: WantedUpdates,
): Promise<string | ApiRefusal> {
  if (wish.predecessorId !== null && (await readDeployment(tx, wish.clientId, wish.predecessorId)) === undefined)
    return refuse('request.invalid', 'This client has no deployment of that id.', [
      { path: 'predecessorId', message: 'is no deployment of this client' },
    ]);
  const { candidates, softwareIds } = await candidatesFor(tx, wish, wanted, context.now());
  const policy = await policyFor(tx, wish.clientId, candidates);
  if ('refused' in policy) return policy;
  if (candidates.length === 0) return refuse('deployment.nothing-to-do', nothingOffered(wish, wanted.lane));
  return ask(tx, context, actor, {
    ...wish,
    ...inLane(wanted.lane, policy, candidates),
    softwareIds,
    selection: wanted.lines,
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

export type Asking = Omit<Proposal, 'updateIds' | 'deviceIds' | 'predecessorId' | 'lane'> & {
  /** Null: its policy has no lanes. */
  readonly lane: string | null;
  /** What was decided of each update; null where nothing was selected: it goes back. */
  readonly selection: ReturnType<typeof linesOf> | null;
  readonly candidates: readonly Candidate[];
  readonly policy: Readable;
  readonly predecessor: { readonly deploymentId: string; readonly kind: 'rollback' | 'successor' } | null;
  readonly direction: 'forward' | 'back';
  /** How it goes back, where it is to be no downgrade; left out: it is one, or goes forward. */
  readonly by?: LaterWay | null;
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
  const groups = await readRingGroups(
    tx,
    clientId,
    policy.policy.rings,
    candidates.map(({ deviceId }) => deviceId),
  );
  const asked = await askDevices(tx, context, {
    deployment: {
      clientId,
      id,
      title: asking.title,
      reason: asking.reason,
      policy: policy.inForce,
      effective: policy.policy,
      lane: asking.lane,
      drill: asking.drill === true,
      predecessor: asking.predecessor,
      backBy: asking.by ?? null,
      expiresAt: expiresAt.toString({ smallestUnit: 'millisecond' }),
      at,
      by: actor.id,
    },
    direction: asking.direction,
    candidates,
    softwareIds: asking.softwareIds,
    usual: settingsOfPolicy(policy.policy),
    ringsOf: (ids) => assignRings(policy.policy, ids, groups.members),
  });
  if ('refused' in asked) return asked;
  if (asking.selection !== null) await addSelection(tx, { clientId, deploymentId: id, ...asking.selection });
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
      ...(asking.lane === null ? {} : { lane: asking.lane }),
      ...(asking.by === undefined || asking.by === null ? {} : { by: asking.by }),
      ...(asking.drill === true ? { drill: true } : {}),
      ...(asking.byItself === undefined ? {} : { byItself: asking.byItself }),
    },
    at,
  });
  return id;
}

/** What each device would take: the updates named, or all that the policy selects; without what was decided otherwise about there. */
async function candidatesFor(
  tx: Tx,
  wish: Proposal,
  { taken, kept, policies }: WantedUpdates,
  now: string,
): Promise<{ readonly candidates: readonly Candidate[]; readonly softwareIds: readonly number[] }> {
  const byDevice = Map.groupBy([...taken, ...kept], ({ offer }) => offer.deviceId);
  const bars = await readBars(tx, wish.clientId, now, async () =>
    [...Map.groupBy(taken, ({ offer }) => offer.deviceId)].map(([deviceId, own]) => ({
      deviceId,
      direction: 'forward',
      changes: own.map(({ offer }) => offeredChange(offer)),
    })),
  );
  const leftOut = await leftOutOf(tx, bars);
  const free = taken.filter(({ offer }) => !isBarred(bars, offer));
  const freeBy = Map.groupBy(free, ({ offer }) => offer.deviceId);
  const keptBy = Map.groupBy(kept, ({ offer }) => offer.deviceId);
  return {
    candidates: [...byDevice.keys()].toSorted().map((deviceId) => ({
      deviceId,
      policy: policies.get(deviceId),
      wanted: (freeBy.get(deviceId) ?? []).map(({ offer }) => wantedOf(offer)),
      leftOut: [...(leftOut.get(deviceId) ?? []), ...(keptBy.get(deviceId) ?? []).map(keptByPolicy)],
    })),
    softwareIds: [...new Set(free.map(({ offer }) => offer.softwareId))],
  };
}

function isBarred(bars: Bars, offer: OfferToSelect): boolean {
  const { manager, name, architecture, to } = offeredChange(offer);
  return (bars.get(offer.deviceId) ?? []).some(
    ({ change }) => change.manager === manager && change.name === name && change.architecture === architecture && change.to === to,
  );
}

/** What an offer would change. */
export function offeredChange({ manager, architecture, from, facts: { name, to } }: OfferToSelect): Change {
  return { manager, name, architecture, from, to };
}

function wantedOf({ manager, architecture, facts: { name, to } }: OfferToSelect): Wanted {
  return { manager, name, architecture, version: to };
}

function nothingOffered(wish: Proposal & UnderPolicy, lane: string | null): string {
  if (lane !== null && wish.only === undefined) return `Nothing is selected in lane “${lane}” now.`;
  return wish.updateIds === 'policy' || wish.only !== undefined
    ? 'The policy selects none of the updates that these devices are offered.'
    : 'None of these updates is offered to one of these devices any more.';
}
