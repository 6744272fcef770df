/** Deployments as lists show them: newest first, from what is stored beside their state. */
import { describeWaiting } from '@fettle/core/deployment';
import type { Words } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler, Tx } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { actorNames, deviceNames } from './read.ts';
import type { StoredSummary } from './types.ts';
import { clientZones, wordsOf } from './words.ts';

type Summary = CallOutput<'listDeployments'>['items'][number];
export type SummaryRow = {
  id: string;
  client_id: string;
  client_name: string;
  title: string;
  created_at: string;
  created_by: string;
  created_by_name: string | null;
  predecessor_id: string | null;
  lane: string | null;
  withdrawn_at: string | null;
  seq: number;
  /** Empty for a proposal. */
  summary: Partial<StoredSummary>;
  wake_at: string | null;
  asked: number;
  unanswered: number;
};

export const listDeployments: Handler<'listDeployments'> = async ({ context, actor, query }) => {
  const scope = actor.scopeFor('deployment.read').filter((id) => query.clientId === undefined || id === query.clientId);
  const after = readPageKey(query.after, ['instant', 'id']);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const conditions = [
    query.status === 'all' ? sql`true` : query.status === 'open' ? sql`s.active` : sql`not s.active`,
    query.deviceId === undefined
      ? sql`true`
      : sql`exists (select 1 from deployment_device a where a.client_id = d.client_id and a.deployment_id = d.id and a.device_id = ${query.deviceId})`,
    after === undefined ? sql`true` : sql`(d.created_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
  ];
  return inClients(context.db, scope, async (tx) => {
    const rows = await readSummaries(tx, scope, sql.join(conditions, sql` and `), query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: await summaryViews(tx, page),
      next: rows.length > query.limit && last !== undefined ? pageKeyText([last.created_at, last.id]) : null,
    };
  });
};

export async function readSummaries(tx: Tx, scope: readonly string[], where: RawBuilder<unknown>, limit: number): Promise<SummaryRow[]> {
  const found = await sql<SummaryRow>`
    select d.id, d.client_id, c.name as client_name, d.title, d.created_at, d.created_by, d.predecessor_id, d.lane, d.withdrawn_at, s.seq, s.summary, s.wake_at,
      coalesce((select p.name from person p where p.id::text = d.created_by), (select k.name from api_key k where k.id::text = d.created_by)) as created_by_name,
      coalesce(a.asked, 0) as asked, coalesce(a.unanswered, 0) as unanswered
    from deployment d
    join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.id
    join client c on c.client_id = d.client_id
    left join lateral (
      select count(*)::int as asked, count(*) filter (where answered_at is null)::int as unanswered
      from deployment_device x where s.seq = 0 and x.client_id = d.client_id and x.deployment_id = d.id
    ) a on true
    where d.client_id = any(${[...scope]}::uuid[]) and ${where}
    order by d.created_at desc, d.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** With the sentence of what each waits for; names are read once for all rows. */
export async function summaryViews(tx: Tx, rows: readonly SummaryRow[]): Promise<Summary[]> {
  const clientIds = [...new Set(rows.map((row) => row.client_id))];
  const waits = rows.flatMap((row) => row.summary.waiting ?? []);
  const mentioned = waits.flatMap((wait) => [...('deviceId' in wait ? [wait.deviceId] : []), ...('on' in wait ? [wait.on] : [])]);
  const holders = rows.flatMap((row) => (row.summary.holds ?? []).map(({ by }) => by)).filter((by) => by !== 'engine');
  const zones = await clientZones(tx, clientIds);
  const devices = await deviceNames(tx, clientIds, [...new Set(mentioned)]);
  const people = await actorNames(tx, [...new Set(holders)]);
  return rows.map((row) =>
    summaryView(row, wordsOf({ devices, people, rings: row.summary.rings ?? [], zone: zones.get(row.client_id) ?? 'UTC' })),
  );
}

/** One row; without a spec there are no runs yet, only devices that were asked. */
export function summaryView(row: SummaryRow, words: Words): Summary {
  const { summary } = row;
  const proposed = row.seq === 0;
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    title: row.title,
    status: proposed ? (row.withdrawn_at === null ? 'proposed' : 'cancelled') : (summary.status ?? 'active'),
    createdAt: row.created_at,
    createdBy: row.created_by_name ?? (row.created_by === 'engine' ? 'Fettle' : row.created_by),
    devices: proposed ? row.asked : (summary.devices ?? 0),
    verified: summary.verified ?? 0,
    failed: summary.failed ?? 0,
    inFlight: summary.inFlight ?? 0,
    open: proposed ? 0 : (summary.open ?? 0),
    ring: summary.ring ?? null,
    holds: (summary.holds ?? []).map((hold) => ({ ...hold, by: hold.by === 'engine' ? 'Fettle' : words.person(hold.by) })),
    waiting: summary.waiting === null || summary.waiting === undefined ? proposalWaiting(row) : describeWaiting(summary.waiting, words),
    wakeAt: row.wake_at,
    predecessorId: row.predecessor_id,
    lane: row.lane,
  };
}

function proposalWaiting(row: SummaryRow): Summary['waiting'] {
  if (row.seq > 0 || row.withdrawn_at !== null) return null;
  const sentence =
    row.unanswered > 0
      ? `${row.unanswered} of ${row.asked} devices have not answered yet what the change would do.`
      : 'The plan needs a person: see what it contradicts.';
  return { sentence, until: row.unanswered > 0 ? row.wake_at : null, deviceId: null };
}
