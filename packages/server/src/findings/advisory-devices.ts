/** Devices that have what an advisory (or all advisories about a CVE) tells of, and how each stands with it. */
import type { AdvisoryDevice } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { readDevices, readFeedTimes, readSoftware } from './finding-store.ts';
import type { MatchRow } from './finding-store.ts';
import type { SoftwareRow } from './kernels.ts';
import { readEarlier, sinceOf } from './since.ts';
import type { Holder } from './since.ts';
import { standingsOf, stateOf, worstOf } from './standing.ts';
import type { DeviceFacts, Standing } from './standing.ts';
import { sentenceOf } from './words.ts';
import { scopeOf } from './updates.ts';

type Shown = z.infer<typeof AdvisoryDevice>;

type DeviceRow = {
  client_id: string;
  client_name: string;
  device_id: string;
  name: string;
  site_name: string;
  service: string | null;
  outage: string | null;
  tier: Shown['tier'];
  exposure: Shown['exposure'];
  restart_pending: boolean | null;
  software_ids: number[];
};

export const getAdvisoryDevices: Handler<'getAdvisoryDevices'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const given = readPageKey(query.after, ['text', 'id']);
  if (given === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  return inClients(context.db, scope, async (tx) => {
    const matches = await matchesOf(tx, params.id);
    const software = await readSoftware(tx, [...new Set(matches.map((row) => row.software_id))]);
    const feeds = await readFeedTimes(tx);
    const items: Shown[] = [];
    let after = given === undefined ? null : { name: String(given[0]), id: String(given[1]) };
    let more = true;
    // A device on which only kernels have it that do not run is none: such are passed over until the page is full.
    while (more && items.length < query.limit) {
      const wanted = query.limit - items.length;
      const rows = await pageOf(tx, [...software.keys()], after, wanted + 1);
      more = rows.length > wanted;
      const page = rows.slice(0, wanted);
      const last = page.at(-1);
      if (last !== undefined) after = { name: last.name, id: last.device_id };
      items.push(...(await shownOf(tx, page, { matches, software, feeds, now: context.now() })));
    }
    return { items, next: more && after !== null ? pageKeyText([after.name, after.id]) : null };
  });
};

/** Matches of the advisories of this id; where there is none, of those about it. */
async function matchesOf(tx: Tx, id: string): Promise<readonly MatchRow[]> {
  const found = await sql<MatchRow>`
    with own as materialized (select key from advisory where id = ${id} and kind = 'security'),
    about as (select key from own union all select key from advisory where cves @> array[${id}::text] and kind = 'security' and not exists (select 1 from own))
    select distinct on (a.id, m.software_id) a.id, a.feed, a.cves, m.software_id, m.fixed, m.no_fix, m.undecided, m.since
    from about b join advisory a on a.key = b.key join software_match m on m.advisory = a.key
    order by a.id, m.software_id, m.undecided is not null, m.fixed is null, a.key`.execute(tx);
  return found.rows;
}

async function pageOf(
  tx: Tx,
  softwareIds: readonly number[],
  after: { name: string; id: string } | null,
  limit: number,
): Promise<readonly DeviceRow[]> {
  const found = await sql<DeviceRow>`
    with held as materialized (
      select v.client_id, v.device_id, array_agg(v.software_id order by v.software_id) as software_ids
      from vulnerable_device v where v.software_id = any(${softwareIds}::int[]) group by v.client_id, v.device_id
    )
    select d.client_id, c.name as client_name, d.id as device_id, d.name, t.name as site_name, d.service, d.outage, d.tier, d.exposure, i.restart_pending, h.software_ids
    from held h join device d on d.client_id = h.client_id and d.id = h.device_id
    join client c on c.client_id = d.client_id
    join site t on t.client_id = d.client_id and t.id = d.site_id
    left join device_inventory i on i.client_id = d.client_id and i.device_id = d.id
    where d.status <> 'retired' and ${after === null ? sql`true` : sql`(d.name, d.id) > (${after.name}, ${after.id}::uuid)`}
    order by d.name, d.id limit ${limit}`.execute(tx);
  return found.rows;
}

type Given = {
  readonly matches: readonly MatchRow[];
  readonly software: ReadonlyMap<number, SoftwareRow>;
  readonly feeds: ReadonlyMap<string, string>;
  readonly now: string;
};

async function shownOf(tx: Tx, rows: readonly DeviceRow[], given: Given): Promise<readonly Shown[]> {
  const facts = new Map<string, DeviceFacts>();
  for (const [clientId, own] of Map.groupBy(rows, (row) => row.client_id)) {
    const found = await readDevices(
      tx,
      clientId,
      own.map((row) => row.device_id),
      [...given.software.values()],
    );
    for (const [id, device] of found) facts.set(id, device);
  }
  const byAdvisory = [...Map.groupBy(given.matches, (row) => row.id)];
  const since = await readSince(tx, rows, given.matches);
  return rows.flatMap((row): readonly Shown[] => {
    const device = facts.get(row.device_id);
    if (device === undefined) return [];
    const all = byAdvisory.flatMap(([, matches]) => standingsWith(device, row.software_ids, matches, given));
    const state = worstOf(all.map(({ standing }) => standing));
    if (state === null) return [];
    return [
      {
        deviceId: row.device_id,
        deviceName: row.name,
        clientId: row.client_id,
        clientName: row.client_name,
        siteName: row.site_name,
        service: row.service,
        outage: row.outage,
        tier: row.tier,
        exposure: row.exposure,
        state,
        since: since.get(row.device_id) ?? given.now,
        restartPending: row.restart_pending,
        kernel: device.kernel,
        software: all.map(({ standing, advisory, feed }) => ({
          ...standingShown(standing, device.kernel),
          advisory,
          feed,
          ageHours: given.feeds.has(feed) ? Math.round(standing.answer.source.ageHours * 10) / 10 : null,
        })),
      },
    ];
  });
}

/** Since when each of these devices has it: the first of what the advisories say of all that it has. */
async function readSince(tx: Tx, rows: readonly DeviceRow[], matches: readonly MatchRow[]): Promise<ReadonlyMap<string, string>> {
  const found = await sql<Holder & { device_id: string }>`
    select v.device_id, v.software_id, v.since, v.earlier_ids, v.earlier_since from vulnerable_device v
    where v.device_id = any(${rows.map((row) => row.device_id)}::uuid[]) and v.software_id = any(${[...new Set(rows.flatMap((row) => row.software_ids))]}::int[])`.execute(
    tx,
  );
  const known = Map.groupBy(matches, (row) => row.software_id);
  const earlier = await readEarlier(tx, [...new Set(matches.map((row) => row.id))], found.rows);
  const first = new Map<string, string>();
  for (const holder of found.rows) {
    for (const match of known.get(holder.software_id) ?? []) {
      const since = sinceOf(holder, match.since, earlier.get(match.id));
      const other = first.get(holder.device_id);
      if (other === undefined || since < other) first.set(holder.device_id, since);
    }
  }
  return first;
}

function standingsWith(
  device: DeviceFacts,
  softwareIds: readonly number[],
  matches: readonly MatchRow[],
  { software, feeds, now }: Given,
): readonly { standing: Standing; advisory: string; feed: string }[] {
  const holds = new Map(matches.map((match) => [match.software_id, match]));
  const [first] = matches;
  if (first === undefined) return [];
  const held = softwareIds.flatMap((id) => (holds.has(id) ? (software.get(id) ?? []) : []));
  const holdOf = (id: number) => {
    const match = holds.get(id);
    return match === undefined ? undefined : { fixed: match.fixed, noFix: match.no_fix, undecided: match.undecided };
  };
  const about = { id: first.id, feed: { id: first.feed, at: feeds.get(first.feed) ?? now }, now };
  return standingsOf(device, held, holdOf, about).map((standing) => ({ standing, advisory: first.id, feed: first.feed }));
}

/** One software with its state, as the API shows it. */
export function standingShown(standing: Standing, kernel: string | null) {
  const { software, answer, offer } = standing;
  return {
    software: { manager: software.manager, name: software.name, version: software.version, architecture: software.architecture },
    state: stateOf(standing),
    why: sentenceOf(standing, kernel),
    fixed: answer.fixed,
    noFix: answer.noFix,
    withheld: answer.withheld,
    offered: offer?.software.version ?? null,
    updateId: offer === null ? null : String(offer.software.id),
    urgency: offer?.urgency ?? null,
    due: offer === null || offer.due === null || offer.due_by === null ? null : { at: offer.due, by: offer.due_by },
  };
}
