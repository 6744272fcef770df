/**
 * A plan that lies within a standing approval needs no further signature. Here it is decided by the same rules by which each device then decides for itself; where anything of
 * it lies outside, all of it waits for a person, and is told what.
 */
import { approve, countApprovers, isRefusal } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState, PlanProblem, Share, SpecHeader } from '@fettle/core/deployment';
import { approvalsNeededUnder, changesOutside, headerOutside, shareOutside } from '@fettle/core/standing';
import type { Outside } from '@fettle/core/standing';
import { engine as engineActor } from '../audit/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { selectionOf } from '../selection/index.ts';
import type { Chosen } from '../selection/index.ts';
import { grantsInForce } from '../standing/index.ts';
import type { GrantInForce } from '../standing/index.ts';
import { readTrustIn } from '../trust/index.ts';
import { wakeNow } from './reactions.ts';
import { deviceNames } from './read.ts';
import { record } from './record.ts';
import { addStandingOf } from './store.ts';
import type { Engine } from './types.ts';

type Planned = { readonly clientId: string; readonly lane: string | null; readonly header: SpecHeader; readonly shares: readonly Share[] };
type Standing = {
  readonly grant: GrantInForce | null;
  /** Why none approves it, for whoever does. */ readonly notes: readonly PlanProblem[];
  /** Where it is for these devices alone that none does, the first reason of each; null: one does, or it is about the whole. */
  readonly outside: ReadonlyMap<string, string> | null;
};

/** So many reasons are told one by one. */
const mostReasons = 20;

/** The standing approval within which this plan lies; else what of it lies outside. A client without any has nothing to say. */
export async function standingFor(tx: Tx, context: Context, planned: Planned): Promise<Standing> {
  const [nearest] = await judgeByStandings(tx, context, planned);
  if (nearest === undefined) return { grant: null, notes: [], outside: null };
  const outside = outsideOf(nearest);
  if (outside.length === 0) return { grant: nearest.by, notes: [], outside: null };
  return { grant: null, notes: await notesOf(tx, planned.clientId, outside), outside: byDevice(outside) };
}

/** What of a plan lies outside one standing approval: why the deployment does as a whole, and by device why its share does. Both empty: nothing does. */
export type Judged = {
  readonly by: GrantInForce;
  readonly whole: readonly string[];
  readonly devices: ReadonlyMap<string, readonly string[]>;
};

/** Standing approvals of its policy that are in force, the one that comes nearest first: what that lacks is what a person has to look at. */
export async function judgeByStandings(tx: Tx, context: Context, planned: Planned): Promise<readonly Judged[]> {
  const { clientId, header, shares } = planned;
  const now = context.now();
  const { authority } = await readTrustIn(tx);
  const all = await grantsInForce(tx, authority, clientId, header.policy.id, now);
  if (all.length === 0) return [];
  const { chosen } = await selectionOf(tx, clientId, { deviceIds: shares.map(({ deviceId }) => deviceId), softwareIds: null }, now);
  const offers = Map.groupBy(chosen, ({ offer }) => offer.deviceId);
  const judged = all.map((one) => judge(one, planned, offers, now));
  return judged.toSorted((a, b) => outsideOf(a).length - outsideOf(b).length);
}

/** Where it is about the whole, that is what is said. */
function outsideOf({ whole, devices }: Judged): readonly Outside[] {
  if (whole.length > 0) return whole.map((sentence) => ({ deviceId: null, sentence }));
  return [...devices].flatMap(([deviceId, sentences]) => sentences.map((sentence) => ({ deviceId, sentence })));
}

function byDevice(outside: readonly Outside[]): ReadonlyMap<string, string> | null {
  if (outside.some(({ deviceId }) => deviceId === null)) return null;
  // The first of each is kept.
  return new Map(outside.toReversed().flatMap(({ deviceId, sentence }) => (deviceId === null ? [] : [[deviceId, sentence] as const])));
}

function judge(by: GrantInForce, planned: Planned, offers: ReadonlyMap<string, readonly Chosen[]>, now: string): Judged {
  const { grant, until, approvals } = by;
  const { header, shares, lane } = planned;
  const [needed, given] = [approvalsNeededUnder(grant, header), countApprovers(approvals)];
  const laneAt = grant.lanes.findIndex(({ name }) => name === lane);
  const whole = [
    ...headerOutside(grant, header, until),
    ...(given < needed ? [`It wants ${needed} different approvers, and the standing approval has ${given}.`] : []),
    ...(laneAt < 0 ? [`It goes in lane “${lane ?? ''}”, which is not granted.`] : []),
  ];
  // Without a lane there is nothing that a share could be held against.
  const judged = laneAt < 0 ? [] : shares;
  const devices = judged.map((share): readonly [string, readonly string[]] => {
    const own = offers.get(share.deviceId) ?? [];
    const sentences = [
      ...shareOutside(grant, laneAt, header, share, now),
      ...changesOutside(grant, laneAt, share, own.map(offerOf), now),
      ...notChosen(share, own, lane),
    ];
    return [share.deviceId, [...new Set(sentences)]];
  });
  return { by, whole, devices: new Map(devices) };
}

function offerOf({ offer: { manager, architecture, from, facts } }: Chosen) {
  const { name, sourceName, to, class: kind, origin, withheld } = facts;
  return { manager, architecture, from, name, sourceName, to, class: kind, origin, withheld };
}

/** What the server knows and a device does not: how urgent and how old an update is, by which rules select or defer it, and its lane. */
function notChosen({ changes }: Share, own: readonly Chosen[], lane: string | null): readonly string[] {
  return changes.flatMap((change) => {
    const found = own.find(
      ({ offer }) => offer.facts.name === change.name && offer.architecture === change.architecture && offer.facts.to === change.to,
    );
    if (found === undefined) return [];
    const what = `${change.name} ${change.to ?? ''}`;
    if (found.choice?.decision !== 'select') return [`${what}: ${found.choice?.sentence ?? 'no policy holds for the device.'}`];
    return found.lane === lane ? [] : [`${what}: it goes in lane “${found.lane ?? ''}”.`];
  });
}

async function notesOf(tx: Tx, clientId: string, outside: readonly Outside[]): Promise<readonly PlanProblem[]> {
  const names = await deviceNames(tx, [clientId], [...new Set(outside.flatMap(({ deviceId }) => deviceId ?? []))]);
  const bySentence = [...Map.groupBy(outside, ({ sentence }) => sentence)];
  const told = bySentence.slice(0, mostReasons).map(([sentence, all]): PlanProblem => {
    const ids = all.flatMap(({ deviceId }) => deviceId ?? []);
    const who = ids
      .map((id) => names.get(id) ?? id)
      .toSorted()
      .slice(0, 3);
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
    const where = who.length === 0 ? '' : ` (${who.join(', ')}${more})`;
    return {
      code: 'plan.outside-standing-approval',
      severity: 'attention',
      sentence: `Outside the standing approval, so a person has to approve it${where}: ${sentence}`,
      deviceId: ids.length === 1 ? (ids[0] ?? null) : null,
    };
  });
  const left = bySentence.length - told.length;
  if (left <= 0) return told;
  return [
    ...told,
    {
      code: 'plan.outside-standing-approval',
      severity: 'attention',
      sentence: `And ${left} more reasons for which it lies outside the standing approval.`,
      deviceId: null,
    },
  ];
}

/** Records that it is approved by itself; the state after that. */
export async function approveByStanding(
  tx: Tx,
  context: Context,
  engine: Engine,
  given: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly specHash: string;
    readonly before: DeploymentState;
    readonly by: GrantInForce | null;
  },
): Promise<DeploymentState> {
  const { clientId, deploymentId, specHash, before, by } = given;
  if (by === null) return before;
  const at = context.now();
  const events: DeploymentEvent[] = by.approvals.flatMap(({ id, keyid, name, personId, until }) => {
    // Each looked at by itself: where the spec wants one alone and the grant two, the second is kept with it all the same.
    const approved = approve(before, { specHash, keyid, name, personId, standing: { id, until } }, at);
    return isRefusal(approved) ? [] : approved;
  });
  if (events.length === 0) return before;
  await addStandingOf(
    tx,
    clientId,
    deploymentId,
    by.approvals.map(({ id }) => id),
    at,
  );
  await wakeNow(tx, context, clientId, deploymentId);
  return record(tx, context, engine, {
    clientId,
    deploymentId,
    before,
    events,
    wakeAt: at,
    action: 'deployment.approved',
    actor: engineActor,
    facts: { specHash, standing: by.approvals.map(({ id, keyid, until }) => ({ id, keyid, until })) },
  });
}
