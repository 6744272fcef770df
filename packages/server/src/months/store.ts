/** The SQL of monthly reports. Only this file writes their table; a report is added once, and never changed. */
import type { MonthReport } from '@fettle/core/months';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type MonthRow = { readonly month: string; readonly made_at: string; readonly digest: string };
export type StoredMonth = MonthRow & { readonly content: MonthReport };

const columns = sql`to_char(m.month, 'YYYY-MM') as month, m.made_at, m.digest`;

/** What lists say of a report, without its rows. */
export type MonthHead = MonthRow & { readonly content: Pick<MonthReport, 'from' | 'until' | 'asOf' | 'recordedSince' | 'attainment'> };

/** Reports of a client, the newest first; `before` (YYYY-MM): only of months before it. */
export async function readMonths(tx: Tx, clientId: string, most: number, before: string | null = null): Promise<readonly MonthHead[]> {
  const found = await sql<MonthHead>`
    select ${columns}, jsonb_build_object('from', m.content -> 'from', 'until', m.content -> 'until', 'asOf', m.content -> 'asOf',
      'recordedSince', m.content -> 'recordedSince', 'attainment', m.content -> 'attainment') as content
    from client_month m
    where m.client_id = ${clientId} and ${before === null ? sql`true` : sql`m.month < ${`${before}-01`}::date`} order by m.month desc limit ${most}`.execute(
    tx,
  );
  return found.rows;
}

export async function readMonth(tx: Tx, clientId: string, month: string): Promise<StoredMonth | null> {
  const found = await sql<StoredMonth>`
    select ${columns}, m.content from client_month m where m.client_id = ${clientId} and m.month = ${`${month}-01`}::date`.execute(tx);
  return found.rows[0] ?? null;
}

/** False: there is one already. */
export async function addMonth(
  tx: Tx,
  clientId: string,
  { content, digest, at }: { readonly content: MonthReport; readonly digest: string; readonly at: string },
): Promise<boolean> {
  const added = await sql`
    insert into client_month (client_id, month, made_at, content, digest)
    values (${clientId}, ${`${content.month}-01`}::date, ${at}, ${JSON.stringify(content)}, ${digest}) on conflict do nothing`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

export type ReportedClient = {
  readonly client_id: string;
  readonly zone: string;
  readonly since: string;
  /** Null: no month is reported. */
  readonly last: string | null;
};

/** Clients that had a device, with the zone of their first site, since when their deadlines are recorded, and the newest month that is reported. */
export async function reportedClients(tx: Tx): Promise<readonly ReportedClient[]> {
  const found = await sql<ReportedClient>`
    select c.client_id, z.zone, greatest(c.created_at, (select o.since from offer_end_since o)) as since, (select to_char(max(m.month), 'YYYY-MM') from client_month m where m.client_id = c.client_id) as last
    from client c
    cross join lateral (select s.zone from site s where s.client_id = c.client_id order by s.created_at, s.id limit 1) z
    where exists (select 1 from device d where d.client_id = c.client_id)
    order by c.client_id`.execute(tx);
  return found.rows;
}

export type MonthOfClient = {
  readonly client_id: string;
  readonly name: string;
  readonly made_at: string | null;
  readonly attainment: MonthReport['attainment'] | null;
  readonly devices: number | null;
  readonly failing: number | null;
};

/** Clients in view with what their report of a month says, those with the lowest share first, then those of which nothing was owed, then those without a report. */
export async function readClientsOfMonth(tx: Tx, month: string, most: number): Promise<readonly MonthOfClient[]> {
  const found = await sql<MonthOfClient>`
    select c.client_id, c.name, m.made_at, m.content -> 'attainment' as attainment, (m.content -> 'fleet' ->> 'devices')::int as devices,
      jsonb_array_length(jsonb_path_query_array(m.content, '$.steps[*] ? (@.state == "failing")')) as failing
    from client c left join client_month m on m.client_id = c.client_id and m.month = ${`${month}-01`}::date
    order by (m.content -> 'attainment' ->> 'share')::float8 nulls last, m.made_at is null, lower(c.name), c.client_id limit ${most}`.execute(
    tx,
  );
  return found.rows;
}
