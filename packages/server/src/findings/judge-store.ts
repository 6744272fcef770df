/** The SQL of judging: what waits, what it follows from, and what was decided. */
import { createHash } from 'node:crypto';
import type { Absence } from '@fettle/core/absence';
import type { HoldingAdvisory, JudgedOffer } from '@fettle/core/findings';
import type { Listening, ManagerId } from '@fettle/core/inventory';
import type { CveFacts } from '@fettle/core/risk';
import { sql } from 'kysely';
import { notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceRef } from './store.ts';

/**
 * Notes that a device is to be judged again: what it has, what it is offered, or what is known of itself changed. `standing`: its kernel, or whether its package managers
 * can be asked, so that it stands otherwise with what it has. A row that is there is locked: who takes it passes over it until this change can be seen.
 */
export async function queueDevice(tx: Tx, device: DeviceRef, standing: boolean): Promise<void> {
  await sql`
    insert into judge_device as q (client_id, device_id, standing) values (${device.clientId}, ${device.deviceId}, ${standing})
    on conflict (client_id, device_id) do update set standing = q.standing or excluded.standing`.execute(tx);
}

/** The same for several devices of the scope, of which what they have, and how they stand with it, is as it was. */
export async function queueDevices(tx: Tx, devices: readonly DeviceRef[]): Promise<void> {
  await sql`
    insert into judge_device (client_id, device_id, standing)
    select g.client_id, g.device_id, false from unnest(${devices.map((one) => one.clientId)}::uuid[], ${devices.map((one) => one.deviceId)}::uuid[]) as g (client_id, device_id)
    order by g.client_id, g.device_id
    on conflict (client_id, device_id) do update set device_id = excluded.device_id`.execute(tx);
}

/** The same for all devices of a client: what it is held to, or by which calendar its days are counted, changed. Wakes whoever judges. */
export async function queueClient(tx: Tx, clientId: string): Promise<void> {
  await sql`
    insert into judge_device (client_id, device_id)
    select client_id, id from device where client_id = ${clientId} and status <> 'retired' order by id
    on conflict (client_id, device_id) do update set device_id = excluded.device_id`.execute(tx);
  await notify(tx, 'judge', '');
}

/** Takes devices of one client out of the queue, for this transaction. */
export async function takeDevices(
  tx: Tx,
  clientId: string,
  most: number,
): Promise<readonly { readonly id: string; readonly standing: boolean }[]> {
  const found = await sql<{ device_id: string; standing: boolean }>`
    delete from judge_device where client_id = ${clientId} and device_id in
      (select device_id from judge_device where client_id = ${clientId} order by device_id limit ${most} for update skip locked)
    returning device_id, standing`.execute(tx);
  return found.rows.map(({ device_id: id, standing }) => ({ id, standing }));
}

/** One server at a time judges a client: of two, the one that read earlier must not write later. Held until the transaction ends. */
export async function lockClient(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`judge:${clientId}`}, 0))`.execute(tx);
}

/** Clients of the scope that have devices in the queue. */
export async function waitingClients(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`select distinct client_id from judge_device`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Queues the devices of the scope that read one of these CVE ids in a changelog. */
export async function queueReaders(tx: Tx, cves: readonly string[]): Promise<void> {
  await sql`
    insert into judge_device (client_id, device_id)
    select distinct client_id, device_id from device_changelog where cves && ${cves}::text[] order by client_id, device_id
    on conflict (client_id, device_id) do update set device_id = excluded.device_id`.execute(tx);
}

export type OfferRow = {
  readonly device_id: string;
  readonly software_id: number;
  readonly manager: ManagerId;
  readonly ecosystem: string;
  readonly version: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly from_version: string;
  readonly security: boolean;
  readonly first_seen_at: string;
  /** The software that it replaces, where an advisory holds for it. */
  readonly old_id: number | null;
  readonly since: string | null;
  /** What stood in its place before, oldest first, and since when; null: nothing that is remembered. */
  readonly earlier_ids: readonly number[] | null;
  readonly earlier_since: readonly string[] | null;
  /** What was offered before and gave way to it, oldest first, and when; null: nothing. */
  readonly before_ids: readonly number[] | null;
  readonly before_offered: readonly string[] | null;
  readonly cves: readonly string[] | null;
  readonly urgency: 'urgent' | 'normal';
  readonly basis: JudgedOffer['basis'];
  readonly ended_set: number | null;
  readonly due: string | null;
  readonly due_by: string | null;
  /** The person's word that it was judged with, and what the rules say where that is something else. */
  readonly word: string | null;
  readonly ruled: 'urgent' | 'normal' | null;
};

const offerColumns = sql`o.device_id, o.software_id, n.manager, n.ecosystem, n.version, n.source_name, n.source_version, o.from_version, o.security, o.first_seen_at,
  v.software_id as old_id, v.since, v.earlier_ids, v.earlier_since, o.before_ids, o.before_offered, k.cves, o.urgency, o.basis, o.ended_set, o.due, o.due_by, o.word, o.ruled`;
const readChangelog = sql`
  left join lateral (
    select x.cves from device_changelog x where x.client_id = o.client_id and x.device_id = o.device_id and x.manager = n.manager and x.source_name = n.source_name
      and x.to_version = n.source_version and x.cves is not null limit 1
  ) k on true`;

/** All offers of these devices, with what they replace where an advisory holds for it. Each step is a look into an index, whatever the planner knows of the tables. */
export async function readOffers(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly OfferRow[]> {
  const found = await sql<OfferRow>`
    select ${offerColumns}
    from device_offer o join software n on n.id = o.software_id
    left join lateral (
      select w.software_id, w.since, w.earlier_ids, w.earlier_since from software s
      join vulnerable_device w on w.client_id = o.client_id and w.software_id = s.id and w.device_id = o.device_id
      where s.name = n.name and s.version = o.from_version and s.architecture = n.architecture and s.manager = n.manager and s.ecosystem = n.ecosystem limit 1
    ) v on true
    ${readChangelog}
    where o.client_id = ${clientId} and o.device_id = any(${deviceIds}::uuid[])`.execute(tx);
  return found.rows;
}

/** The offers of a client that replace one of these software, for which an advisory holds. */
export async function readReplacing(tx: Tx, clientId: string, softwareIds: readonly number[]): Promise<readonly OfferRow[]> {
  const found = await sql<OfferRow>`
    select ${offerColumns}
    from vulnerable_device v
    join software s on s.id = v.software_id
    cross join lateral (
      select d.*, d.software_id as id from device_offer d where d.client_id = v.client_id and d.device_id = v.device_id and d.from_version = s.version offset 0
    ) o
    join software n on n.id = o.software_id and n.name = s.name and n.architecture = s.architecture and n.manager = s.manager and n.ecosystem = s.ecosystem
    ${readChangelog}
    where v.client_id = ${clientId} and v.software_id = any(${softwareIds}::int[])`.execute(tx);
  return found.rows;
}

export type SoftwareVersions = {
  readonly id: number;
  readonly version: string;
  readonly source_name: string;
  readonly source_version: string;
};

export async function readVersions(tx: Tx, softwareIds: readonly number[]): Promise<ReadonlyMap<number, SoftwareVersions>> {
  if (softwareIds.length === 0) return new Map();
  const found = await sql<SoftwareVersions>`
    select id, version, source_name, source_version from software where id = any(${softwareIds}::int[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row]));
}

export type JudgedDevice = {
  readonly id: string;
  readonly site_id: string;
  readonly tier: string | null;
  readonly exposure: string | null;
  /** Addresses of its own; null: it has not told. */
  readonly addresses: readonly string[] | null;
  /** What listens on it beyond loopback; null: it has not told. */
  readonly listening: readonly Listening[] | null;
  /** IANA name of its site's zone. */
  readonly zone: string;
};

export async function readDevices(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly JudgedDevice[]> {
  const found = await sql<JudgedDevice>`
    select d.id, d.site_id, d.tier, d.exposure, i.system -> 'addresses' as addresses, i.runtime -> 'listening' as listening, t.zone
    from device d join site t on t.client_id = d.client_id and t.id = d.site_id
    left join device_inventory i on i.client_id = d.client_id and i.device_id = d.id
    where d.client_id = ${clientId} and d.id = any(${deviceIds}::uuid[])`.execute(tx);
  return found.rows;
}

/** The newest absences that count for one device. */
const mostAbsences = 60;

/** When these devices were provably off, in the order of time. */
export async function readAbsences(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Absence[]>> {
  const found = await sql<{ device_id: string; from_at: string; until_at: string; proof: Absence['proof'] }>`
    select a.device_id, a.from_at, a.until_at, a.proof from unnest(${deviceIds}::uuid[]) as g (id) cross join lateral (
      select * from device_absence x where x.client_id = ${clientId} and x.device_id = g.id order by x.until_at desc limit ${mostAbsences}
    ) a order by a.device_id, a.until_at`.execute(tx);
  const rows = Map.groupBy(found.rows, (row) => row.device_id);
  return new Map([...rows].map(([id, own]) => [id, own.map(({ from_at: from, until_at: until, proof }) => ({ from, until, proof }))]));
}

type HeldRow = { key: number; id: string; feed: string; cves: string[]; published: string | null; severity: string | null };

/** Security advisories that hold for these software; one of which it can not be said makes nothing urgent. An advisory is read once, however many software it holds for. */
export async function readHolding(tx: Tx, softwareIds: readonly number[]): Promise<ReadonlyMap<number, readonly HoldingAdvisory[]>> {
  const matches = await sql<{ software_id: number; advisory: number; fixed: string | null; since: string }>`
    select software_id, advisory, fixed, since from software_match where software_id = any(${softwareIds}::int[]) and undecided is null`.execute(
    tx,
  );
  const keys = [...new Set(matches.rows.map((row) => row.advisory))];
  const advisories = await sql<HeldRow>`
    select key, id, feed, cves, published, jsonb_path_query_first(severities, '$[*] ? (@.type == "word").value') #>> '{}' as severity
    from advisory where key = any(${keys}::int[]) and kind = 'security'`.execute(tx);
  const byKey = new Map(advisories.rows.map((row) => [row.key, row]));
  const held = matches.rows.flatMap(({ software_id: softwareId, advisory, fixed, since }) => {
    const found = byKey.get(advisory);
    return found === undefined
      ? []
      : [
          {
            softwareId,
            id: found.id,
            feed: found.feed,
            cves: found.cves,
            fixed,
            published: found.published,
            severity: found.severity,
            since,
          },
        ];
  });
  return Map.groupBy(held, (one) => one.softwareId);
}

type CveRow = {
  id: string;
  published: string | null;
  cvss: Record<string, { vector: string; source: string }[]> | null;
  kev_added: string | null;
  kev_due: string | null;
  kev_ransomware: boolean | null;
  ssvc: CveFacts['ssvc'];
  percentile: number | null;
  highest: number | null;
  model: string | null;
  day: string | null;
};

/** What is published of these CVEs. As EPSS the highest that was seen counts: a fall does not take urgency back. */
export async function readFacts(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, CveFacts>> {
  const found = await sql<CveRow>`
    select g.id, c.published, c.cvss, c.kev_added, c.kev_due, c.kev_ransomware, c.ssvc, e.percentile, e.highest, e.model, e.day
    from unnest(${ids}::text[]) as g (id) left join cve c on c.id = g.id left join cve_epss e on e.id = g.id
    where c.id is not null or e.id is not null`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, factsOf(row)]));
}

/** Whose vectors count first: who names vulnerabilities and adds what was left out, then the national database. */
const vectorOrder = ['vulnrichment', 'nvd'];

function factsOf(row: CveRow): CveFacts {
  const feeds = Object.keys(row.cvss ?? {}).toSorted((a, b) => rank(a) - rank(b));
  const { percentile, highest, model, day } = row;
  return {
    id: row.id,
    published: row.published,
    cvss: feeds.flatMap((feed) => row.cvss?.[feed] ?? []),
    kev: row.kev_added === null ? null : { added: row.kev_added, due: row.kev_due, ransomware: row.kev_ransomware ?? false },
    epss:
      highest === null || percentile === null || model === null || day === null ? null : { score: highest, percentile, model, date: day },
    ssvc: row.ssvc,
  };
}

function rank(feed: string): number {
  const at = vectorOrder.indexOf(feed);
  return at === -1 ? vectorOrder.length : at;
}

export async function kevWasTaken(tx: Tx): Promise<boolean> {
  const found = await sql<{
    taken: boolean;
  }>`select exists (select 1 from feed_file where feed = 'kev' and taken_at is not null) as taken`.execute(tx);
  return found.rows[0]?.taken ?? false;
}

export type Judgement = {
  readonly deviceId: string;
  readonly softwareId: number;
  readonly urgency: 'urgent' | 'normal';
  readonly basis: JudgedOffer['basis'];
  readonly endedSet: number | null;
  readonly due: string | null;
  readonly dueBy: string | null;
  readonly word: string | null;
  readonly ruled: 'urgent' | 'normal' | null;
};

/**
 * Ids of these sets of vulnerabilities, in their order; unknown ones are added, null stands for the empty set. Sets are sorted by whoever gives them. Until the transaction
 * ends nobody forgets them (`forgetSets`).
 */
export async function internSets(tx: Tx, sets: readonly (readonly string[])[]): Promise<readonly (number | null)[]> {
  const digests = sets.map((ids) => (ids.length === 0 ? null : createHash('sha256').update(ids.join(' ')).digest('base64url')));
  const distinct = new Map(digests.flatMap((digest, at) => (digest === null ? [] : [[digest, sets[at] ?? []] as const])));
  if (distinct.size === 0) return sets.map(() => null);
  const known = new Map<string, number>();
  // One that is being forgotten in this moment is added anew.
  for (let rows = sortedSets(distinct); rows.length > 0; rows = rows.filter(([digest]) => !known.has(digest)))
    for (const { digest, id } of await addSets(tx, rows)) known.set(digest, id);
  return digests.map((digest) => (digest === null ? null : (known.get(digest) ?? null)));
}

type SetRow = readonly [digest: string, ids: readonly string[]];

/** In one order, so that two who add the same do not wait for each other in a ring. */
function sortedSets(sets: ReadonlyMap<string, readonly string[]>): readonly SetRow[] {
  return [...sets].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function addSets(tx: Tx, rows: readonly SetRow[]): Promise<readonly { readonly id: number; readonly digest: string }[]> {
  const digests = rows.map(([digest]) => digest);
  await sql`
    insert into ended_set (digest, ids) select digest, string_to_array(ids, ' ')
    from unnest(${digests}::text[], ${rows.map(([, ids]) => ids.join(' '))}::text[]) as g (digest, ids)
    where not exists (select 1 from ended_set e where e.digest = g.digest) on conflict do nothing`.execute(tx);
  const found = await sql<{ id: number; digest: string }>`
    select id, digest from ended_set where digest = any(${digests}::text[]) order by digest for key share`.execute(tx);
  return found.rows;
}

export async function writeJudgements(tx: Tx, clientId: string, rows: readonly Judgement[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update device_offer o set urgency = g.urgency, basis = g.basis, ended_set = g.ended_set, due = g.due, due_by = g.due_by, word = g.word, ruled = g.ruled
    from unnest(${rows.map((r) => r.deviceId)}::uuid[], ${rows.map((r) => r.softwareId)}::int[], ${rows.map((r) => r.urgency)}::text[], ${rows.map((r) => r.basis)}::text[],
      ${rows.map((r) => r.endedSet)}::int[], ${rows.map((r) => r.due)}::timestamptz[], ${rows.map((r) => r.dueBy)}::text[],
      ${rows.map((r) => r.word)}::uuid[], ${rows.map((r) => r.ruled)}::text[]) as g (device_id, software_id, urgency, basis, ended_set, due, due_by, word, ruled)
    where o.client_id = ${clientId} and o.device_id = g.device_id and o.software_id = g.software_id`.execute(tx);
}
