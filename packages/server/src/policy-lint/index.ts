/** Policies are looked at daily and after changes, as they hold for devices; what is unwise or can not work is kept until it is gone. */
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context, Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { policyLookTopic } from '../policies/index.ts';
import { policyLintHandlers } from './handlers.ts';
import { lookAtPolicies } from './look.ts';
import { dueClients, keepFound, lockLook, noteLook } from './store.ts';

export { standingOfClient, standingOfDevices } from './standing.ts';
export type { ClientStanding } from './standing.ts';

const everyMs = 60_000;
const dailyHours = 24;

/** One round over the clients that are due. Returns how many were looked at. */
export async function policyRound(context: Context, signal?: AbortSignal): Promise<number> {
  const all = await allClientIds(context.db);
  const due = await inClients(context.db, all, (tx) => dueClients(tx, context.now(), dailyHours));
  let looked = 0;
  for (const clientId of due) {
    if (signal?.aborted === true) break;
    looked += (await lookSafely(context, clientId)) ? 1 : 0;
  }
  return looked;
}

/** One client's trouble never keeps others from being looked at; it is kept, and tomorrow's look tries again. */
async function lookSafely(context: Context, clientId: string): Promise<boolean> {
  try {
    return await lookOnce(context, clientId);
  } catch (error) {
    context.log.error({ err: error, clientId }, 'the policies of a client could not be looked at');
    const trouble = 'The last look could not be finished; the log of the server says why.';
    await inClients(context.db, [clientId], (tx) => noteLook(tx, clientId, { at: context.now(), devices: 0, trouble }));
    return false;
  }
}

async function lookOnce(context: Context, clientId: string): Promise<boolean> {
  // Taken before anything is read: what is saved meanwhile is newer, and is looked at again.
  const at = context.now();
  return inClients(context.db, [clientId], async (tx) => {
    if (!(await lockLook(tx, clientId))) return false;
    const { devices, found } = await lookAtPolicies(tx, context, clientId);
    const changed = await keepFound(tx, clientId, found, context.newId, at);
    await noteLook(tx, clientId, { at, devices, trouble: null });
    if (changed) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'policy', id: null }));
    return true;
  });
}

export const policyLintFeature: Feature = {
  name: 'policy-lint',
  handlers: policyLintHandlers,
  start: async (context) =>
    keepWorking(context, {
      topic: policyLookTopic,
      everyMs,
      settleMs: 2_000,
      round: (signal) => policyRound(context, signal),
      failed: 'policies could not be looked at; it is tried again',
    }),
};
