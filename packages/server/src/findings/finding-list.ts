/** What holds for whom over all clients that the actor may see: one row an advisory. Numbers come from finding_count, particulars only for the rows of a page. */
import { canonicalEcosystem, withoutRelease } from '@fettle/core/advisories';
import type { FindingSummary } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import { osvEcosystems } from '../catalogue/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import type { Key, Part } from '../platform/page-keys.ts';
import { highestSeverity, publishedSeverity, severitiesOf } from './severity.ts';
import type { VectorsByFeed } from './severity.ts';
import { scopeOf } from './updates.ts';

type CountedRow = {
  advisory: string;
  kev_added: string | null;
  epss: number | null;
  devices: number;
  fix_offered: number;
  fix_not_offered: number;
  no_fix: number;
  restart_pending: number;
  unknown: number;
  clients: number;
  urgent: number;
  due: string | null;
  due_by: string | null;
  since: string;
  kev_day: number;
  epss_ppm: number;
};

const orders = {
  kev: {
    shape: ['number', 'number', 'text'],
    by: sql`f.kev_day desc, f.epss_ppm desc, f.advisory`,
    key: (row: CountedRow): Key => [row.kev_day, row.epss_ppm, row.advisory],
    after: (k: Key) => sql`(-f.kev_day, -f.epss_ppm, f.advisory) > (${-Number(k[0])}::int, ${-Number(k[1])}::int, ${String(k[2])})`,
  },
  epss: {
    shape: ['number', 'text'],
    by: sql`f.epss_ppm desc, f.advisory`,
    key: (row: CountedRow): Key => [row.epss_ppm, row.advisory],
    after: (k: Key) => sql`(-f.epss_ppm, f.advisory) > (${-Number(k[0])}::int, ${String(k[1])})`,
  },
  devices: {
    shape: ['number', 'text'],
    by: sql`f.devices desc, f.advisory`,
    key: (row: CountedRow): Key => [row.devices, row.advisory],
    after: (k: Key) => sql`(-f.devices, f.advisory) > (${-Number(k[0])}::int, ${String(k[1])})`,
  },
  id: {
    shape: ['text'],
    by: sql`f.advisory`,
    key: (row: CountedRow): Key => [row.advisory],
    after: (k: Key) => sql`f.advisory > ${String(k[0])}`,
  },
} as const satisfies Readonly<Record<string, { shape: readonly Part[]; by: unknown; key: unknown; after: unknown }>>;

const stateColumns = {
  'fix-offered': sql`f.fix_offered`,
  'fix-not-offered': sql`f.fix_not_offered`,
  'no-fix': sql`f.no_fix`,
  'restart-pending': sql`f.restart_pending`,
  unknown: sql`f.unknown`,
} as const;

export const listFindings: Handler<'listFindings'> = async ({ context, actor, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const order = orders[query.sort];
  const after = readPageKey(query.after, order.shape);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const text = query.text?.trim().toLowerCase() ?? '';
  const which = text === '' ? sql`true` : matching(text);
  const where = sql`${query.state === undefined ? sql`true` : sql`${stateColumns[query.state]} > 0`} and ${query.kev === undefined ? sql`true` : sql`f.kev_added is not null`}`;
  return inClients(context.db, scope, async (tx) => {
    const { rows, total } = await pageOf(tx, {
      which,
      where,
      from: after === undefined ? sql`true` : order.after(after),
      by: order.by,
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: [...(await summaries(tx, page))],
      next: rows.length > query.limit && last !== undefined ? pageKeyText(order.key(last)) : null,
      total,
      uncovered: await uncoveredDevices(tx),
    };
  });
};

/** A text is looked for in the id, the CVE ids and the packages. */
function matching(text: string): RawBuilder<unknown> {
  return sql`(position(${text} in lower(advisory)) > 0 or position(${text} in lower(array_to_string(cves, ' '))) > 0 or position(${text} in lower(array_to_string(packages, ' '))) > 0)`;
}

/** Of rows of finding_count, but for their clients. */
const sums = sql`sum(devices)::int as devices, sum(fix_offered)::int as fix_offered, sum(fix_not_offered)::int as fix_not_offered, sum(no_fix)::int as no_fix,
  sum(restart_pending)::int as restart_pending, sum(unknown)::int as unknown, sum(urgent)::int as urgent, min(due) as due,
  (array_agg(due_by order by due) filter (where due is not null))[1] as due_by, min(since) as since`;

type Wish = {
  /** Of the rows that are summed. */
  readonly which: RawBuilder<unknown>;
  /** Of the advisories that they make, all of which are counted. */
  readonly where: RawBuilder<unknown>;
  /** Where the page begins. */
  readonly from: RawBuilder<unknown>;
  readonly by: RawBuilder<unknown>;
  readonly limit: number;
};

async function pageOf(tx: Tx, { which, where, from, by, limit }: Wish): Promise<{ rows: CountedRow[]; total: number }> {
  const found = await sql<CountedRow & { total: number }>`
    with f as materialized (
      select f.*, coalesce(f.kev_added - date '1970-01-01', -1) as kev_day, coalesce(round(f.epss * 1000000)::int, -1) as epss_ppm from (
        select advisory, max(kev_added) as kev_added, max(epss) as epss, count(*)::int as clients, ${sums}
        from finding_count where ${which} group by advisory
      ) f where ${where}
    )
    select t.total, p.* from (select count(*)::int as total from f) t left join lateral (select * from f where ${from} order by ${by} limit ${limit}) p on true`.execute(
    tx,
  );
  // Where no row is on the page, the count stands alone.
  return { rows: found.rows.filter((row) => typeof row.advisory === 'string'), total: found.rows[0]?.total ?? 0 };
}

type Particulars = {
  advisory: string;
  cves: string[];
  packages: string[];
  said: { summary: string | null; feed: string; severities: { type: string; value: string }[] }[];
  cvss: VectorsByFeed[];
};

async function summaries(tx: Tx, rows: readonly CountedRow[]): Promise<readonly z.infer<typeof FindingSummary>[]> {
  const found = await sql<Particulars>`
    with own as materialized (
      select advisory, array(select distinct c from unnest(array_agg(array_to_string(cves, ' '))) as l (line) cross join lateral string_to_table(l.line, ' ') as c where c <> '' order by c) as cves,
        array(select distinct c from unnest(array_agg(array_to_string(packages, ' '))) as l (line) cross join lateral string_to_table(l.line, ' ') as c where c <> '' order by c) as packages
      from finding_count where advisory = any(${rows.map((row) => row.advisory)}::text[]) group by advisory
    )
    select o.*,
      (select coalesce(jsonb_agg(jsonb_build_object('summary', a.summary, 'feed', a.feed, 'severities', a.severities) order by a.summary is null, a.key), '[]')
        from advisory a where a.id = o.advisory and a.kind = 'security') as said,
      (select coalesce(jsonb_agg(c.cvss), '[]') from cve c where c.id = any(o.cves)) as cvss
    from own o`.execute(tx);
  const known = new Map(found.rows.map((row) => [row.advisory, row]));
  return rows.map((row) => {
    const more = known.get(row.advisory);
    return {
      id: row.advisory,
      summary: more?.said[0]?.summary ?? null,
      cves: more?.cves ?? [],
      packages: more?.packages ?? [],
      severity: highestSeverity(
        (more?.cvss ?? []).map(severitiesOf),
        (more?.said ?? []).flatMap(({ feed, severities }) => severities.map((one) => publishedSeverity(one, feed))),
      ),
      kevAdded: row.kev_added,
      epss: row.epss,
      ...countsOf(row),
      since: row.since,
    };
  });
}

/** The numbers of a row as the API shows them. */
export function countsOf(row: Omit<CountedRow, 'advisory' | 'kev_added' | 'epss' | 'since' | 'kev_day' | 'epss_ppm'>) {
  return {
    devices: row.devices,
    fixOffered: row.fix_offered,
    fixNotOffered: row.fix_not_offered,
    noFix: row.no_fix,
    restartPending: row.restart_pending,
    unknown: row.unknown,
    clients: row.clients,
    urgentOn: row.urgent,
    due: row.due === null || row.due_by === null ? null : { at: row.due, by: row.due_by },
  };
}

type Counted = ReturnType<typeof countsOf> & { readonly since: string };

/**
 * What is counted of one advisory in the clients of the scope; null: it holds for nobody there. Nothing is counted under the id of a vulnerability that publishers tell
 * of under ids of their own: then it is what is counted of the advisories that name it, once where several are about the very same software.
 */
export async function countedOf(tx: Tx, id: string): Promise<Counted | null> {
  const [own] = await summed(tx, sql`f.advisory = ${id}`);
  if (own !== undefined) return own;
  const [named] = await summed(
    tx,
    sql`(f.client_id, f.advisory) in (
    select distinct on (n.client_id, n.software) n.client_id, n.advisory from finding_count n where n.cves @> array[${id}::text]
    order by n.client_id, n.software, n.devices desc, n.advisory)`,
  );
  return named ?? null;
}

/** The sum over these rows; none where there are none. */
async function summed(tx: Tx, which: RawBuilder<unknown>): Promise<readonly Counted[]> {
  const found = await sql<Parameters<typeof countsOf>[0] & Pick<CountedRow, 'since'>>`
    select count(distinct f.client_id)::int as clients, ${sums}
    from finding_count f where ${which} having count(*) > 0`.execute(tx);
  return found.rows.map((row) => ({ ...countsOf(row), since: row.since }));
}

/** Devices of the scope of whose system nothing that was taken speaks, or that never said what they have: no number counts them. */
async function uncoveredDevices(tx: Tx): Promise<number> {
  const found = await sql<{ ecosystem: string; devices: number; silent: number }>`
    select d.ecosystem, count(*)::int as devices, count(*) filter (where i.installed is null)::int as silent
    from device d left join device_inventory i on i.client_id = d.client_id and i.device_id = d.id where d.status <> 'retired' group by d.ecosystem`.execute(
    tx,
  );
  const spellings = new Map(found.rows.map(({ ecosystem }) => [ecosystem, spellingsOf(osvEcosystems(ecosystem))]));
  const all = [...new Set([...spellings.values()].flat())];
  const said = await sql<{ ecosystem: string }>`
    select e as ecosystem from unnest(${all}::text[]) as e where exists (select 1 from advisory_affected where ecosystem = e)`.execute(tx);
  const covered = new Set(said.rows.map(({ ecosystem }) => ecosystem));
  return found.rows.reduce((sum, row) => {
    const speaks = (spellings.get(row.ecosystem) ?? []).some((one) => covered.has(one));
    return sum + (speaks ? row.silent : row.devices);
  }, 0);
}

/** The ecosystems as advisories are kept under: in one spelling, and without the release where one names none. */
export function spellingsOf(ecosystems: readonly string[]): readonly string[] {
  return [...new Set(ecosystems.map(canonicalEcosystem).flatMap((one) => [one, withoutRelease(one)]))];
}
