/** Writes what feeds say of CVEs. Each feed writes its own part; ids whose facts changed are noted, because urgency follows from them. */
import type { CveFacts } from '@fettle/core/risk';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/database/index.ts';

export type CvePart = Pick<CveFacts, 'id'> & Partial<Omit<CveFacts, 'id'>>;

/** Writes these parts, as this feed says them, and returns the ids of which something changed. */
export async function writeCves(tx: Tx, feed: string, parts: readonly CvePart[]): Promise<readonly string[]> {
  const scores = parts.flatMap(({ id, epss }) => (epss === undefined || epss === null ? [] : [{ id, ...epss }]));
  const others = new Map(parts.filter(hasMore).map((part) => [part.id, part]));
  return [...(await writeScores(tx, scores)), ...(await writeFacts(tx, feed, [...others.values()]))];
}

function hasMore({ id: _id, epss: _epss, ...rest }: CvePart): boolean {
  return Object.keys(rest).length > 0;
}

async function writeScores(
  tx: Tx,
  given: readonly {
    readonly id: string;
    readonly score: number;
    readonly percentile: number;
    readonly model: string;
    readonly date: string;
  }[],
): Promise<readonly string[]> {
  if (given.length === 0) return [];
  // Once each: a statement can not change a row twice.
  const rows = [...new Map(given.map((row) => [row.id, row])).values()];
  const found = await sql<{ id: string; rose: boolean }>`
    with given as (
      select * from unnest(${rows.map((r) => r.id)}::text[], ${rows.map((r) => r.score)}::real[], ${rows.map((r) => r.percentile)}::real[],
        ${rows.map((r) => r.date)}::date[], ${rows.map((r) => r.model)}::text[]) as r (id, score, percentile, day, model)
    ), before as (select id, highest from cve_epss where id in (select id from given)), put as (
      insert into cve_epss as e (id, score, percentile, day, model, highest)
      select id, score, percentile, day, model, score from given order by id
      on conflict (id) do update set score = excluded.score, percentile = excluded.percentile, day = excluded.day, model = excluded.model,
        highest = greatest(e.highest, excluded.score)
        where (e.score, e.percentile, e.day, e.model) is distinct from (excluded.score, excluded.percentile, excluded.day, excluded.model) and e.day <= excluded.day
      returning id, highest
    )
    select p.id, (b.highest is null or p.highest > b.highest) as rose from put p left join before b on b.id = p.id`.execute(tx);
  // Every score moves a little every day; what is judged is the highest so far, so only a rise is news.
  return found.rows.flatMap(({ id, rose }) => (rose ? [id] : []));
}

async function writeFacts(tx: Tx, feed: string, parts: readonly CvePart[]): Promise<readonly string[]> {
  if (parts.length === 0) return [];
  const rows = parts.map((part) => ({
    id: part.id,
    published: part.published ?? null,
    cvss: part.cvss === undefined ? null : { [feed]: part.cvss },
    has_kev: part.kev !== undefined,
    kev_added: part.kev?.added ?? null,
    kev_due: part.kev?.due ?? null,
    kev_ransomware: part.kev?.ransomware ?? null,
    ssvc: part.ssvc ?? null,
  }));
  const found = await sql<{ id: string }>`
    insert into cve as c (id, published, cvss, kev_added, kev_due, kev_ransomware, ssvc)
    select r.id, r.published, coalesce(r.cvss, '{}'), r.kev_added, r.kev_due, r.kev_ransomware, r.ssvc
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id text, published timestamptz, cvss jsonb, has_kev boolean, kev_added date, kev_due date, kev_ransomware boolean, ssvc jsonb)
    order by r.id
    on conflict (id) do update set
      -- feeds differ by hours; the earliest stays, so that clocks do not move with whoever came last
      published = least(c.published, excluded.published),
      cvss = c.cvss || excluded.cvss,
      kev_added = case when ${feed} = 'kev' then excluded.kev_added else c.kev_added end,
      kev_due = case when ${feed} = 'kev' then excluded.kev_due else c.kev_due end,
      kev_ransomware = case when ${feed} = 'kev' then excluded.kev_ransomware else c.kev_ransomware end,
      ssvc = coalesce(excluded.ssvc, c.ssvc)
    where (least(c.published, excluded.published), c.cvss || excluded.cvss, coalesce(excluded.ssvc, c.ssvc)) is distinct from (c.published, c.cvss, c.ssvc)
      or (${feed} = 'kev' and (excluded.kev_added, excluded.kev_due, excluded.kev_ransomware) is distinct from (c.kev_added, c.kev_due, c.kev_ransomware))
    returning id`.execute(tx);
  return found.rows.map(({ id }) => id);
}

/** Entries are sometimes removed from the catalogue of known exploited vulnerabilities: what the whole file no longer has is no longer in it. */
export async function dropUnseenKev(tx: Tx, seen: ReadonlySet<string>): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    update cve set kev_added = null, kev_due = null, kev_ransomware = null
    where kev_added is not null and not (id = any(${[...seen]}::text[])) returning id`.execute(tx);
  return found.rows.map(({ id }) => id);
}
