/** Which updates a proposal is about: what its devices’ policies select, or what was named, of one lane; with why for each that is looked at. */
import type { LeftPart } from '@fettle/core/campaigns';
import { laneNames } from '@fettle/core/policy';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Tx } from '../platform/feature.ts';
import { linesOf, numbersOf, selectionOf } from '../selection/index.ts';
import type { Chosen, Selection } from '../selection/index.ts';
import type { OfferNamed, Proposal, UnderPolicy } from './propose.ts';
import type { LeftOutUpdate } from './types.ts';

export type WantedUpdates = {
  readonly taken: readonly Chosen[];
  /** Named, and pinned or blocked by the policy of its device. */
  readonly kept: readonly Chosen[];
  readonly policies: Selection['policies'];
  readonly lane: string | null;
  /** What the policies leave for later; told of proposals under policies alone. */
  readonly left: readonly LeftPart[];
  readonly lines: ReturnType<typeof linesOf>;
};

/**
 * A person may name what a policy does not select, or not yet; pins and blocks bind people too, until the policy says otherwise. A proposal has the updates of
 * one lane: where there are several and none was named, that is refused with what each has.
 */
export async function wantedFor(tx: Tx, wish: Proposal & UnderPolicy, now: string): Promise<WantedUpdates | ApiRefusal> {
  const isNamed = wish.updateIds !== 'policy' && wish.only === undefined;
  const softwareIds = wish.updateIds === 'policy' ? null : wish.updateIds.map(Number);
  const found = await selectionOf(tx, wish.clientId, { deviceIds: wish.deviceIds, softwareIds }, now);
  const { policies, lanes } = found;
  const chosen = wish.only === undefined ? found.chosen : namedOf(found.chosen, wish.only);
  if (wish.lane !== undefined && !laneNames({ lanes }).includes(wish.lane)) return noSuchLane(wish.lane, laneNames({ lanes }));
  const wanted = chosen.filter(({ choice }) => (isNamed ? choice === null || !isKept(choice.decision) : choice?.decision === 'select'));
  const inLanes = Map.groupBy(wanted, ({ lane }) => lane);
  const filled = laneNames({ lanes }).filter((name) => inLanes.has(name));
  if (wish.lane === undefined && filled.length > 1 && wish.only === undefined) return severalLanes(filled, inLanes);
  const lane = wish.lane ?? filled[0] ?? null;
  const isHere = (one: Chosen) => lane === null || one.lane === lane;
  return {
    taken: wanted.filter(isHere),
    kept: isNamed ? chosen.filter((one) => one.choice !== null && isKept(one.choice.decision) && isHere(one)) : [],
    policies,
    lane,
    left: wish.only === undefined ? [] : leftOf(chosen, inLanes, lane),
    lines: linesOf(chosen),
  };
}

/** An update may end something on one device and nothing on another to which it is offered too. */
function namedOf(chosen: readonly Chosen[], only: readonly OfferNamed[]): readonly Chosen[] {
  const named = new Set(only.map(({ deviceId, softwareId }) => `${deviceId} ${softwareId}`));
  return chosen.filter(({ offer }) => named.has(`${offer.deviceId} ${offer.softwareId}`));
}

/** What other lanes take, then what waits, each only where there is any. What a policy pins, blocks or does not select is not left for later: somebody decided that. */
function leftOf(chosen: readonly Chosen[], inLanes: ReadonlyMap<string | null, readonly Chosen[]>, lane: string | null): LeftPart[] {
  const waiting = Map.groupBy(chosen, ({ choice }) => choice?.decision ?? 'no policy');
  const deferred = waiting.get('defer') ?? [];
  const [until = null] = deferred.flatMap(({ choice }) => choice?.until ?? []).toSorted();
  return [
    ...[...inLanes].flatMap(([name, own]) =>
      name === null || name === lane ? [] : [{ why: 'lane' as const, lane: name, ...numbersOf(own) }],
    ),
    { why: 'deferred' as const, until, ...numbersOf(deferred) },
    { why: 'unknown' as const, ...numbersOf(waiting.get('unknown') ?? []) },
    { why: 'no policy' as const, ...numbersOf(waiting.get('no policy') ?? []) },
  ].filter(({ updates }) => updates > 0);
}

function isKept(decision: string): boolean {
  return decision === 'pin' || decision === 'block';
}

export function keptByPolicy({ offer, choice }: Chosen): LeftOutUpdate {
  return {
    what: `${offer.facts.name} ${offer.facts.to}`,
    why: `The policy of the device does not take it. ${choice?.sentence ?? ''}`,
    decisionId: null,
  };
}

function noSuchLane(lane: string, names: readonly string[]): ApiRefusal {
  const are = names.length === 0 ? 'The policy of this client has no lanes.' : `There are: ${names.join(', ')}.`;
  return refuse('request.invalid', `The policy names no lane “${lane}”. ${are}`, [{ path: 'lane', message: 'is no lane of the policy' }]);
}

function severalLanes(names: readonly string[], inLanes: ReadonlyMap<string | null, readonly Chosen[]>): ApiRefusal {
  const told = names.flatMap((name) => {
    const own = inLanes.get(name);
    if (own === undefined) return [];
    const { updates, devices } = numbersOf(own);
    return [
      { path: name, message: `${updates} ${updates === 1 ? 'update' : 'updates'} on ${devices} ${devices === 1 ? 'device' : 'devices'}` },
    ];
  });
  const sentence = `These updates go in ${told.length} lanes, each in a deployment of its own: ${told.map(({ path, message }) => `${path} (${message})`).join(', ')}. Name one.`;
  return refuse('deployment.several-lanes', sentence, told);
}
