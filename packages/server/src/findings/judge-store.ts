/** The SQL of judging: what waits, what it follows from, and what was decided. */
import type { Absence } from '@fettle/core/absence';
import type { HoldingAdvisory, JudgedOffer } from '@fettle/core/findings';
import type { Listening, ManagerId } from '@fettle/core/inventory';
import type { CveFacts } from '@fettle/core/risk';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** One server at a time judges a client: of two, the one that read earlier must not write later. Held until the transaction ends. */
export async function lockClient(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`judge:${clientId}`}, 0))`.execute(tx);
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

/** All offers of these devices, or those of these software, with what they replace where an advisory holds for it. Each step is a look into an index, whatever the planner knows of the tables. */
export async function readOffers(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  softwareIds: readonly number[] | null = null,
): Promise<readonly OfferRow[]> {
  const found = await sql<OfferRow>`
    select ${offerColumns}
    from device_offer o join software n on n.id = o.software_id
    left join lateral (
      select w.software_id, w.since, w.earlier_ids, w.earlier_since from software s
      join vulnerable_device w on w.client_id = o.client_id and w.software_id = s.id and w.device_id = o.device_id
      where s.name = n.name and s.version = o.from_version and s.architecture = n.architecture and s.manager = n.manager and s.ecosystem = n.ecosystem limit 1
    ) v on true
    ${readChangelog}
    where o.client_id = ${clientId} and o.device_id = any(${deviceIds}::uuid[])
      and ${softwareIds === null ? sql`true` : sql`o.software_id = any(${[...softwareIds]}::int[])`}`.execute(tx);
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

/** When these devices were provably off since what stands with each (a day or RFC 3339, a day before included), in the order of time. */
export async function readAbsences(
  tx: Tx,
  clientId: string,
  since: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly Absence[]>> {
  const found = await sql<{ device_id: string; from_at: string; until_at: string; proof: Absence['proof'] }>`
    select a.device_id, a.from_at, a.until_at, a.proof from unnest(${[...since.keys()]}::uuid[], ${[...since.values()]}::timestamptz[]) as g (id, since)
    join device_absence a on a.client_id = ${clientId} and a.device_id = g.id and a.until_at > g.since - interval '1 day'
    order by a.device_id, a.until_at`.execute(tx);
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

export async function writeJudgements(tx: Tx, clientId: string, rows: readonly Judgement[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update device_offer o set urgency = g.urgency, basis = g.basis, ended_set = g.ended_set, due = g.due, due_by = g.due_by, word = g.word, ruled = g.ruled
    from unnest(${rows.map((r) => r.deviceId)}::uuid[], ${rows.map((r) => r.softwareId)}::int[], ${rows.map((r) => r.urgency)}::text[], ${rows.map((r) => r.basis)}::text[],
      ${rows.map((r) => r.endedSet)}::int[], ${rows.map((r) => r.due)}::timestamptz[], ${rows.map((r) => r.dueBy)}::text[],
      ${rows.map((r) => r.word)}::uuid[], ${rows.map((r) => r.ruled)}::text[]) as g (device_id, software_id, urgency, basis, ended_set, due, due_by, word, ruled)
    where o.client_id = ${clientId} and o.device_id = g.device_id and o.software_id = g.software_id`.execute(tx);
}
