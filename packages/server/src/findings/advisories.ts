/** One advisory, or one vulnerability, as every feed tells it: what is published is the same for all; which ecosystems are shown, and how many have it, is the actor's. */
import type { VersionRange } from '@fettle/core/advisories';
import type { AdvisoryDetail } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { feedStandings, osvEcosystems } from '../catalogue/index.ts';
import type { FeedStanding } from '../catalogue/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { countedOf, spellingsOf } from './finding-list.ts';
import { kevWasTaken } from './judge-store.ts';
import { highestSeverity, publishedSeverity, severitiesOf } from './severity.ts';
import type { VectorsByFeed } from './severity.ts';
import { scopeOf } from './updates.ts';

type Detail = z.infer<typeof AdvisoryDetail>;

const mostCves = 200;
const mostRelated = 100;
const mostAffected = 500;
const mostStatements = 20;

export const getAdvisory: Handler<'getAdvisory'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  return inClients(context.db, scope, async (tx) => {
    const rows = await readStatements(tx, params.id);
    const ids = [...new Set([...(isCve(params.id) ? [params.id] : []), ...rows.flatMap((row) => row.cves)])].slice(0, mostCves);
    const cves = await readCves(tx, ids);
    if (rows.length === 0 && cves.length === 0)
      return refuse('not-found', `Nothing that was taken from a feed is called ${JSON.stringify(params.id)}.`);
    const feeds = new Map((await feedStandings(tx, context.clock.now())).map((feed) => [feed.id as string, feed]));
    const ecosystems = await ecosystemsInView(tx);
    const shown = cves.map(cveOf);
    return {
      id: params.id,
      statements: await Promise.all(rows.map((row) => statementOf(tx, row, feeds, ecosystems))),
      related: await relatedOf(tx, rows, ids, feeds),
      cves: shown,
      kevKnown: await kevWasTaken(tx),
      severity: highestSeverity(
        cves.map((row) => severitiesOf(row.cvss)),
        rows.flatMap((row) => row.severities.map((one) => publishedSeverity(one, row.feed))),
      ),
      counted: await countedOf(tx, params.id),
    };
  });
};

function isCve(id: string): boolean {
  return /^CVE-\d{4}-\d{4,}$/.test(id);
}

type StatementRow = {
  key: number;
  id: string;
  feed: string;
  kind: Detail['statements'][number]['kind'];
  summary: string | null;
  aliases: string[];
  cves: string[];
  severities: { type: string; value: string }[];
  published: string | null;
  modified: string | null;
  withdrawn: string | null;
};

/** What stands under the id; where nothing does, what is about it. */
async function readStatements(tx: Tx, id: string): Promise<readonly StatementRow[]> {
  const columns = sql`select key, id, feed, kind, summary, aliases, cves, severities, published, modified, withdrawn from advisory`;
  const own = await sql<StatementRow>`${columns} where id = ${id} order by key limit ${mostStatements}`.execute(tx);
  if (own.rows.length > 0) return own.rows;
  return (
    await sql<StatementRow>`${columns} where cves @> array[${id}::text] order by kind = 'security' desc, feed, id limit ${mostStatements}`.execute(
      tx,
    )
  ).rows;
}

/** The ecosystems of the devices in view, as advisories are kept under. */
async function ecosystemsInView(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ ecosystem: string }>`select distinct ecosystem from device where status <> 'retired'`.execute(tx);
  return spellingsOf(found.rows.flatMap(({ ecosystem }) => osvEcosystems(ecosystem)));
}

type AffectedPart = {
  readonly ranges: readonly VersionRange[];
  readonly versions: readonly string[];
  readonly architectures: readonly string[] | null;
  readonly module: string | null;
  readonly noFix: string | null;
};

async function statementOf(
  tx: Tx,
  row: StatementRow,
  feeds: ReadonlyMap<string, FeedStanding>,
  ecosystems: readonly string[],
): Promise<Detail['statements'][number]> {
  const found = await sql<{ ecosystem: string; name: string; affected: AffectedPart[]; elsewhere: number }>`
    select x.ecosystem, x.name, x.affected from advisory_affected x where x.advisory = ${row.key} and x.ecosystem = any(${ecosystems}::text[])
    order by x.ecosystem, x.name limit ${mostAffected}`.execute(tx);
  const others = await sql<{ elsewhere: number }>`
    select count(*)::int as elsewhere from advisory_affected where advisory = ${row.key} and not (ecosystem = any(${ecosystems}::text[]))`.execute(
    tx,
  );
  const { id, kind, summary, aliases, cves, severities, published, modified, withdrawn } = row;
  return {
    id,
    feed: {
      ...standingOf(feeds, row.feed),
      docs: [...(feeds.get(row.feed)?.docs ?? [])],
      attribution: feeds.get(row.feed)?.attribution ?? '',
    },
    kind,
    summary,
    aliases,
    cves,
    severities,
    published,
    modified,
    withdrawn,
    affected: found.rows.flatMap(({ ecosystem, name, affected }) =>
      affected.map((part) => ({
        ecosystem,
        package: name,
        ranges: part.ranges.map((range) => ({ ...range })),
        versions: part.versions.length,
        architectures: part.architectures === null ? null : [...part.architectures],
        module: part.module,
        noFix: part.noFix,
      })),
    ),
    elsewhere: others.rows[0]?.elsewhere ?? 0,
  };
}

function standingOf(feeds: ReadonlyMap<string, FeedStanding>, id: string) {
  const { name = id, state = 'off', why = 'This release does not know it any more.', at = null } = feeds.get(id) ?? {};
  return { id, name, state, why, at };
}

async function relatedOf(
  tx: Tx,
  rows: readonly StatementRow[],
  cves: readonly string[],
  feeds: ReadonlyMap<string, FeedStanding>,
): Promise<Detail['related']> {
  if (cves.length === 0) return [];
  const shown = rows.map((row) => row.id);
  const found = await sql<{ id: string; feed: string; summary: string | null; here: boolean }>`
    select * from (
      select distinct on (a.id, a.feed) a.id, a.feed, a.summary, exists (select 1 from finding_count f where f.advisory = a.id) as here
      from advisory a where a.cves && ${cves}::text[] and not (a.id = any(${shown}::text[])) order by a.id, a.feed, a.key
    ) r order by here desc, id, feed limit ${mostRelated}`.execute(tx);
  return found.rows.map((row) => ({ ...row, feedName: feeds.get(row.feed)?.name ?? row.feed }));
}

type CveRow = {
  id: string;
  published: string | null;
  cvss: VectorsByFeed;
  kev_added: string | null;
  kev_due: string | null;
  kev_ransomware: boolean | null;
  ssvc: Detail['cves'][number]['ssvc'];
  score: number | null;
  percentile: number | null;
  highest: number | null;
  model: string | null;
  day: string | null;
};

async function readCves(tx: Tx, ids: readonly string[]): Promise<readonly CveRow[]> {
  const found = await sql<CveRow>`
    select g.id, c.published, coalesce(c.cvss, '{}') as cvss, c.kev_added, c.kev_due, c.kev_ransomware, c.ssvc, e.score, e.percentile, e.highest, e.model, e.day
    from unnest(${ids}::text[]) with ordinality as g (id, n) left join cve c on c.id = g.id left join cve_epss e on e.id = g.id
    where c.id is not null or e.id is not null order by c.kev_added is null, e.highest desc nulls last, g.n`.execute(tx);
  return found.rows;
}

function cveOf(row: CveRow): Detail['cves'][number] {
  const { score, percentile, highest, model, day } = row;
  return {
    id: row.id,
    published: row.published,
    severities: [...severitiesOf(row.cvss)],
    kev: row.kev_added === null ? null : { added: row.kev_added, due: row.kev_due, ransomware: row.kev_ransomware ?? false },
    epss:
      score === null || percentile === null || highest === null || model === null || day === null
        ? null
        : { score, percentile, highest, model, day },
    ssvc:
      row.ssvc === null
        ? null
        : {
            exploitation: row.ssvc.exploitation ?? null,
            automatable: row.ssvc.automatable ?? null,
            technicalImpact: row.ssvc.technicalImpact ?? null,
            at: row.ssvc.at ?? null,
          },
  };
}
