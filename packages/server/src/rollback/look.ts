/** Looks at every client's ways back from time to time, so that Today and the lint of policies need not: which were never tried, and which drills are overdue. */
import { inClients, notify, allClientIds } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { rollbackRows } from './list.ts';
import { saveLook } from './store.ts';

/** Names that are kept; the rest are counted where they are listed. */
const mostNames = 1_000;

/** One round over all clients. */
export async function lookAtWaysBack(context: Context, signal: AbortSignal): Promise<void> {
  for (const clientId of await allClientIds(context.db)) {
    if (signal.aborted) return;
    await lookAtClient(context, clientId);
  }
}

/** How the ways back of one client stand now. */
export async function lookAtClient(context: Context, clientId: string): Promise<void> {
  await inClients(context.db, [clientId], async (tx) => {
    const at = context.now();
    const rows = await rollbackRows(tx, clientId, at);
    const named = (codes: readonly string[], critical: boolean) =>
      rows
        .filter(({ tier, reasons }) => (!critical || tier === 'mission-critical') && reasons.some(({ code }) => codes.includes(code)))
        .map(({ deviceName }) => deviceName)
        .slice(0, mostNames);
    const untried = named(['way-back.untried', 'way-back.failed'], true);
    const overdue = named(['drill.overdue'], false);
    if (await saveLook(tx, { clientId, at, untried, overdue }))
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'today', id: null }));
  });
}
