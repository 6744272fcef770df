/** What people say of the urgency of updates beside the rules: a fault that a device shows, or that it is urgent or normal, with a reason and for a while. */
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context, Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { urgencyWordHandlers } from './handlers.ts';
import type { Parts } from './handlers.ts';
import { readEnded } from './store.ts';

export { readSaidOf, readScopes, readStandingWords, saidOfSoftware } from './store.ts';
export type { Said } from './store.ts';
export type { Parts } from './handlers.ts';

/** How late it may be noticed that a word has ended. */
const lookEveryMs = 60_000;

export function urgencyWordsFeature(parts: Parts): Feature {
  return {
    name: 'urgency words',
    handlers: urgencyWordHandlers(parts),
    async start(context) {
      let looked: string | null = null;
      return keepWorking(context, {
        topic: 'urgency words',
        everyMs: lookEveryMs,
        async round() {
          const now = context.now();
          await endWords(context, parts, looked);
          looked = now;
        },
        failed: 'words about urgency could not be looked at; it is tried again',
      });
    },
  };
}

/** Has offers judged again whose word has ended. What is asked is what offers go by, so that nothing is missed while no server runs; `since`: of the last look, null: none yet. */
export async function endWords(context: Context, { changed }: Pick<Parts, 'changed'>, since: string | null = null): Promise<void> {
  const ended = await inClients(context.db, await allClientIds(context.db), (tx) => readEnded(tx, context.now(), since));
  for (const word of ended) await inClients(context.db, [word.clientId], (tx) => changed(tx, word));
}
