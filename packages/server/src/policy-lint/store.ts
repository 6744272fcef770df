/** The SQL of looks at policies and of what they found. Only this file writes their tables. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { tryLock } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Found } from './found.ts';

export type FindingRow = {
  readonly client_id: string;
  readonly client_name: string;
  readonly id: string;
  readonly code: string;
  readonly severity: 'attention' | 'failing';
  readonly policy_id: string | null;
  readonly policy_name: string;
  readonly policy_level: 'provider' | 'client' | 'site' | 'group' | 'device' | null;
  readonly path: string;
  readonly sentence: string;
  readonly evidence: Found['evidence'];
  readonly opened_at: string;
  readonly seen_at: string;
  readonly gone_at: string | null;
};
export type LookRow = {
  readonly client_id: string;
  readonly client_name: string;
  readonly looked_at: string | null;
  readonly devices: number;
  readonly trouble: string | null;
};

/**
 * Clients that are to be looked at: never looked at, not for `dailyHours`, or something that policies stand on was changed since. What changes without a row of its own,
 * such as what scans tell, waits for the daily look.
 */
export async function dueClients(tx: Tx, now: string, dailyHours: number): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    with provider as (
      select greatest(
        (select max(saved_at) from provider_policy_version), (select max(removed_at) from provider_policy), (select max(saved_at) from provider_group),
        (select max(removed_at) from provider_group)
      ) as changed_at
    )
    select c.client_id from client c left join policy_look l on l.client_id = c.client_id cross join provider
    where l.looked_at is null or l.looked_at <= ${now}::timestamptz - ${dailyHours} * interval '1 hour' or provider.changed_at > l.looked_at
      or exists (select 1 from policy_version x where x.client_id = c.client_id and x.saved_at > l.looked_at)
      or exists (select 1 from policy x where x.client_id = c.client_id and x.removed_at > l.looked_at)
      or exists (select 1 from device_group x where x.client_id = c.client_id and (x.saved_at > l.looked_at or x.removed_at > l.looked_at))
      or exists (select 1 from change_freeze x where x.client_id = c.client_id and x.made_at > l.looked_at)
      or exists (select 1 from change_freeze_event x where x.client_id = c.client_id and x.at > l.looked_at)
      or exists (select 1 from holiday_list x where x.client_id = c.client_id and x.changed_at > l.looked_at)
      or exists (select 1 from client_framework x where x.client_id = c.client_id and x.set_at > l.looked_at)
      or exists (select 1 from client_sla x where x.client_id = c.client_id and x.saved_at > l.looked_at)
      or exists (select 1 from stand_in x where x.client_id = c.client_id and x.recorded_at > l.looked_at)
      or exists (select 1 from stand_in_end x where x.client_id = c.client_id and x.at > l.looked_at)
      or exists (select 1 from device x where x.client_id = c.client_id and x.enrolled_at > l.looked_at)
    order by l.looked_at nulls first, c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** True for one of those who look at a client at once: the other leaves it. */
export async function lockLook(tx: Tx, clientId: string): Promise<boolean> {
  return tryLock(tx, `policy look ${clientId}`);
}

/** Keeps what was found: what is there stays one record, what is new begins one, and what is not found any more is gone. True where something began, ended or changed its severity. */
export async function keepFound(tx: Tx, clientId: string, found: readonly Found[], newId: () => string, at: string): Promise<boolean> {
  const open = await sql<{ about: string; severity: string }>`
    select about, severity from policy_finding where client_id = ${clientId} and gone_at is null`.execute(tx);
  const before = new Map(open.rows.map((row) => [row.about, row.severity]));
  for (const one of found)
    await sql`
      insert into policy_finding as f (client_id, id, about, code, severity, policy_id, policy_name, policy_level, path, sentence, evidence, opened_at, seen_at)
      values (${clientId}, ${newId()}, ${one.about}, ${one.code}, ${one.severity}, ${one.policyId}, ${one.policyName}, ${one.policyLevel}, ${one.path}, ${one.sentence},
        ${JSON.stringify(one.evidence)}, ${at}, ${at})
      on conflict (client_id, about) where gone_at is null do update set severity = excluded.severity, policy_name = excluded.policy_name,
        sentence = excluded.sentence, evidence = excluded.evidence, seen_at = excluded.seen_at`.execute(tx);
  const gone = await sql`
    update policy_finding set gone_at = ${at} where client_id = ${clientId} and gone_at is null and about <> all(${found.map(({ about }) => about)}::text[])`.execute(
    tx,
  );
  return (gone.numAffectedRows ?? 0n) > 0n || found.some(({ about, severity }) => before.get(about) !== severity);
}

export async function noteLook(
  tx: Tx,
  clientId: string,
  look: { readonly at: string; readonly devices: number; readonly trouble: string | null },
): Promise<void> {
  await sql`
    insert into policy_look (client_id, looked_at, devices, trouble) values (${clientId}, ${look.at}, ${look.devices}, ${look.trouble})
    on conflict (client_id) do update set looked_at = excluded.looked_at, devices = excluded.devices, trouble = excluded.trouble`.execute(
    tx,
  );
}

/** Findings `f`, the newest first. */
export async function readFindings(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly FindingRow[]> {
  const found = await sql<FindingRow>`
    select f.*, c.name as client_name from policy_finding f join client c on c.client_id = f.client_id where ${where} order by f.id desc limit ${limit}`.execute(
    tx,
  );
  return found.rows;
}

/** By name: when each of these clients was looked at last, and the devices that it has now. */
export async function readLooks(tx: Tx, clientIds: readonly string[]): Promise<readonly LookRow[]> {
  const found = await sql<LookRow>`
    select c.client_id, c.name as client_name, l.looked_at, l.trouble,
      (select count(*)::int from device d where d.client_id = c.client_id and d.status <> 'retired') as devices
    from client c left join policy_look l on l.client_id = c.client_id
    where c.client_id = any(${[...clientIds]}::uuid[]) order by lower(c.name), c.client_id`.execute(tx);
  return found.rows;
}
