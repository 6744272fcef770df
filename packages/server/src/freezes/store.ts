/** The SQL of freezes. Only this file writes their tables; freezes and what became of them are added, never changed. */
import type { Freeze, FreezeScope } from '@fettle/core/calendar';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';

type Stored = {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly reason: string;
  readonly scope: FreezeScope['kind'];
  readonly site_ids: readonly string[];
  readonly rings: readonly string[];
  readonly starts_at: string;
  readonly ends_at: string;
  readonly except_urgent: boolean;
  readonly ended_at: string | null;
};
export type FreezeRow = Stored & {
  /** null: the provider's, or a client that is out of sight. */
  readonly client_name: string | null;
  readonly site_names: readonly string[];
  readonly made_by: string;
  readonly made_at: string;
  readonly ended_by: string | null;
  readonly ended_because: string | null;
};

/** Freezes `f` that fit, the newest first, with names. */
export async function readFreezeRows(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly FreezeRow[]> {
  const found = await sql<FreezeRow>`
    select f.*, c.name as client_name, ${named(sql`f.made_by`)} as made_by,
      case when f.ended_by is null then null else ${named(sql`f.ended_by`)} end as ended_by,
      array(select s.name from site s where s.client_id = f.client_id and s.id = any(f.site_ids) order by s.name) as site_names
    from change_freeze_now f left join client c on c.client_id = f.client_id
    where ${where} order by f.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** More freezes than anybody keeps an eye on; what comes after the earliest of them is told when they are over. */
const mostAtOnce = 1_000;

/** What binds these clients at `since` or later, those of all clients among it, by client; the provider's stand under its own id. */
export async function readFreezesOf(tx: Tx, clientIds: readonly string[], since: string): Promise<ReadonlyMap<string, readonly Freeze[]>> {
  const found = await sql<Stored>`
    select f.id, f.client_id, f.name, f.reason, f.scope, f.site_ids, f.rings, f.starts_at, f.ends_at, f.except_urgent, f.ended_at
    from change_freeze_now f
    where f.client_id = any(${[...clientIds, providerId]}::uuid[]) and f.ends_at > ${since} and (f.ended_at is null or f.ended_at > ${since})
    order by f.starts_at, f.id limit ${mostAtOnce}`.execute(tx);
  const byClient = new Map<string, Freeze[]>();
  for (const row of found.rows) byClient.set(row.client_id, [...(byClient.get(row.client_id) ?? []), freezeOf(row)]);
  return byClient;
}

/** The same for one client: its own and the provider's. */
export async function readFreezes(tx: Tx, clientId: string, since: string): Promise<readonly Freeze[]> {
  const found = await readFreezesOf(tx, [clientId], since);
  return [...(found.get(clientId) ?? []), ...(found.get(providerId) ?? [])];
}

export function freezeOf(row: Stored): Freeze {
  return {
    id: row.id,
    name: row.name,
    reason: row.reason,
    scope: scopeOf(row),
    from: row.starts_at,
    until: row.ends_at,
    exceptUrgent: row.except_urgent,
    endedAt: row.ended_at,
  };
}

function scopeOf({ scope, site_ids: ids, rings: names }: Stored): FreezeScope {
  switch (scope) {
    case 'sites':
      return { kind: scope, ids };
    case 'rings':
      return { kind: scope, names };
    default:
      return { kind: scope };
  }
}

/** `by`: the id of who declares it. */
export async function addFreeze(
  tx: Tx,
  {
    clientId,
    freeze,
    by,
    at,
  }: { readonly clientId: string; readonly freeze: Omit<Freeze, 'endedAt'>; readonly by: string; readonly at: string },
): Promise<void> {
  const { scope } = freeze;
  await tx
    .insertInto('change_freeze')
    .values({
      client_id: clientId,
      id: freeze.id,
      name: freeze.name,
      reason: freeze.reason,
      scope: scope.kind,
      site_ids: scope.kind === 'sites' ? [...scope.ids] : [],
      rings: scope.kind === 'rings' ? [...scope.names] : [],
      starts_at: freeze.from,
      ends_at: freeze.until,
      except_urgent: freeze.exceptUrgent,
      made_by: by,
      made_at: at,
    })
    .execute();
}

/** False where somebody ended it before. */
export async function addEnd(
  tx: Tx,
  row: { readonly clientId: string; readonly id: string; readonly because: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('change_freeze_event')
    .values({ client_id: row.clientId, freeze_id: row.id, what: 'ended', because: row.because, by: row.by, at: row.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Which of these are sites of the client. */
export async function knownSites(tx: Tx, clientId: string, ids: readonly string[]): Promise<number> {
  const found = await sql<{ known: number }>`
    select count(*)::int as known from site where client_id = ${clientId} and id = any(${[...ids]}::uuid[])`.execute(tx);
  return found.rows[0]?.known ?? 0;
}
