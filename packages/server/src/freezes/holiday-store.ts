/** The SQL of lists of holidays. Only this file writes their tables. */
import type { Holiday, HolidayList } from '@fettle/core/calendar';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';

export type ListRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string | null;
  readonly name: string;
  readonly version: number;
  readonly days: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly next: Holiday | null;
  /** Policies of clients in sight whose newest version names it. */
  readonly policies: readonly string[];
  readonly changed_by: string;
  readonly changed_at: string;
};

/** A list, whose it is, and in which state. */
export type KnownList = HolidayList & { readonly clientId: string; readonly version: number };

const mostLists = 500;

/** Lists `l` that fit, by name. `today`: the day from which the next one is looked for. */
export async function readListRows(tx: Tx, where: RawBuilder<unknown>, today: string): Promise<readonly ListRow[]> {
  const found = await sql<ListRow>`
    select l.id, l.client_id, c.name as client_name, l.name, l.version, ${named(sql`l.changed_by`)} as changed_by, l.changed_at, d.days, d.first, d.last,
      (select jsonb_build_object('day', h.day::text, 'name', h.name) from holiday h
        where h.client_id = l.client_id and h.list_id = l.id and h.day >= ${today}::date order by h.day limit 1) as next,
      array(
        select p.name from policy p join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version
        where p.removed_at is null and v.body -> 'window' -> 'closedOn' ? l.id::text
        union all
        select p.name from provider_policy p join provider_policy_version v on v.policy_id = p.id and v.version = p.version
        where p.removed_at is null and v.body -> 'window' -> 'closedOn' ? l.id::text
        order by 1 limit 20
      ) as policies
    from holiday_list l left join client c on c.client_id = l.client_id
    cross join lateral (select count(*)::int as days, min(h.day)::text as first, max(h.day)::text as last from holiday h
      where h.client_id = l.client_id and h.list_id = l.id) d
    where ${where} order by lower(l.name), l.id limit ${mostLists}`.execute(tx);
  return found.rows;
}

export async function readHolidays(tx: Tx, clientId: string, listId: string): Promise<Holiday[]> {
  const found = await sql<Holiday>`
    select h.day::text as day, h.name from holiday h where h.client_id = ${clientId} and h.list_id = ${listId} order by h.day`.execute(tx);
  return found.rows;
}

/** Of these lists the ones that a client may name: its own and the provider's. A list that is gone is not among them. */
export async function readLists(tx: Tx, clientId: string, ids: readonly string[]): Promise<readonly HolidayList[]> {
  if (ids.length === 0) return [];
  return listsWhere(tx, sql`l.client_id = any(${[clientId, providerId]}::uuid[]) and l.id::text = any(${[...ids]}::text[])`);
}

/** All lists in sight that belong to these clients or to the provider. */
export async function readAllLists(tx: Tx, clientIds: readonly string[]): Promise<readonly KnownList[]> {
  return listsWhere(tx, sql`l.client_id = any(${[...clientIds, providerId]}::uuid[])`);
}

async function listsWhere(tx: Tx, where: RawBuilder<unknown>): Promise<readonly KnownList[]> {
  const found = await sql<{ id: string; client_id: string; name: string; version: number; days: Holiday[] }>`
    select l.id, l.client_id, l.name, l.version, coalesce((select jsonb_agg(jsonb_build_object('day', h.day::text, 'name', h.name) order by h.day) from holiday h
      where h.client_id = l.client_id and h.list_id = l.id), '[]') as days
    from holiday_list l where ${where} order by lower(l.name), l.id limit ${mostLists}`.execute(tx);
  return found.rows.map(({ id, client_id: clientId, name, version, days }) => ({ id, clientId, name, version, days }));
}

export type NewList = {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  readonly holidays: readonly Holiday[];
  readonly by: string;
  readonly at: string;
};

/** False where there is a list of that name. */
export async function addList(tx: Tx, list: NewList): Promise<boolean> {
  const added = await tx
    .insertInto('holiday_list')
    .values({ client_id: list.clientId, id: list.id, name: list.name, version: 1, changed_by: list.by, changed_at: list.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  await addDays(tx, list);
  return true;
}

export async function isNameTaken(tx: Tx, { clientId, id, name }: Pick<NewList, 'clientId' | 'id' | 'name'>): Promise<boolean> {
  const found = await sql`
    select 1 from holiday_list where client_id = ${clientId} and lower(name) = lower(${name}) and id <> ${id}`.execute(tx);
  return found.rows.length > 0;
}

/** False where somebody has saved it since. */
export async function saveList(tx: Tx, list: NewList, basedOn: number): Promise<boolean> {
  const saved = await tx
    .updateTable('holiday_list')
    .set({ name: list.name, version: basedOn + 1, changed_by: list.by, changed_at: list.at })
    .where('client_id', '=', list.clientId)
    .where('id', '=', list.id)
    .where('version', '=', basedOn)
    .executeTakeFirst();
  if (saved.numUpdatedRows === 0n) return false;
  await tx.deleteFrom('holiday').where('client_id', '=', list.clientId).where('list_id', '=', list.id).execute();
  await addDays(tx, list);
  return true;
}

export async function removeList(tx: Tx, clientId: string, id: string): Promise<void> {
  await tx.deleteFrom('holiday').where('client_id', '=', clientId).where('list_id', '=', id).execute();
  await tx.deleteFrom('holiday_list').where('client_id', '=', clientId).where('id', '=', id).execute();
}

async function addDays(tx: Tx, { clientId, id, holidays }: NewList): Promise<void> {
  await sql`
    insert into holiday (client_id, list_id, day, name)
    select ${clientId}, ${id}, g.day, g.name from unnest(${holidays.map(({ day }) => day)}::date[], ${holidays.map(({ name }) => name)}::text[]) as g (day, name)`.execute(
    tx,
  );
}
