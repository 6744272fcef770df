/** Which of the offered updates lie within a standing approval, as far as that can be told before a device has simulated them. The plan judges the whole of it. */
import { changesOutside, isSameThere } from '@fettle/core/standing';
import type { Grant } from '@fettle/core/standing';
import type { Context, Tx } from '../platform/feature.ts';
import type { Chosen } from '../selection/index.ts';
import { grantFor, grantsInForce } from '../standing/index.ts';
import type { GrantInForce } from '../standing/index.ts';
import { readTrustIn } from '../trust/index.ts';
import { keyOf } from './types.ts';

/** `by`: the standing approval within which most of it lies; null: none holds. `outside`: why an update does not, by its key. */
export type Reach = { readonly by: GrantInForce | null; readonly outside: ReadonlyMap<string, string> };

type Policy = { readonly id: string; readonly version: number };

/** What ends sooner can not bear a deployment of a day. */
const leastHours = 24;

/** Standing approvals of this version that hold a day longer at least, with what the policy would grant now; none: []. */
export async function readReach(
  tx: Tx,
  context: Context,
  clientId: string,
  policy: Policy,
): Promise<(lane: string | null, chosen: readonly Chosen[]) => Reach> {
  const now = context.now();
  const { authority } = await readTrustIn(tx);
  const latest = context.clock.now().add({ hours: leastHours });
  const grants = (await grantsInForce(tx, authority, clientId, policy.id, now)).filter(
    ({ grant, until }) => grant.policy.version === policy.version && Temporal.Instant.compare(until, latest) > 0,
  );
  const granting = grants.length === 0 ? null : await grantFor(tx, context, clientId);
  const current = granting?.grant ?? null;
  return (lane, chosen) => {
    const tried = grants.map((by): Reach => ({ by, outside: outsideOf(by.grant, current, lane, chosen, now) }));
    const [nearest] = tried.toSorted((a, b) => a.outside.size - b.outside.size);
    return nearest ?? { by: null, outside: new Map(chosen.map((one) => [keyOfChosen(one), none])) };
  };
}

const none = 'No standing approval holds for this version of the policy.';

function outsideOf(
  grant: Grant,
  current: Grant | null,
  lane: string | null,
  chosen: readonly Chosen[],
  now: string,
): ReadonlyMap<string, string> {
  const laneAt = grant.lanes.findIndex(({ name }) => name === lane);
  return new Map(
    chosen.flatMap((one): readonly (readonly [string, string])[] => {
      const why = laneAt < 0 ? 'Its lane is not granted.' : whyOutside(grant, current, laneAt, one, now);
      return why === null ? [] : [[keyOfChosen(one), why]];
    }),
  );
}

function whyOutside(grant: Grant, current: Grant | null, laneAt: number, { offer }: Chosen, now: string): string | null {
  const { deviceId, manager, architecture, from, facts } = offer;
  if (current === null || !isSameThere(grant, current, deviceId)) return 'What holds for its device is not what was signed.';
  const { name, sourceName, to, class: kind, origin, withheld } = facts;
  const here = { manager, architecture, from, name, sourceName, to, class: kind, origin, withheld };
  return changesOutside(grant, laneAt, { deviceId, changes: [{ manager, name, architecture, from, to }] }, [here], now)[0] ?? null;
}

export function keyOfChosen({ offer }: Pick<Chosen, 'offer'>): string {
  return keyOf(offer.deviceId, offer.softwareId);
}
