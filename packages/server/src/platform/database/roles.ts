/**
 * Two roles: the owner owns the tables and migrates, the application's role works and can therefore not get around row security.
 * Embedded, they are made here. Elsewhere they are the operator's, and here is only looked whether they are what they must be.
 */
import { DatabaseError, escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';
import { StartProblem } from '../start-problem.ts';
import { partsOfUrl } from './connection.ts';
import { sqlState } from './retry.ts';
import { APP_ROLE, OLDEST_POSTGRES, OWNER_ROLE, SCHEMA } from './names.ts';

/** Makes both roles where they are missing. `client` is connected as the superuser of an embedded cluster. */
export async function makeRoles(client: ClientBase): Promise<void> {
  for (const role of [OWNER_ROLE, APP_ROLE]) {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) await client.query(`create role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls`);
  }
}

/** Makes a database that belongs to the owner and that nobody else but the application may enter, where it is missing. */
export async function makeDatabase(client: ClientBase, name: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  if (rowCount !== 0) return;
  const quoted = escapeIdentifier(name);
  await client.query(`create database ${quoted} owner ${OWNER_ROLE} template template0 encoding 'UTF8'`);
  await client.query(`revoke all on database ${quoted} from public`);
  await client.query(`grant connect on database ${quoted} to ${APP_ROLE}`);
}

type RoleFacts = {
  name: string;
  version: number;
  superuser: boolean;
  bypasses: boolean;
  owns: boolean;
  usable: boolean;
  migrated: boolean;
};

/**
 * Checks the role that the application works as, and returns its name. Throws StartProblem if the server is too old, or if the
 * role would not be held by row security: a superuser, one with BYPASSRLS, one that owns our tables or belongs to who does.
 */
export async function checkAppRole(client: ClientBase): Promise<string> {
  const facts = await roleFacts(client);
  if (facts.version < OLDEST_POSTGRES) {
    throw new StartProblem(
      'database-too-old',
      `The database is PostgreSQL ${Math.floor(facts.version / 10_000)}; Fettle needs 15 or newer.`,
      'Point DATABASE_URL to a newer server.',
    );
  }
  const fault = facts.superuser
    ? 'is a superuser'
    : facts.bypasses
      ? 'has BYPASSRLS'
      : facts.owns
        ? "owns Fettle's tables, or belongs to the role that does"
        : null;
  if (fault !== null) {
    throw new StartProblem(
      'database-role',
      `The role ${facts.name} of DATABASE_URL ${fault}, so the row security that keeps clients apart would not bind it.`,
      `Use a role of its own for the work, and the owner for DATABASE_OWNER_URL only:\n\n${roleSql(facts.name === OWNER_ROLE || facts.superuser ? APP_ROLE : facts.name, OWNER_ROLE, 'fettle')}`,
    );
  }
  return facts.name;
}

/** Checks that the application's role may use the tables of a migrated database. */
export async function checkGrants(client: ClientBase): Promise<void> {
  const facts = await roleFacts(client);
  if (!facts.migrated || facts.usable) return;
  const role = escapeIdentifier(facts.name);
  throw new StartProblem(
    'database-grants',
    `The role ${facts.name} of DATABASE_URL may not use the tables of Fettle; they were granted to another role when the database was set up.`,
    `Use that role, or have the owner run, with the other role in place of OTHER:\n\ngrant OTHER to ${role};`,
  );
}

/** Turns a failed connection into what the operator can do about it. `variable`: the setting whose URL was tried. */
export function connectionProblem(error: unknown, variable: 'DATABASE_URL' | 'DATABASE_OWNER_URL', url: string): StartProblem {
  const { user: named, database: base, place } = partsOfUrl(url);
  const user = named ?? APP_ROLE;
  const database = base ?? user;
  const owner = variable === 'DATABASE_OWNER_URL' ? user : OWNER_ROLE;
  const app = variable === 'DATABASE_URL' ? user : APP_ROLE;
  const said = error instanceof DatabaseError ? error.message : connectionMessage(error);
  const missing = ['28P01', '28000', '3D000', '42501'].includes(sqlState(error) ?? '');
  return new StartProblem(
    'database-connect',
    `The database of ${variable} at ${place} could not be reached: ${said}.`,
    missing
      ? `Where roles or database are missing, run as a superuser:\n\n${roleSql(app, owner, database)}`
      : 'Check host, port and firewall, and that PostgreSQL runs.',
    error,
  );
}

/** The problem of a database that has to be migrated by a server that was not told the owner. */
export function ownerMissing(appRole: string, database: string): StartProblem {
  return new StartProblem(
    'database-owner-missing',
    `The database ${database} has to be set up or brought up to this release, which only its owner may do, and DATABASE_OWNER_URL is not set.`,
    `Set it to the same database as the owner. Where there is no owner yet, run as a superuser:\n\n${roleSql(appRole, OWNER_ROLE, database)}`,
  );
}

/** The problem of an owner who may not make the schema. */
export function ownerPowerless(owner: string, database: string, cause: unknown): StartProblem {
  return new StartProblem(
    'database-owner-rights',
    `The role ${owner} of DATABASE_OWNER_URL may not make the schema ${SCHEMA} in the database ${database}.`,
    `Run as a superuser:\n\nalter database ${escapeIdentifier(database)} owner to ${escapeIdentifier(owner)};`,
    cause,
  );
}

/** The SQL that makes roles and database, for a superuser to run. Passwords are the operator's. */
export function roleSql(app: string, owner: string, database: string): string {
  const [a, o, d] = [escapeIdentifier(app), escapeIdentifier(owner), escapeIdentifier(database)];
  return [
    `create role ${o} login nosuperuser nobypassrls password 'CHOOSE ONE';`,
    `create role ${a} login nosuperuser nobypassrls password 'CHOOSE ANOTHER';`,
    `create database ${d} owner ${o} template template0 encoding 'UTF8';`,
    `revoke all on database ${d} from public;`,
    `grant connect on database ${d} to ${a};`,
  ].join('\n');
}

async function roleFacts(client: ClientBase): Promise<RoleFacts> {
  const { rows } = await client.query<RoleFacts>(
    `select current_user::text as name, current_setting('server_version_num')::int as version, r.rolsuper as superuser,
            r.rolbypassrls as bypasses, n.oid is not null as migrated,
            -- membership at all, not only inherited rights: SET ROLE would do
            (n.oid is not null and (pg_has_role(current_user, n.nspowner, 'member')
              or exists (select from pg_class c where c.relnamespace = n.oid and pg_has_role(current_user, c.relowner, 'member')))) as owns,
            (n.oid is not null and has_schema_privilege(current_user, n.oid, 'usage')) as usable
     from pg_roles r left join pg_namespace n on n.nspname = $1 where r.rolname = current_user`,
    [SCHEMA],
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('The database does not know the role that is connected to it.');
  return facts;
}

function connectionMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(connectionMessage).join('; ');
  return error instanceof Error ? error.message : String(error);
}
