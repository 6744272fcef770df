/** What had to be in on devices of a client within a time, and what came of each: from offers that ended, and from those that are open. */
import type { ManagerId } from '@fettle/core/inventory';
import type { MonthSpan, Obligation } from '@fettle/core/months';
import { sql } from 'kysely';
import { decidedWhenDue } from '../findings/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type OwedRow = Obligation & { readonly deviceId: string; readonly device: string; readonly update: string };

type Row = {
  readonly device_id: string;
  readonly device: string;
  readonly name: string;
  readonly version: string;
  readonly urgency: 'urgent' | 'normal';
  readonly due: string;
  readonly due_by: string;
};
type EndedRow = Row & { readonly how: Exclude<Obligation['end'], 'open'>; readonly ended_at: string; readonly decision_id: string | null };
type OpenRow = Row & {
  readonly manager: ManagerId;
  readonly source_name: string;
  readonly source_version: string;
  readonly ended_set: number | null;
  readonly first_seen_at: string;
};

/** A year of many devices has more rows than should stand in memory as the database gives them. */
const devicesAtOnce = 50;

/**
 * Everything that was due from `from` until before `until` and before `asOf`. A package that ended more than once for the same installed version counts with its last end, and not with an end
 * where it is offered again.
 */
export async function obligationsOf(tx: Tx, clientId: string, { from, until }: MonthSpan, asOf: string): Promise<readonly OwedRow[]> {
  const before = until < asOf ? until : asOf;
  // Before those that ended: what ends meanwhile is found twice, and never not at all.
  const open = await readOpen(tx, clientId, from, before);
  const decided = await decidedWhenDue(tx, clientId, open);
  const devices = await sql<{ id: string }>`select id from device where client_id = ${clientId} order by id`.execute(tx);
  const ended: OwedRow[] = [];
  const isOpen = new Set(open.map(offerKey));
  const over = new Set<string>();
  for (let index = 0; index < devices.rows.length; index += devicesAtOnce) {
    const ids = devices.rows.slice(index, index + devicesAtOnce).map(({ id }) => id);
    for (const row of await readEnded(tx, clientId, ids, { from, before, asOf })) {
      ended.push({ ...owed(row), end: row.how, endedAt: row.ended_at, isDecided: row.decision_id !== null });
      if (isOpen.has(offerKey(row))) over.add(offerKey(row));
    }
  }
  return [
    ...ended,
    ...open.flatMap((row, index) =>
      over.has(offerKey(row)) ? [] : [{ ...owed(row), end: 'open' as const, endedAt: null, isDecided: (decided[index] ?? null) !== null }],
    ),
  ];
}

async function readEnded(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  { from, before, asOf }: { readonly from: string; readonly before: string; readonly asOf: string },
): Promise<readonly EndedRow[]> {
  const found = await sql<EndedRow>`
    select distinct on (e.device_id, s.name, s.architecture, e.from_version) e.device_id, d.name as device, s.name, s.version, e.urgency, e.due, e.due_by, e.how, e.ended_at,
      case when exists (select 1 from decision_event r where r.client_id = e.client_id and r.decision_id = e.decision_id and r.what = 'revoked') then null else e.decision_id end as decision_id
    from offer_end e join software s on s.id = e.software_id join device d on d.client_id = e.client_id and d.id = e.device_id
    where e.client_id = ${clientId} and e.device_id = any(${[...deviceIds]}::uuid[]) and e.due >= ${from} and e.due < ${before} and e.ended_at <= ${asOf} and not exists (
      select 1 from device_offer o join software n on n.id = o.software_id
      where o.client_id = e.client_id and o.device_id = e.device_id and o.from_version = e.from_version and o.due >= ${from} and o.due < ${before}
        and n.manager = s.manager and n.name = s.name and n.architecture = s.architecture)
    order by e.device_id, s.name, s.architecture, e.from_version, e.ended_at desc`.execute(tx);
  return found.rows;
}

/** Devices that are offered something past its day, whenever that was, and nothing that holds at `asOf` says otherwise. */
export async function devicesBehind(tx: Tx, clientId: string, asOf: string): Promise<ReadonlySet<string>> {
  const open = await readOpen(tx, clientId, null, asOf);
  const decided = await decidedWhenDue(tx, clientId, open, asOf);
  return new Set(open.flatMap(({ device_id: id }, index) => ((decided[index] ?? null) === null ? [id] : [])));
}

async function readOpen(tx: Tx, clientId: string, from: string | null, before: string): Promise<readonly OpenRow[]> {
  const found = await sql<OpenRow>`
    select o.device_id, d.name as device, s.name, s.version, o.urgency, o.due, o.due_by, s.manager, s.source_name, s.source_version, o.ended_set, o.first_seen_at
    from device_offer o join software s on s.id = o.software_id join device d on d.client_id = o.client_id and d.id = o.device_id
    where o.client_id = ${clientId} and o.due < ${before} and ${from === null ? sql`true` : sql`o.due >= ${from}`} and o.due_by is not null`.execute(
    tx,
  );
  return found.rows;
}

/** How long what was installed within a time had been on offer, by urgency. */
export async function installedWithin(
  tx: Tx,
  clientId: string,
  { from, until }: MonthSpan,
): Promise<readonly { readonly urgency: 'urgent' | 'normal'; readonly offeredAt: string; readonly endedAt: string }[]> {
  const found = await sql<{ urgency: 'urgent' | 'normal'; offered_at: string; ended_at: string }>`
    select urgency, offered_at, ended_at from offer_end where client_id = ${clientId} and how = 'installed' and ended_at >= ${from} and ended_at < ${until}`.execute(
    tx,
  );
  return found.rows.map(({ urgency, offered_at: offeredAt, ended_at: endedAt }) => ({ urgency, offeredAt, endedAt }));
}

/** Since when it is kept how offers ended. */
export async function recordedSince(tx: Tx, clientId: string): Promise<string> {
  const found = await sql<{ since: string }>`
    select greatest(o.since, (select c.created_at from client c where c.client_id = ${clientId})) as since from offer_end_since o`.execute(
    tx,
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('offer_end_since has no row');
  return row.since;
}

function offerKey({ device_id: deviceId, name, version }: Row): string {
  return `${deviceId} ${name} ${version}`;
}

function owed({
  device_id: deviceId,
  device,
  name,
  version,
  urgency,
  due,
  due_by: dueBy,
}: Row): Omit<OwedRow, 'end' | 'endedAt' | 'isDecided'> {
  return { deviceId, device, update: `${name} ${version}`, urgency, due, dueBy };
}
