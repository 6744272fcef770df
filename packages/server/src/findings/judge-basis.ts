/**
 * By what offers are judged besides what is published and what devices are: the rules, the frameworks, this code, and whether the catalogue of known exploited
 * vulnerabilities was ever taken. Where one of them is another than before, every device of every client is judged once more.
 */
import { createHash } from 'node:crypto';
import { judgingVersion } from '@fettle/core/findings';
import { frameworks } from '@fettle/core/frameworks';
import { defaultUrgencyRules, ssvcTables } from '@fettle/core/risk';
import { sql } from 'kysely';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { kevWasTaken, lockClient } from './judge-store.ts';

/** Devices that are queued in one transaction. */
const pieceSize = 1_000;

/** One text for all that judging follows from and that is the same for all clients. The same rules give the same text, in every process. */
export function basisOf(given: { readonly code: number; readonly data: unknown; readonly kevKnown: boolean }): string {
  return createHash('sha256').update(JSON.stringify(given)).digest('base64url');
}

const data = { urgency: defaultUrgencyRules, frameworks, ssvc: ssvcTables };

/** Queues the devices of clients that were judged by something else than now, in pieces; a process that dies in between goes on where it stopped. */
export async function queueOutdated(context: Context, isStopping: () => boolean, size = pieceSize): Promise<void> {
  const { basis, clients } = await inClients(context.db, await allClientIds(context.db), async (tx) => {
    const now = basisOf({ code: judgingVersion, data, kevKnown: await kevWasTaken(tx) });
    return { basis: now, clients: await readOutdated(tx, now) };
  });
  for (const clientId of clients) {
    for (let more = true; more && !isStopping();) {
      more = await inClients(context.db, [clientId], async (tx) => {
        await lockClient(tx, clientId);
        return queuePiece(tx, clientId, basis, size);
      });
    }
  }
}

async function readOutdated(tx: Tx, basis: string): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select c.client_id from client c left join judged_by j using (client_id)
    where j.basis is distinct from ${basis} or j.queued_to is not null order by c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Queues the next devices; false: those were the last. */
async function queuePiece(tx: Tx, clientId: string, basis: string, size: number): Promise<boolean> {
  const found = await sql<{ last: string | null; count: number }>`
    with piece as materialized (
      select id from device where client_id = ${clientId} and status <> 'retired'
        and id > coalesce((select queued_to from judged_by where client_id = ${clientId} and basis = ${basis}), '00000000-0000-0000-0000-000000000000'::uuid)
      order by id limit ${size}
    ), queued as (
      insert into judge_device (client_id, device_id, standing) select ${clientId}::uuid, id, false from piece order by id
      on conflict (client_id, device_id) do update set device_id = excluded.device_id
    )
    select (select id from piece order by id desc limit 1) as last, (select count(*) from piece)::int as count`.execute(tx);
  const { last = null, count = 0 } = found.rows[0] ?? {};
  const more = count === size;
  await sql`
    insert into judged_by (client_id, basis, queued_to) values (${clientId}, ${basis}, ${more ? last : null})
    on conflict (client_id) do update set basis = excluded.basis, queued_to = excluded.queued_to`.execute(tx);
  return more;
}
