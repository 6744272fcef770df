import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import type { Db } from './index.ts';
import { evidenceTables, tablesOfNoClient } from './row-security.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function rows<T>(text: string, db: Db = database.superuserDb): Promise<T[]> {
  return (await sql.raw<T>(text).execute(db)).rows;
}
type Table = { name: string; enabled: boolean; forced: boolean; policies: string[]; key: string[]; owner: string };
const tables = () =>
  rows<Table>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced, c.relowner::regrole::text as owner,
      (select coalesce(array_agg(p.polname::text || ' ' || p.polcmd::text || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')), '{}') from pg_policy p where p.polrelid = c.oid) as policies,
      (select coalesce(array_agg(a.attname::text order by k.place), '{}') from pg_index i cross join lateral unnest(i.indkey) with ordinality as k(attribute, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attribute where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'fettle' and c.relkind in ('r', 'p') order by 1`);

test('every table is guarded by row security, or stands in the list of those that belong to no client', async () => {
  const found = await tables();
  expect(found.length).toBeGreaterThan(30);
  for (const { name, enabled, forced, policies, key } of found) {
    if (Object.hasOwn(tablesOfNoClient, name)) {
      expect({ name, enabled, policies }).toEqual({ name, enabled: false, policies: [] });
      continue;
    }
    expect({ name, enabled, forced, firstOfKey: key[0] }).toEqual({ name, enabled: true, forced: true, firstOfKey: 'client_id' });
    expect(policies, name).toHaveLength(1);
    expect(policies[0], name).toMatch(/^permitted_clients \* .*client_id = ANY .*fettle\.clients/);
  }
});

test('the lists name no table that is not there', async () => {
  const names = (await tables()).map(({ name }) => name);
  for (const name of [...Object.keys(tablesOfNoClient), ...evidenceTables]) expect(names).toContain(name);
});

test('no foreign key crosses clients, and no unique index tells a client of another’s rows', async () => {
  const foreign = await rows<{ name: string; of: string; to: string; from_columns: string[]; to_columns: string[] }>(`
    select k.conname as name, c.relname as of, t.relname as to,
      (select array_agg(a.attname::text order by x.place) from unnest(k.conkey) with ordinality as x(n, place) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.n) as from_columns,
      (select array_agg(a.attname::text order by x.place) from unnest(k.confkey) with ordinality as x(n, place) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.n) as to_columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'fettle' and k.contype = 'f'`);
  for (const { name, of, to, from_columns, to_columns } of foreign) {
    if (Object.hasOwn(tablesOfNoClient, of) || Object.hasOwn(tablesOfNoClient, to)) continue;
    expect([name, from_columns[0], to_columns[0]]).toEqual([name, 'client_id', 'client_id']);
  }
  const unique = await rows<{ of: string; name: string; first: string }>(`
    select c.relname as of, x.relname as name, a.attname as first from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where n.nspname = 'fettle' and i.indisunique`);
  for (const { of, name, first } of unique) if (!Object.hasOwn(tablesOfNoClient, of)) expect([name, first]).toEqual([name, 'client_id']);
});

test('views ask with the rights of who looks, and no function lends the owner’s', async () => {
  const views = await rows<{ name: string; options: string[] | null }>(
    `select relname as name, reloptions as options from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'fettle' and c.relkind in ('v', 'm')`,
  );
  for (const { name, options } of views) expect([name, options]).toEqual([name, ['security_invoker=true']]);
  expect(
    await rows(`select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'fettle' and p.prosecdef`),
  ).toEqual([]);
});

test('the application’s role owns nothing, belongs to nobody and can switch nothing off', async () => {
  expect(new Set((await tables()).map(({ owner }) => owner))).toEqual(new Set(['fettle_owner']));
  const owned = await rows(
    `select 1 from pg_shdepend d join pg_roles r on r.oid = d.refobjid where r.rolname = 'fettle_app' and d.deptype = 'o'`,
  );
  expect(owned).toEqual([]);
  const [role] = await rows(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'fettle_app'`,
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false });
  expect(await rows(`select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = 'fettle_app'`)).toEqual([]);
  const attempts = [
    'alter table fettle.device disable row level security',
    'alter table fettle.device no force row level security',
    'drop policy permitted_clients on fettle.device',
    'create policy all_of_it on fettle.device using (true)',
    'alter table fettle.audit_entry disable trigger evidence_stays',
    'drop trigger evidence_stays on fettle.audit_entry',
    'drop function fettle.refuse_change() cascade',
    'set session_replication_role = replica',
    'set role fettle_owner',
    'set session authorization fettle_owner',
    'create table fettle.mine (x int)',
    'create view fettle.mine as select 1',
    'truncate fettle.device',
    'truncate fettle.audit_chain',
  ];
  for (const attempt of attempts) await expect(sql.raw(attempt).execute(database.db), attempt).rejects.toThrow();
  // Row security switched off by a setting is an error, not a way round.
  await expect(
    database.db.transaction().execute(async (tx) => {
      await sql`set local row_security = off`.execute(tx);
      await sql`select * from fettle.device`.execute(tx);
    }),
  ).rejects.toThrow(/row-level security/);
});

test('rows of evidence are added and never changed, not even by the owner', async () => {
  const [list] = await rows<{ names: string[] }>(
    `select array_agg(distinct c.relname::text order by c.relname::text) as names from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'evidence_stays' and t.tgenabled = 'O'`,
  );
  expect(list?.names).toEqual(evidenceTables);
  for (const table of evidenceTables) {
    for (const change of [
      `update fettle.${table} set ${table.startsWith('provider_') ? 'policy_id = policy_id' : 'client_id = client_id'}`,
      `delete from fettle.${table}`,
      `truncate fettle.${table} cascade`,
    ]) {
      await expect(sql.raw(change).execute(database.ownerDb), change).rejects.toThrow(/they are only added/);
      await expect(sql.raw(change).execute(database.superuserDb), change).rejects.toThrow(/they are only added/);
      await expect(sql.raw(change).execute(database.db), change).rejects.toThrow(/permission denied/);
    }
  }
});
