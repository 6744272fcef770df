/** The daily comparison: each client's document follows its records by itself. */
import { engine } from '../audit/index.ts';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { makeVersion } from './make.ts';
import { dueClients, noteLook, tryLookLock } from './store.ts';

const dailyHours = 24;

/** One round over the clients that are due. Returns how many new versions it made. */
export async function programmeRound(context: Context, signal?: AbortSignal): Promise<number> {
  const all = await allClientIds(context.db);
  const due = await inClients(context.db, all, (tx) => dueClients(tx, context.now(), dailyHours));
  let made = 0;
  for (const clientId of due) {
    if (signal?.aborted === true) break;
    made += (await lookSafely(context, clientId)) ? 1 : 0;
  }
  return made;
}

/** One client's trouble never keeps others from being looked at; it is kept, and tomorrow's round tries again. */
async function lookSafely(context: Context, clientId: string): Promise<boolean> {
  try {
    return await inClients(context.db, [clientId], async (tx) =>
      (await tryLookLock(tx, clientId)) ? (await makeVersion(tx, context, clientId, { id: 'engine', actor: engine })) === true : false,
    );
  } catch (error) {
    context.log.error({ err: error, clientId }, 'the programme document of a client could not be made');
    const trouble = 'The last comparison with the records could not be finished; the log of the server says why.';
    await inClients(context.db, [clientId], (tx) => noteLook(tx, clientId, { at: context.now(), trouble }));
    return false;
  }
}
