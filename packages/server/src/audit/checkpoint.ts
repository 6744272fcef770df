/** Signed checkpoints of every chain that grew: once a day, at the start, and with each export. Written to a folder too, so that they can leave the machine. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootOfLeaves, signCheckpoint } from '@fettle/proof/checkpoint';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { addCheckpoint, chainsWithoutCheckpoint, readChain } from './store.ts';

const batch = 5000;

/** Signs what the chain is now, in the transaction, and stores it. Null where the chain has no entry. */
export async function checkpointChain(
  tx: Tx,
  context: Context,
  chain: string,
): Promise<{ readonly size: number; readonly envelope: unknown } | null> {
  const leaves: Uint8Array[] = [];
  let head = '';
  for (let after = 0; ;) {
    const rows = await readChain(tx, chain, after, batch);
    for (const row of rows) {
      leaves.push(row.leaf);
      head = row.head.toString('hex');
    }
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < batch) break;
  }
  if (leaves.length === 0) return null;
  const at = context.now();
  const envelope = signCheckpoint({ chain, size: leaves.length, root: rootOfLeaves(leaves), head, at }, context.serverKey);
  await addCheckpoint(tx, chain, leaves.length, envelope, at);
  return { size: leaves.length, envelope };
}

/** Checkpoints of all chains that grew, into the database and into the data folder's `checkpoints`. */
export async function checkpointAll(context: Context, chains: readonly string[]): Promise<void> {
  const grown = await inClients(context.db, chains, (tx) => chainsWithoutCheckpoint(tx));
  const folder = join(context.config.dataFolder, 'checkpoints');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { client_id: chain } of grown) {
    const made = await inClients(context.db, [chain], (tx) => checkpointChain(tx, context, chain));
    if (made !== null) await writeFile(join(folder, `${chain}-${made.size}.json`), `${JSON.stringify(made.envelope)}\n`, { mode: 0o600 });
  }
}
