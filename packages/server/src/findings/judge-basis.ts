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
import { queueDevices } from './judge-queue.ts';
import { kevWasTaken, lockClient } from './judge-store.ts';
import { passOver } from './pass-over.ts';
import type { PassedOver } from './pass-over.ts';

/** Devices that are queued in one transaction. */
const pieceSize = 1_000;

/** One text for all that judging follows from and that is the same for all clients. The same rules give the same text, in every process. */
export function basisOf(given: { readonly code: number; readonly data: unknown; readonly kevKnown: boolean }): string {
  return createHash('sha256').update(JSON.stringify(given)).digest('base64url');
}

const data = { urgency: defaultUrgencyRules, frameworks, ssvc: ssvcTables };

/** By what a server judges: of two versions of the code the greater is the newer; of hashes nobody can say which is. */
export type Basis = { readonly version: number; readonly hash: string };

/**
 * Queues the devices of clients that were judged by something else than now, in pieces; a process that dies in between goes on where it stopped. Of servers of different
 * releases the older one leaves it to the newer. Returns by what this server judges.
 */
export async function queueOutdated(
  context: Context,
  isStopping: () => boolean,
  { size = pieceSize, passed = passOver(context) }: { readonly size?: number; readonly passed?: PassedOver } = {},
): Promise<Basis> {
  const { basis, clients } = await inClients(context.db, await allClientIds(context.db), async (tx) => {
    const now = { version: judgingVersion, hash: basisOf({ code: judgingVersion, data, kevKnown: await kevWasTaken(tx) }) };
    return { basis: now, clients: await readOutdated(tx, now, context.now()) };
  });
  for (const clientId of clients) {
    await passed.unlessItFails(clientId, async () => {
      for (let more = true; more && !isStopping();) {
        more = await inClients(context.db, [clientId], async (tx) => {
          await lockClient(tx, clientId);
          // Another server may have been faster.
          const [stillIs] = await readOutdated(tx, basis, context.now());
          return stillIs !== undefined && queuePiece(tx, clientId, basis, size, context.now());
        });
      }
    });
  }
  return basis;
}

/** So long a client is left to the server by whose rules it was judged last: of two releases side by side one gives way, and is stopped soon. */
const givesWayForHours = 1;

/** Where another server judges this client by a newer version, or by what took the place of ours: its rows are left alone, and so are the devices that it queued. */
const isLeftTo = ({ version, hash }: Basis, now: string) =>
  sql`(j.since > ${now}::timestamptz - make_interval(hours => ${givesWayForHours}) and (j.version > ${version} or (j.version = ${version} and j.gave_way is not distinct from ${hash})))`;

/** Whether this client is judged by this basis now, and by no other server's. Its caller holds the client's lock. */
export async function judgesBy(tx: Tx, clientId: string, basis: Basis, now: string): Promise<boolean> {
  const found = await sql`select 1 from judged_by j where j.client_id = ${clientId} and ${isLeftTo(basis, now)}`.execute(tx);
  return found.rows.length === 0;
}

/** Clients of the scope whose devices are to be queued: one that is judged by a newer version is not, however long ago that was. */
async function readOutdated(tx: Tx, basis: Basis, now: string): Promise<readonly string[]> {
  const { version, hash } = basis;
  const found = await sql<{ client_id: string }>`
    select c.client_id from client c left join judged_by j using (client_id)
    where j.client_id is null or (j.version <= ${version} and (j.version < ${version} or j.basis <> ${hash} or j.queued_to is not null) and not ${isLeftTo(basis, now)})
    order by c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Queues the next devices; false: those were the last. */
async function queuePiece(tx: Tx, clientId: string, { version, hash }: Basis, size: number, now: string): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select id from device where client_id = ${clientId} and status <> 'retired' and id > coalesce(
      (select queued_to from judged_by where client_id = ${clientId} and basis = ${hash} and version = ${version}), '00000000-0000-0000-0000-000000000000'::uuid)
    order by id limit ${size}`.execute(tx);
  const devices = found.rows.map((row) => ({ clientId, deviceId: row.id }));
  await queueDevices(tx, devices);
  const more = devices.length === size;
  await sql`
    insert into judged_by as j (client_id, version, basis, queued_to, since) values (${clientId}, ${version}, ${hash}, ${more ? (devices.at(-1)?.deviceId ?? null) : null}, ${now})
    on conflict (client_id) do update set version = excluded.version, basis = excluded.basis, queued_to = excluded.queued_to,
      gave_way = case when j.basis = excluded.basis then j.gave_way else j.basis end, since = case when j.basis = excluded.basis then j.since else excluded.since end`.execute(
    tx,
  );
  return more;
}
