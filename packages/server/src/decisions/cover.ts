/**
 * Which urgent updates are decided about wherever they are urgent: kept beside the counts of updates, so that Today need not weigh decisions. Cost follows what
 * decisions are about, not what is offered.
 */
import { decidedUntil } from '@fettle/core/decisions';
import type { Decision, DecisionSubject } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { lockDecisions, readStanding, writeCover } from './store.ts';
import type { CoverRow } from './store.ts';

type Row = {
  readonly software_id: number;
  readonly manager: ManagerId;
  readonly source_name: string;
  readonly source_version: string;
  readonly site_id: string;
  /** Only where a decision names devices. */
  readonly device_id: string | null;
  readonly ended: readonly string[];
  readonly fix_since: string;
};

/** Works out anew which of these updates (null: all) of a client are decided about. True where anything changed. Call it after the counts are right. */
export async function coverUpdates(
  tx: Tx,
  clientId: string,
  softwareIds: readonly number[] | null,
  now: Temporal.Instant,
): Promise<boolean> {
  await lockDecisions(tx, clientId);
  const decisions = await readStanding(tx, clientId);
  const rows = decisions.length === 0 ? [] : await urgentOffers(tx, clientId, softwareIds, decisions);
  const cover = [...Map.groupBy(rows, (row) => row.software_id)].flatMap(([softwareId, group]): readonly CoverRow[] => {
    const until = untilOf(clientId, group, decisions, now);
    return until === undefined ? [] : [{ softwareId, until }];
  });
  return writeCover(tx, clientId, softwareIds, cover);
}

/** Until when all of an update's rows stay decided: null for ever, undefined where one of them is not. */
function untilOf(clientId: string, rows: readonly Row[], decisions: readonly Decision[], now: Temporal.Instant): string | null | undefined {
  let first: Temporal.Instant | null = null;
  for (const row of rows) {
    const until = decidedUntil(decisions, subjectOf(clientId, row), now);
    if (until === null) continue;
    if (Temporal.Instant.compare(until, now) <= 0) return undefined;
    if (first === null || Temporal.Instant.compare(until, first) < 0) first = until;
  }
  return first?.toString() ?? null;
}

function subjectOf(clientId: string, row: Row): DecisionSubject {
  return {
    clientId,
    siteId: row.site_id,
    deviceId: row.device_id ?? '',
    update: { manager: row.manager, sourceName: row.source_name, sourceVersion: row.source_version },
    advisories: row.ended,
    fixSince: row.fix_since,
  };
}

/** Where updates are urgent that a decision is about, in as few rows as decisions can tell apart. */
async function urgentOffers(
  tx: Tx,
  clientId: string,
  softwareIds: readonly number[] | null,
  decisions: readonly Decision[],
): Promise<readonly Row[]> {
  const some = softwareIds === null ? sql`true` : sql`u.software_id = any(${[...softwareIds]}::int[])`;
  const sources = decisions.flatMap(({ about }) => (about.kind === 'update' ? [about.sourceName] : []));
  const ids = decisions.flatMap(({ about }) => (about.kind === 'advisory' ? about.ids : []));
  const named = decisions.flatMap(({ scope }) => (scope.kind === 'devices' ? scope.ids : []));
  const found = await sql<Row>`
    with about as materialized (
      select s.id, s.manager, s.source_name, s.source_version from update_count u join software s on s.id = u.software_id
      where u.client_id = ${clientId} and u.urgent > 0 and ${some} and (s.source_name = any(${sources}::text[]) or u.ended && ${ids}::text[])
    )
    select a.id as software_id, a.manager, a.source_name, a.source_version, d.site_id, case when d.id = any(${named}::uuid[]) then d.id end as device_id, coalesce(e.ids, '{}') as ended,
      max(o.first_seen_at) as fix_since
    from about a join device_offer o on o.client_id = ${clientId} and o.software_id = a.id and o.urgency = 'urgent'
    left join ended_set e on e.id = o.ended_set
    join device d on d.client_id = o.client_id and d.id = o.device_id
    group by a.id, a.manager, a.source_name, a.source_version, d.site_id, 6, e.id`.execute(tx);
  return found.rows;
}
