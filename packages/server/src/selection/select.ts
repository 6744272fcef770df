/** What the policies of a client's devices decide of what these are offered, and the lane of each. Reads; writes nothing. */
import { asksAge, choose, laneOf } from '@fettle/core/policy';
import type { Choice, DeviceSettings, Lane } from '@fettle/core/policy';
import type { Tx } from '../platform/database/index.ts';
import { clientLanes, devicePolicies } from '../policies/index.ts';
import type { DevicePolicy, UnsavedPolicy } from '../policies/index.ts';
import { offersToSelect } from './facts.ts';
import type { OfferToSelect, WhichOffers } from './facts.ts';

export type Chosen = {
  readonly offer: OfferToSelect;
  /** Null: no whole policy holds for its device. */
  readonly choice: Choice | null;
  /** Null: the policy has no lanes. */
  readonly lane: string | null;
};

export type Selection = {
  readonly chosen: readonly Chosen[];
  readonly policies: ReadonlyMap<string, DevicePolicy>;
  readonly lanes: readonly Lane[];
};

/** `instead`: a policy that is not saved, in the place of what its level says. */
export async function selectionOf(
  tx: Tx,
  clientId: string,
  which: Pick<WhichOffers, 'deviceIds' | 'softwareIds'>,
  now: string,
  instead: UnsavedPolicy | null = null,
): Promise<Selection> {
  const lanes = await clientLanes(tx, clientId, instead);
  const ids = which.deviceIds ?? (await devicesWithOffers(tx, clientId, which.softwareIds));
  const policies = await devicePolicies(tx, clientId, ids, instead);
  const settings = [...policies.values()].flatMap((one) => one.settings ?? []);
  const offers = await offersToSelect(tx, clientId, { ...which, published: settings.some(asksPublished) || lanes.some(asksSeverity) });
  const at = Temporal.Instant.from(now);
  return {
    chosen: offers.map((offer) => {
      const own = policies.get(offer.deviceId);
      return {
        offer,
        choice: own === undefined || own.settings === null ? null : choose({ name: own.name, ...own.settings }, offer.facts, at),
        lane: lanes.length === 0 ? null : laneOf(lanes, offer.facts),
      };
    }),
    policies,
    lanes,
  };
}

/** Whether anything of it goes by when updates came out, or how severe what they end is. */
export function asksPublished({ rules = [] }: Pick<DeviceSettings, 'rules'>): boolean {
  return rules.some(({ when, action }) => asksAge(when) || 'days' in action || when.severity !== undefined);
}

function asksSeverity({ takes }: Lane): boolean {
  return takes.severity !== undefined;
}

async function devicesWithOffers(tx: Tx, clientId: string, softwareIds: readonly number[] | null): Promise<readonly string[]> {
  const found = await tx
    .selectFrom('device_offer')
    .select('device_id')
    .distinct()
    .where('client_id', '=', clientId)
    .$if(softwareIds !== null, (query) => query.where('software_id', 'in', softwareIds?.length ? [...softwareIds] : [-1]))
    .execute();
  return found.map((row) => row.device_id);
}
