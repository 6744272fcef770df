/**
 * Keeps `finding_count`: how many devices of a client have what an advisory tells of, and how they stand with it. The judge calls it at the end of its rounds,
 * whoever counts updates after offers changed; cost follows the advisories that hold for what changed. Only this file writes the table.
 */
import type { StatusAnswer } from '@fettle/core/advisories';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { readDevices, readFeedTimes, readHolders, readMatches, readSoftware } from './finding-store.ts';
import type { HolderRow, MatchRow } from './finding-store.ts';
import type { SoftwareRow } from './kernels.ts';
import { earliestHolders, readEarlier, sinceOf } from './since.ts';
import type { EarlierMatches, Holder } from './since.ts';
import { standingsOf, stateOf, worstOf } from './standing.ts';
import type { DeviceFacts, HeldState, Standing } from './standing.ts';

/** One counts the findings of a client at a time, until the transaction ends. */
export async function lockFindingCounts(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`finding_count:${clientId}`}, 0))`.execute(tx);
}

/**
 * Counts the findings of a client anew that concern these software, installed or offered; null: all. Within the caller's transaction, one writer a client at
 * a time. `now`: RFC 3339.
 */
export async function recountFindings(tx: Tx, clientId: string, softwareIds: readonly number[] | null, now: string): Promise<void> {
  if (softwareIds?.length === 0) return;
  await lockFindingCounts(tx, clientId);
  const advisories = softwareIds === null ? null : await concerned(tx, clientId, softwareIds);
  if (advisories?.length === 0) return;
  const rows = await countFindings(tx, clientId, advisories, null, now);
  await write(tx, clientId, advisories, rows, now);
}

/** How many devices have what these advisories tell of (null: all advisories), and how they stand with it; with `deviceIds` only these devices count. Nothing is written. */
export async function countFindings(
  tx: Tx,
  clientId: string,
  advisories: readonly string[] | null,
  deviceIds: readonly string[] | null,
  now: string,
): Promise<readonly CountRow[]> {
  const matches = await readMatches(tx, clientId, advisories);
  const within = deviceIds === null ? null : new Set(deviceIds);
  const holders = (await readHolders(tx, clientId, [...new Set(matches.map((row) => row.software_id))])).filter(
    (holder) => within === null || within.has(holder.device_id),
  );
  const software = await readSoftware(tx, [...new Set(holders.map((row) => row.software_id))]);
  return countAll(matches, {
    software,
    earlier: await readEarlier(tx, [...new Set(matches.map((row) => row.id))], holders),
    holders: Map.groupBy(holders, (row) => row.software_id),
    devices: await readDevices(tx, clientId, [...new Set(holders.map((row) => row.device_id))], [...software.values()]),
    feeds: await readFeedTimes(tx),
    now,
  });
}

/** The advisories that hold, or were counted, for these software, for others of the same package, or for the kernels among them. */
async function concerned(tx: Tx, clientId: string, softwareIds: readonly number[]): Promise<readonly string[]> {
  const stem = sql`regexp_replace(source_name, '-signed(-.*)?$', '')`;
  const found = await sql<{ id: string }>`
    with given as materialized (select distinct name, architecture, manager, ${stem} as stem from software where id = any(${softwareIds}::int[])),
    held as materialized (
      select id, name, architecture, manager, ${stem} as stem from software where id in (select software_id from vulnerable_device where client_id = ${clientId})
    ), near as materialized (
      select h.id from held h join given g using (name, architecture, manager)
      union select h.id from held h join given g using (manager, stem)
      union select unnest(${softwareIds}::int[])
    )
    select distinct a.id from near n join software_match m on m.software_id = n.id join advisory a on a.key = m.advisory where a.kind = 'security'
    union
    select advisory from finding_count where client_id = ${clientId} and software && (select array_agg(id) from near)`.execute(tx);
  return found.rows.map(({ id }) => id);
}

type Given = {
  readonly software: ReadonlyMap<number, SoftwareRow>;
  readonly holders: ReadonlyMap<number, readonly HolderRow[]>;
  readonly devices: ReadonlyMap<string, DeviceFacts>;
  readonly earlier: EarlierMatches;
  readonly feeds: ReadonlyMap<string, string>;
  readonly now: string;
};
type Counted = {
  readonly devices: number;
  readonly states: Readonly<Record<HeldState, number>>;
  readonly urgent: number;
  readonly due: string | null;
  readonly due_by: string | null;
  readonly packages: readonly string[];
  readonly software: readonly number[];
};
export type CountRow = Counted & { readonly advisory: string; readonly cves: readonly string[]; readonly since: string };

function countAll(matches: readonly MatchRow[], given: Given): readonly CountRow[] {
  const byAdvisory = Map.groupBy(matches, (row) => row.id);
  // Hundreds of advisories about one kernel say the same of the same software: each set of statements is counted once.
  const known = new Map<string, { readonly counted: Counted; readonly held: readonly Holder[] } | null>();
  return [...byAdvisory].flatMap(([advisory, rows]) => {
    const key = JSON.stringify(rows.map((row) => [row.software_id, row.fixed, row.no_fix, row.undecided]));
    const before = known.get(key);
    const found = before === undefined ? countOne(rows, given) : before;
    known.set(key, found);
    if (found === null) return [];
    const since = firstSince(found.held, rows, given.earlier.get(advisory));
    return [{ advisory, cves: [...new Set(rows.flatMap((row) => row.cves))], since, ...found.counted }];
  });
}

function firstSince(held: readonly Holder[], rows: readonly MatchRow[], before: ReadonlyMap<number, string> | undefined): string {
  const known = new Map(rows.map((row) => [row.software_id, row.since]));
  return earliest(held.map((holder) => sinceOf(holder, known.get(holder.software_id) ?? holder.since, before)));
}

/** `held`: what those have that are counted. */
function countOne(rows: readonly MatchRow[], given: Given): { readonly counted: Counted; readonly held: readonly Holder[] } | null {
  const holds = new Map(rows.map((row) => [row.software_id, { fixed: row.fixed, noFix: row.no_fix, undecided: row.undecided }]));
  const about = {
    id: rows[0]?.id ?? '',
    feed: { id: rows[0]?.feed ?? '', at: given.feeds.get(rows[0]?.feed ?? '') ?? given.now },
    now: given.now,
    memo: new Map<string, StatusAnswer>(),
  };
  const byDevice = Map.groupBy(
    rows.flatMap((row) => given.holders.get(row.software_id) ?? []),
    (holder) => holder.device_id,
  );
  const counted: { state: HeldState; holders: readonly Holder[]; standings: readonly Standing[] }[] = [];
  for (const [deviceId, holders] of byDevice) {
    const device = given.devices.get(deviceId);
    if (device === undefined) continue;
    const held = holders.flatMap((holder) => given.software.get(holder.software_id) ?? []);
    const standings = standingsOf(device, held, (id) => holds.get(id), about);
    const state = worstOf(standings);
    if (state !== null) counted.push({ state, holders, standings });
  }
  if (counted.length === 0) return null;
  const software = rows.map((row) => row.software_id);
  const packages = packagesOf(counted.flatMap((one) => one.standings));
  return { counted: { ...sumOf(counted), packages, software }, held: earliestHolders(counted.flatMap((one) => one.holders)) };
}

function sumOf(counted: readonly { state: HeldState; standings: readonly Standing[] }[]): Omit<Counted, 'packages' | 'software'> {
  const states = { 'no-fix': 0, 'fix-not-offered': 0, unknown: 0, 'fix-offered': 0, 'restart-pending': 0 };
  let urgent = 0;
  let due: { at: string; by: string } | null = null;
  for (const { state, standings } of counted) {
    states[state] += 1;
    const offers = standings.flatMap(({ offer }) => offer ?? []);
    if (offers.some(({ urgency }) => urgency === 'urgent')) urgent += 1;
    for (const { due: at, due_by: by } of offers) if (at !== null && by !== null && (due === null || at < due.at)) due = { at, by };
  }
  return { devices: counted.length, states, urgent, due: due?.at ?? null, due_by: due?.by ?? null };
}

function packagesOf(standings: readonly Standing[]): readonly string[] {
  return [...new Set(standings.filter((one) => stateOf(one) !== 'restart-pending').map(({ software }) => software.name))].toSorted();
}

function earliest(times: readonly string[]): string {
  return times.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? '';
}

async function write(
  tx: Tx,
  clientId: string,
  advisories: readonly string[] | null,
  rows: readonly CountRow[],
  now: string,
): Promise<void> {
  const some = advisories === null ? sql`true` : sql`f.advisory = any(${advisories}::text[])`;
  await sql`delete from finding_count f where f.client_id = ${clientId} and ${some} and not (f.advisory = any(${rows.map((row) => row.advisory)}::text[]))`.execute(
    tx,
  );
  if (rows.length === 0) return;
  const given = rows.map(({ states, ...row }) => ({
    ...row,
    fix_offered: states['fix-offered'],
    fix_not_offered: states['fix-not-offered'],
    no_fix: states['no-fix'],
    restart_pending: states['restart-pending'],
    unknown: states.unknown,
  }));
  await sql`
    with g as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r (advisory text, cves text[], devices int, fix_offered int, fix_not_offered int, no_fix int,
        restart_pending int, unknown int, urgent int, due timestamptz, due_by text, since timestamptz, packages text[], software int[])
    ), facts as (
      select g.advisory, min(c.kev_added) as kev_added, max(e.highest) as epss
      from g cross join lateral unnest(g.cves) as x (id) left join cve c on c.id = x.id left join cve_epss e on e.id = x.id group by g.advisory
    )
    insert into finding_count as f (client_id, advisory, cves, kev_added, epss, devices, fix_offered, fix_not_offered, no_fix, restart_pending, unknown, urgent, due, due_by, since, packages, software, new_at)
    select ${clientId}, g.advisory, g.cves, t.kev_added, t.epss, g.devices, g.fix_offered, g.fix_not_offered, g.no_fix, g.restart_pending, g.unknown, g.urgent, g.due, g.due_by, g.since, g.packages, g.software, ${now}::timestamptz
    from g left join facts t on t.advisory = g.advisory
    on conflict (client_id, advisory) do update set cves = excluded.cves, kev_added = excluded.kev_added, epss = excluded.epss, devices = excluded.devices,
      fix_offered = excluded.fix_offered, fix_not_offered = excluded.fix_not_offered, no_fix = excluded.no_fix, restart_pending = excluded.restart_pending, unknown = excluded.unknown,
      urgent = excluded.urgent, due = excluded.due, due_by = excluded.due_by, since = excluded.since, packages = excluded.packages, software = excluded.software,
      kev_at = case when f.kev_added is null and excluded.kev_added is not null then excluded.new_at else f.kev_at end
      where (f.cves, f.kev_added, f.epss, f.devices, f.fix_offered, f.fix_not_offered, f.no_fix, f.restart_pending, f.unknown, f.urgent, f.due, f.due_by, f.since, f.packages, f.software)
        is distinct from (excluded.cves, excluded.kev_added, excluded.epss, excluded.devices, excluded.fix_offered, excluded.fix_not_offered, excluded.no_fix, excluded.restart_pending,
        excluded.unknown, excluded.urgent, excluded.due, excluded.due_by, excluded.since, excluded.packages, excluded.software)`.execute(
    tx,
  );
}
