/** What is counted of the fleet and of changes for a monthly report. */
import type { ChangeRow, MonthReport, MonthSpan, Need } from '@fettle/core/months';
import { sql } from 'kysely';
import { notOver } from '../decisions/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';

/** A scan that is older says nothing about now, as in step 3 of the twelve. */
const scanHours = 48;
/** What ends within so many days is to be decided in time. */
const decideDays = 30;

export async function readFleet(
  tx: Tx,
  clientId: string,
  asOf: string,
): Promise<{ readonly devices: number; readonly scanned: number; readonly ids: readonly string[] }> {
  const found = await sql<{ id: string; scanned: boolean }>`
    select d.id, coalesce(v.scanned_at > ${asOf}::timestamptz - ${scanHours} * interval '1 hour', false) as scanned
    from device d left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${clientId} and d.status <> 'retired'`.execute(tx);
  const scanned = found.rows.filter((row) => row.scanned);
  // Of a device without a scan it is not known whether it is behind: it does not count as one that is not.
  return { devices: found.rows.length, scanned: scanned.length, ids: scanned.map(({ id }) => id) };
}

type Row = {
  readonly id: string;
  readonly title: string;
  readonly at: string;
  readonly verified: number;
  readonly failed: number;
  readonly taken_back: number;
  readonly otherwise: number;
};

/** Deployments of which devices were over within the time, the newest first; drills are left out. `devices`: on which a change was verified. */
export async function readChanges(
  tx: Tx,
  clientId: string,
  { from, until }: MonthSpan,
  most: number,
): Promise<Omit<MonthReport['changes'], 'packages'>> {
  const ended = sql`
    deployment_run r join deployment p on p.client_id = r.client_id and p.id = r.deployment_id and not p.drill
    where r.client_id = ${clientId} and (r.run ->> 'settledAt')::timestamptz >= ${from} and (r.run ->> 'settledAt')::timestamptz < ${until}`;
  const end = (...words: readonly string[]) => sql`count(*) filter (where r.run ->> 'outcome' = any(${[...words]}::text[]))::int`;
  const known = ['verified', 'failed', 'rolled back'];
  const found = await sql<Row>`
    select p.id, p.title, max((r.run ->> 'settledAt')::timestamptz) as at, ${end('verified')} as verified, ${end('failed')} as failed, ${end('rolled back')} as taken_back,
      count(*) filter (where r.run ->> 'outcome' <> all(${known}::text[]))::int as otherwise
    from ${ended} group by p.id, p.title order by at desc, p.id`.execute(tx);
  const changed = await sql<{ devices: number }>`
    select count(distinct r.device_id) filter (where r.run ->> 'outcome' = 'verified')::int as devices from ${ended}`.execute(tx);
  return {
    devices: changed.rows[0]?.devices ?? 0,
    rows: found.rows.slice(0, most).map(changeRow),
    more: Math.max(0, found.rows.length - most),
  };
}

function changeRow({ id: deploymentId, title, at, verified, failed, taken_back: takenBack, otherwise }: Row): ChangeRow {
  return { deploymentId, title, at, verified, failed, takenBack, otherwise };
}

/** What waits for somebody of the client: approvals, and decisions that end soon. */
export async function readNeeds(tx: Tx, clientId: string, asOf: string): Promise<readonly Need[]> {
  const soon = timestamp(Temporal.Instant.from(asOf).add({ hours: 24 * decideDays }));
  const found = await sql<{ approvals: number; ending: number }>`
    select (
      select count(*)::int from deployment d join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.id
      where d.client_id = ${clientId} and s.active and s.summary -> 'holds' @> '[{"reason": "approval"}]'
    ) as approvals, (
      select count(*)::int from decision_now d where d.client_id = ${clientId} and ${notOver} and d.kind in ('exception', 'workaround') and d.ends_at > ${asOf} and d.ends_at <= ${soon}
    ) as ending`.execute(tx);
  const [row] = found.rows;
  return [
    { kind: 'approvals', count: row?.approvals ?? 0 },
    { kind: 'decisions-ending', count: row?.ending ?? 0 },
  ];
}
