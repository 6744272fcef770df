/** Agreements begin and end at midnight (UTC) without anybody doing anything: what is counted by them is then counted again. */
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import type { Changed } from './handlers.ts';
import { dayOf } from './standing.ts';
import { clientsBefore, moveToDay } from './store.ts';

/** Moves every client on to today; what began or ended on the days between is told once. Returns the clients that it was told of. */
export async function turnDays(context: Context, changed: Changed, isStopping: () => boolean = () => false): Promise<readonly string[]> {
  const today = dayOf(context.now());
  const waiting = await inClients(context.db, await allClientIds(context.db), (tx) => clientsBefore(tx, today));
  const told: string[] = [];
  for (const clientId of waiting) {
    if (isStopping()) break;
    const turned = await inClients(context.db, [clientId], async (tx) => {
      const turns = await moveToDay(tx, clientId, today);
      if (turns) await changed(tx, clientId);
      return turns;
    });
    if (turned) told.push(clientId);
  }
  return told;
}
