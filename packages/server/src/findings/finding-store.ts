/** The SQL of findings: which advisories hold for what devices of a client have, and what those devices told of themselves. */
import type { NoFixReason, UnknownReason } from '@fettle/core/advisories';
import { isManagerId } from '@fettle/core/inventory';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { kernelNamePrefixes, kernelOf, stemOf } from './kernels.ts';
import type { Kernel, SoftwareRow } from './kernels.ts';
import type { Holder } from './since.ts';
import { packageKey } from './standing.ts';
import type { DeviceFacts, OfferFact } from './standing.ts';

export type MatchRow = {
  readonly id: string;
  readonly feed: string;
  readonly cves: readonly string[];
  readonly software_id: number;
  readonly fixed: string | null;
  readonly no_fix: NoFixReason | null;
  /** Why it can not be said whether it holds; null: it holds. */
  readonly undecided: UnknownReason | null;
  /** Since when that is known. RFC 3339. */
  readonly since: string;
};
export type HolderRow = Holder & { readonly device_id: string };

const softwareColumns = sql`s.id, s.manager, s.ecosystem, s.name, s.version, s.architecture, s.source_name, s.source_version`;

export async function readSoftware(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, SoftwareRow>> {
  const found = await sql<SoftwareRow>`select ${softwareColumns} from software s where s.id = any(${ids}::int[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row]));
}

/** Matches of security advisories with software that devices of the client have; `advisories`: only of these ids. What several feeds say under one id is one. */
export async function readMatches(tx: Tx, clientId: string, advisories: readonly string[] | null): Promise<readonly MatchRow[]> {
  const found = await sql<MatchRow>`
    select distinct on (a.id, m.software_id) a.id, a.feed, a.cves, m.software_id, m.fixed, m.no_fix, m.undecided, m.since
    from software_match m join advisory a on a.key = m.advisory
    where a.kind = 'security' and ${advisories === null ? sql`true` : sql`a.id = any(${advisories}::text[])`}
      and m.software_id in (select software_id from vulnerable_device where client_id = ${clientId})
    order by a.id, m.software_id, m.undecided is not null, m.fixed is null, a.key`.execute(tx);
  return found.rows;
}

/** Who has these software, without devices that are retired. */
export async function readHolders(tx: Tx, clientId: string, softwareIds: readonly number[]): Promise<readonly HolderRow[]> {
  const found = await sql<HolderRow>`
    select v.software_id, v.device_id, v.since, v.earlier_ids, v.earlier_since from vulnerable_device v join device d on d.client_id = v.client_id and d.id = v.device_id
    where v.client_id = ${clientId} and v.software_id = any(${softwareIds}::int[]) and d.status <> 'retired'`.execute(tx);
  return found.rows;
}

type ManagersDocument = Readonly<
  Record<string, { readonly ok?: boolean; readonly lists?: { readonly lastAttempt?: { readonly ok?: boolean } | null } }>
>;

/** What these devices told of themselves, as far as it matters for this software of theirs: the kernel that runs, who could be asked, kernels, offers. */
export async function readDevices(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  held: readonly SoftwareRow[],
): Promise<ReadonlyMap<string, DeviceFacts>> {
  const told = await sql<{ device_id: string; kernel: string | null; managers: ManagersDocument }>`
    select device_id, nullif(system ->> 'kernel', '') as kernel, managers from device_inventory
    where client_id = ${clientId} and device_id = any(${deviceIds}::uuid[])`.execute(tx);
  const hasKernels = held.some((software) => kernelOf(software) !== null);
  const kernels = hasKernels ? await readKernels(tx, clientId, deviceIds) : new Map<string, readonly Kernel[]>();
  const offers = await readOfferFacts(tx, clientId, deviceIds, held);
  return new Map(
    told.rows.map((row) => [
      row.device_id,
      {
        deviceId: row.device_id,
        kernel: row.kernel,
        asked: askedOf(row.managers),
        kernels: kernels.get(row.device_id) ?? [],
        offers: Map.groupBy(offers.get(row.device_id) ?? [], ({ software }) => packageKey(software)),
      },
    ]),
  );
}

function askedOf(managers: ManagersDocument): ReadonlySet<ManagerId> {
  const good = Object.entries(managers).filter(([, state]) => state.ok === true && state.lists?.lastAttempt?.ok !== false);
  return new Set(good.flatMap(([id]) => (isManagerId(id) ? [id] : [])));
}

async function readKernels(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly Kernel[]>> {
  const named = await sql<SoftwareRow>`
    select ${softwareColumns} from software s where ${sql.join(
      kernelNamePrefixes.map((prefix) => sql`s.name like ${`${prefix}%`}`),
      sql` or `,
    )}`.execute(tx);
  const kernels = new Map(named.rows.flatMap((row) => kernelOf(row) ?? []).map((kernel) => [kernel.software.id, kernel]));
  if (kernels.size === 0) return new Map();
  const found = await sql<{ device_id: string; software_id: number }>`
    select i.device_id, x.id as software_id from device_inventory i cross join lateral unnest(i.installed) as x (id)
    where i.client_id = ${clientId} and i.device_id = any(${deviceIds}::uuid[]) and x.id = any(${[...kernels.keys()]}::int[])`.execute(tx);
  const groups = Map.groupBy(found.rows, (row) => row.device_id);
  return new Map([...groups].map(([id, rows]) => [id, rows.flatMap((row) => kernels.get(row.software_id) ?? [])]));
}

/** Offers of the same packages; of kernels, of the same source, since a newer kernel is a package of another name. */
async function readOfferFacts(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  held: readonly SoftwareRow[],
): Promise<ReadonlyMap<string, readonly OfferFact[]>> {
  const names = [...new Set(held.map(({ name }) => name))];
  const stems = [...new Set(held.flatMap((software) => (kernelOf(software) === null ? [] : [stemOf(software.source_name)])))];
  const bySource =
    stems.length === 0
      ? sql`false`
      : sql`s.source_name = any(${stems}::text[]) or s.source_name like any(${stems.map((stem) => `${stem}-signed%`)}::text[])`;
  const offered =
    await sql<SoftwareRow>`select ${softwareColumns} from software s where s.name = any(${names}::text[]) or ${bySource}`.execute(tx);
  const software = new Map(offered.rows.map((row) => [row.id, row]));
  const found = await sql<Omit<OfferFact, 'software'> & { device_id: string; software_id: number }>`
    select device_id, software_id, withheld, urgency, due, due_by from device_offer
    where client_id = ${clientId} and device_id = any(${deviceIds}::uuid[]) and software_id = any(${[...software.keys()]}::int[])`.execute(
    tx,
  );
  const groups = Map.groupBy(found.rows, (row) => row.device_id);
  return new Map(
    [...groups].map(([id, rows]) => [
      id,
      rows.flatMap(({ software_id, withheld, urgency, due, due_by }) => {
        const to = software.get(software_id);
        return to === undefined ? [] : [{ software: to, withheld, urgency, due, due_by }];
      }),
    ]),
  );
}

/** When each feed was last confirmed by its publisher; RFC 3339. */
export async function readFeedTimes(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ id: string; at: string }>`
    select f.id, coalesce(f.last_ok_at, max(p.taken_at)) as at from feed f join feed_file p on p.feed = f.id and p.taken_at is not null group by f.id`.execute(
    tx,
  );
  return new Map(found.rows.map(({ id, at }) => [id, at]));
}
