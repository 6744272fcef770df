/** What freezes mean for deployments: which runs may not begin, what no device is handed meanwhile, and what a plan must not promise. */
import { endOf, freezeCovers, freezeStanding, isWhole, spanOfFreeze } from '@fettle/core/calendar';
import type { Freeze } from '@fettle/core/calendar';
import type { DeploymentState, Facts, FrozenSpan } from '@fettle/core/deployment';
import type { StateFreeze } from '@fettle/core/simulation';
import { sql } from 'kysely';
import { readFreezes, readFreezesOf } from '../freezes/index.ts';
import { notify } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { wakeTopic } from './reactions.ts';
import { wakeAllActive } from './store.ts';
import { clientZones, timeInWords } from './words.ts';

/** So long freezes that are over are told to the engine: a device that one kept from beginning is not missed before its time. */
const remembered = { hours: 8 * 24 };

export type FreezeFacts = {
  readonly freeze: Facts['freeze'];
  readonly of: (deviceId: string, ring: number) => readonly FrozenSpan[];
};

/** The freezes of a deployment's runs, those that let it through left out. */
export async function freezesOfRuns(
  tx: Tx,
  { clientId, state, now }: { readonly clientId: string; readonly state: DeploymentState; readonly now: string },
): Promise<FreezeFacts> {
  const since = Temporal.Instant.from(now).subtract(remembered).toString();
  const all = await readFreezes(tx, clientId, since);
  if (all.length === 0) return noFreezes;
  const { deploymentId, rings } = state.header;
  const binding = await thatBind(tx, clientId, deploymentId, all);
  const sites = binding.some(({ scope }) => scope.kind === 'sites')
    ? await readSitesOf(tx, clientId, Object.keys(state.runs))
    : new Map<string, string>();
  const of = spansBy(binding);
  return {
    freeze: await wholeFreeze(tx, clientId, binding, now),
    of: (deviceId, ring) => of(sites.get(deviceId) ?? null, rings[ring]?.name ?? ''),
  };
}

const nothing: readonly FrozenSpan[] = [];
export const noFreezes: FreezeFacts = { freeze: null, of: () => nothing };

/** Devices of one site and ring share one list: the engine works on each once. */
export function spansBy(freezes: readonly Freeze[]): (siteId: string | null, ring: string) => readonly FrozenSpan[] {
  const known = new Map<string, readonly FrozenSpan[]>();
  return (siteId, ring) => {
    const key = `${siteId ?? ''} ${ring}`;
    const found =
      known.get(key) ?? freezes.flatMap((freeze) => (freezeCovers(freeze.scope, { siteId, ring }) ? (spanOfFreeze(freeze) ?? []) : []));
    known.set(key, found);
    return found;
  };
}

/** For others who tell when a device may begin: the freezes that bind this deployment, by site and ring. */
export async function bindingFreezes(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  now: string,
): Promise<(siteId: string | null, ring: string) => readonly FrozenSpan[]> {
  return spansBy(await thatBind(tx, clientId, deploymentId, await readFreezes(tx, clientId, now)));
}

/** Without those that let this deployment through. */
async function thatBind(tx: Tx, clientId: string, deploymentId: string, all: readonly Freeze[]): Promise<readonly Freeze[]> {
  const passes = all.some(({ exceptUrgent }) => exceptUrgent) && (await isAllUrgent(tx, clientId, deploymentId));
  return passes ? all.filter(({ exceptUrgent }) => !exceptUrgent) : all;
}

/** The freezes that hold all of a deployment, in force or declared ahead, with the words of the hold that each becomes. */
export async function wholeFreezes(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<readonly StateFreeze[]> {
  const binding = await thatBind(tx, clientId, deploymentId, await readFreezes(tx, clientId, now));
  const zone = (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC';
  return binding.flatMap((freeze) => {
    const span = isWhole(freeze.scope) ? spanOfFreeze(freeze) : null;
    return span === null ? [] : [{ from: span.from, until: span.until, because: holdWords(freeze, zone) }];
  });
}

/** Of the freezes of everything that are in force the one that ends last: its words are those of the hold. */
async function wholeFreeze(tx: Tx, clientId: string, freezes: readonly Freeze[], now: string): Promise<Facts['freeze']> {
  const [last] = freezes
    .filter((freeze) => isWhole(freeze.scope) && freezeStanding(freeze, now) === 'in-force')
    .toSorted((a, b) => Temporal.Instant.compare(endOf(b), endOf(a)) || (a.id < b.id ? -1 : 1));
  if (last === undefined) return null;
  const zone = (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC';
  return { until: endOf(last), because: holdWords(last, zone) };
}

function holdWords(freeze: Freeze, zone: string): string {
  return `“${freeze.name}” until ${timeInWords(endOf(freeze), zone)}. ${freeze.reason}`;
}

/** The site of each device. */
export async function readSitesOf(tx: Tx, clientId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ id: string; site_id: string }>`
    select id, site_id from device where client_id = ${clientId} and id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.site_id]));
}

/** As it was known when the deployment was planned. What was planned before that was kept is not urgent. */
export async function isAllUrgent(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql<{ updates: number; urgent: number }>`
    select updates, urgent from deployment_urgency where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  const [row] = found.rows;
  return row !== undefined && row.updates > 0 && row.updates === row.urgent;
}

/**
 * The active deployments that may not begin on a device just now because of a freeze, asked anew each time: a freeze binds with its commit, and with its first instant,
 * before any deployment was looked at. Few devices have anything in hand, and only for these it is asked.
 */
export async function frozenDeployments(tx: Tx, context: Context, clientId: string, deviceId: string): Promise<readonly string[]> {
  const now = context.now();
  const freezes = (await readFreezes(tx, clientId, now)).filter((freeze) => freezeStanding(freeze, now) === 'in-force');
  if (freezes.length === 0) return [];
  const found = await sql<{ deployment_id: string; site_id: string; ring: string | null; passes: boolean }>`
    select s.deployment_id, d.site_id, s.state -> 'header' -> 'rings' -> (r.run ->> 'ring')::int ->> 'name' as ring,
      coalesce(u.updates > 0 and u.updates = u.urgent, false) as passes
    from device d
    join deployment_state s on s.client_id = d.client_id and s.active and s.seq > 0
    join deployment_run r on r.client_id = s.client_id and r.deployment_id = s.deployment_id and r.device_id = d.id
    left join deployment_urgency u on u.client_id = s.client_id and u.deployment_id = s.deployment_id
    where d.client_id = ${clientId} and d.id = ${deviceId}`.execute(tx);
  return found.rows.flatMap(({ deployment_id: deploymentId, site_id: siteId, ring, passes }) =>
    freezes.some((freeze) => !(passes && freeze.exceptUrgent) && freezeCovers(freeze.scope, { siteId, ring })) ? [deploymentId] : [],
  );
}

/** Of these clients those that a freeze concerns just now, be it the provider's. */
export async function clientsWithFreeze(tx: Tx, clientIds: readonly string[], now: string): Promise<readonly string[]> {
  const freezes = await readFreezesOf(tx, clientIds, now);
  const isFrozen = (id: string): boolean => (freezes.get(id) ?? []).some((freeze) => freezeStanding(freeze, now) === 'in-force');
  return isFrozen(providerId) ? clientIds : clientIds.filter(isFrozen);
}

/** In the transaction of a freeze: every open deployment of these clients is looked at after the commit. Looks that are under way are waited for. */
export async function heedFreezes(tx: Tx, context: Context, clientIds: readonly string[]): Promise<void> {
  if ((await wakeAllActive(tx, clientIds, context.now())) > 0) await notify(tx, wakeTopic, 'freezes');
}

/** What a device that takes part is asked to take, in numbers, as the offers of now say. */
export type UrgencyCount = { readonly updates: number; readonly urgent: number };

/** By device: updates that were asked for, and those of them that are urgent there. What is not offered any more is not known to be urgent. */
export async function readUrgency(tx: Tx, clientId: string, deploymentId: string): Promise<ReadonlyMap<string, UrgencyCount>> {
  const found = await sql<UrgencyCount & { device_id: string }>`
    select d.device_id, count(*)::int as updates, count(*) filter (where o.urgency = 'urgent')::int as urgent
    from deployment_device d cross join lateral jsonb_array_elements(d.wanted) as w(u)
    left join lateral (
      select x.urgency from device_offer x join software s on s.id = x.software_id
      where x.client_id = d.client_id and x.device_id = d.device_id and s.manager = w.u ->> 'manager' and s.name = w.u ->> 'name'
        and s.architecture = w.u ->> 'architecture' and s.version = w.u ->> 'version' limit 1
    ) o on true
    where d.client_id = ${clientId} and d.deployment_id = ${deploymentId} and d.direction = 'forward'
    group by d.device_id`.execute(tx);
  return new Map(found.rows.map(({ device_id, updates, urgent }) => [device_id, { updates, urgent }]));
}

/** All of these devices together. */
export function urgencyOf(counts: ReadonlyMap<string, UrgencyCount>, deviceIds: readonly string[]): UrgencyCount {
  const own = deviceIds.map((id) => counts.get(id) ?? { updates: 1, urgent: 0 });
  return { updates: own.reduce((sum, { updates }) => sum + updates, 0), urgent: own.reduce((sum, { urgent }) => sum + urgent, 0) };
}
