/** What devices of a deployment were offered and are not brought, each with the reason by the policy of its own device, as it was when they were asked. */
import { choose, decide, laneOf } from '@fettle/core/policy';
import type { Choosing, DeviceSettings, Policy } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Context, Tx } from '../platform/feature.ts';
import { asksPublished, offersToSelect } from '../selection/index.ts';
import type { OfferToSelect } from '../selection/index.ts';
import type { Basis } from './records/types.ts';

type NotWanted = Basis['notWanted'][number];
/** `policy` null: it can not be read any more. */
type Given = { readonly clientId: string; readonly deploymentId: string; readonly policy: Policy | null };

export async function readNotWanted(tx: Tx, context: Context, given: Given): Promise<Basis['notWanted']> {
  const { policy } = given;
  const own = await readOwn(tx, given);
  const all: readonly Partial<Pick<Policy, 'rules' | 'pins' | 'lanes'>>[] = [policy ?? {}, ...own.values()];
  const isByRules = all.some(({ rules = [], pins = [], lanes = [] }) => rules.length + pins.length + lanes.length > 0);
  const rows = isByRules ? await byRules(tx, context, given, own) : await byClasses(tx, given);
  return grouped(rows);
}

/** The settings of devices for which something else holds than for the deployment. */
async function readOwn(tx: Tx, { clientId, deploymentId }: Given): Promise<ReadonlyMap<string, DeviceSettings>> {
  const found = await sql<{ device_id: string; own: DeviceSettings }>`
    select device_id, own from deployment_device where client_id = ${clientId} and deployment_id = ${deploymentId} and own is not null`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.device_id, row.own]));
}

type OfferRow = Omit<NotWanted, 'because'> & { readonly select: Policy['select'] | null };

/** Without rules it goes by class and name: counted where it is stored. */
async function byClasses(tx: Tx, { clientId, deploymentId, policy }: Given): Promise<readonly NotWanted[]> {
  const found = await sql<OfferRow>`
    select w.name, w.version as "to", o.security, o.withheld, a.own -> 'select' as "select", count(distinct o.device_id)::int as devices
    from deployment_device a
    join device_offer o on o.client_id = a.client_id and o.device_id = a.device_id
    join software w on w.id = o.software_id
    where a.client_id = ${clientId} and a.deployment_id = ${deploymentId}
      and not a.wanted @> jsonb_build_array(jsonb_build_object('name', w.name, 'architecture', w.architecture, 'version', w.version))
    group by w.name, w.version, o.security, o.withheld, a.own -> 'select'`.execute(tx);
  return found.rows.map(({ select: own, ...row }) => {
    if (policy === null) return { ...row, because: unread };
    const { name, security, withheld } = row;
    const { decision, reasons } = decide({ name: policy.name, select: own ?? policy.select }, { name, class: classOf(security), withheld });
    return { ...row, because: decision === 'select' ? notChosen : (reasons.at(-1)?.sentence ?? '') };
  });
}

async function byRules(tx: Tx, context: Context, given: Given, own: ReadonlyMap<string, DeviceSettings>): Promise<readonly NotWanted[]> {
  const { clientId, deploymentId, policy } = given;
  const asked = await sql<{ device_id: string; wanted: { name: string; architecture: string; version: string }[] }>`
    select device_id, wanted from deployment_device where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  const wanted = new Map(
    asked.rows.map((row) => [row.device_id, new Set(row.wanted.map((one) => keyOf(one.name, one.architecture, one.version)))]),
  );
  const settings = [...(policy === null ? [] : [policy]), ...own.values()];
  const offers = await offersToSelect(tx, clientId, {
    deviceIds: [...wanted.keys()],
    softwareIds: null,
    published: settings.some(asksPublished) || (policy?.lanes ?? []).some(({ takes }) => takes.severity !== undefined),
  });
  const lane = await tx
    .selectFrom('deployment')
    .select('lane')
    .where('client_id', '=', clientId)
    .where('id', '=', deploymentId)
    .executeTakeFirst();
  const now = context.clock.now();
  // A device is counted once, whatever architectures of it there are.
  const counted = new Set<string>();
  return offers.flatMap((offer): readonly NotWanted[] => {
    const { name, to, class: ofClass, withheld } = offer.facts;
    if (wanted.get(offer.deviceId)?.has(keyOf(name, offer.architecture, to)) === true) return [];
    const chooses = policy === null ? null : { ...policy, ...rulesOf(own.get(offer.deviceId) ?? policy), name: policy.name };
    const because = chooses === null || policy === null ? unread : whyNot(offer, chooses, policy, lane?.lane ?? null, now);
    const key = JSON.stringify([offer.deviceId, name, to, ofClass, withheld, because]);
    if (counted.has(key)) return [];
    counted.add(key);
    return [{ name, to, security: ofClass === 'security', withheld, devices: 1, because }];
  });
}

/** A device’s own, without rules where it has none: not those of the deployment. */
function rulesOf({ select, rules = [], pins = [] }: Pick<DeviceSettings, 'select' | 'rules' | 'pins'>) {
  return { select, rules, pins };
}

function whyNot({ facts }: OfferToSelect, chooses: Choosing, { lanes = [] }: Policy, lane: string | null, now: Temporal.Instant): string {
  const { decision, sentence } = choose(chooses, facts, now);
  if (decision !== 'select') return sentence;
  const own = laneOf(lanes, facts);
  return lane !== null && own !== lane ? `It goes in lane “${own}”, in a deployment of its own.` : notChosen;
}

const unread = 'The policy version of this deployment can not be read.';
const notChosen = 'It was not chosen for this deployment.';

function classOf(security: boolean): 'security' | 'normal' {
  return security ? 'security' : 'normal';
}

function keyOf(name: string, architecture: string, version: string): string {
  return JSON.stringify([name, architecture, version]);
}

/** One line for what was left for one reason, by name. */
function grouped(rows: readonly NotWanted[]): Basis['notWanted'] {
  const groups = Map.groupBy(rows, ({ name, to, security, withheld, because }) => JSON.stringify([name, to, security, withheld, because]));
  const lines = [...groups.values()].flatMap((group): readonly NotWanted[] => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, devices: group.reduce((sum, { devices }) => sum + devices, 0) }];
  });
  return lines.toSorted(
    (a, b) =>
      compare(a.name, b.name) || compare(a.to, b.to) || compare(a.withheld ?? '~', b.withheld ?? '~') || compare(a.because, b.because),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
