/** The audit trail as a file of lines that `fettle evidence verify` checks without any server: header, entries, checkpoints, authority. */
import { chainStart } from '@fettle/proof/chain';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { evidenceEntryLine, evidenceEnvelopeLine, evidenceHeaderLine } from '@fettle/proof/evidence-lines';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context, Document } from '../platform/feature.ts';
import { checkpointChain } from './checkpoint.ts';
import { readChain, readCheckpoints } from './store.ts';

const batch = 5000;

/** The whole chain of a client, or of the provider, with a checkpoint made for this export. */
export async function exportChain(context: Context, chain: string, authority: Envelope | null): Promise<Document> {
  const lines = await inClients(context.db, [chain], (tx) => linesOf(tx, context, chain, authority));
  const day = context.now().slice(0, 10);
  return {
    document: true,
    contentType: 'application/x-ndjson',
    fileName: `fettle-audit-${chain}-${day}.jsonl`,
    body: `${lines.join('\n')}\n`,
  };
}

async function linesOf(tx: Tx, context: Context, chain: string, authority: Envelope | null): Promise<string[]> {
  await checkpointChain(tx, context, chain);
  const lines = [evidenceHeaderLine({ chain, serverKey: context.serverKey.publicKey, exportedAt: context.now(), after: chainStart })];
  for (let after = 0; ;) {
    const rows = await readChain(tx, chain, after, batch);
    for (const row of rows) lines.push(evidenceEntryLine({ seq: row.seq, entry: row.entry, head: row.head.toString('hex') }));
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < batch) break;
  }
  // Stored as the server itself signed and sealed them.
  for (const checkpoint of await readCheckpoints(tx, chain)) lines.push(evidenceEnvelopeLine(checkpoint.envelope as Envelope));
  if (authority !== null) lines.push(evidenceEnvelopeLine(authority));
  return lines;
}
