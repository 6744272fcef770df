/**
 * Proposes by itself where the policy says so: one server a client, once a time that is due. A crash leaves the client as it was, so that the next round does it; what was committed
 * is on the way, and is not proposed twice.
 */
import { lastProposing, nextProposing } from '@fettle/core/policy';
import type { Proposing } from '@fettle/core/policy';
import { canonicalise } from '@fettle/proof/canonical';
import { clientZones, giveUpUnapproved, isStandingStill } from '../deployments/index.ts';
import type { Engine } from '../deployments/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { effectivePolicy, layForClient } from '../policies/index.ts';
import { lookAtOffers } from './look.ts';
import { dueClients, forgetProposals, lockLook, noteLook, noteSetting, readLook, readReplaced } from './store.ts';
import type { LaneLook } from './types.ts';

/** One round over the clients that are due. Returns at how many clients' offers it looked. */
export async function proposalRound(engine: Engine, context: Context, signal?: AbortSignal): Promise<number> {
  const all = await allClientIds(context.db);
  const due = await inClients(context.db, all, (tx) => dueClients(tx, context.now()));
  let looked = 0;
  for (const clientId of due) {
    if (signal?.aborted === true) break;
    looked += (await lookSafely(context, clientId)) ? 1 : 0;
  }
  await giveUpUnapproved(engine, context, await inClients(context.db, await allClientIds(context.db), readReplaced));
  return looked;
}

/** One client's trouble never keeps others from being looked at; it is kept, and the next time that is due tries again. */
async function lookSafely(context: Context, clientId: string): Promise<boolean> {
  const begun = context.now();
  try {
    return await inClients(context.db, [clientId], async (tx) => lookOnce(tx, context, clientId, await isStandingStill(tx, clientId)));
  } catch (error) {
    context.log.error({ err: error, clientId }, 'what is to be proposed by itself for a client could not be found out');
    await noteTrouble(context, clientId, begun).catch((unnoted: unknown) =>
      context.log.error({ err: unnoted, clientId }, 'nor could that be noted; the next round tries again'),
    );
    return false;
  }
}

/** Nothing where another server looks, or has looked since `begun`: what that did counts. Fails where what the policy says can not be read either. */
async function noteTrouble(context: Context, clientId: string, begun: string): Promise<void> {
  const trouble = 'The last look could not be finished; the log of the server says why.';
  await inClients(context.db, [clientId], async (tx) => {
    if (!(await lockLook(tx, clientId))) return;
    const known = await readLook(tx, clientId);
    if (typeof known?.looked_at === 'string' && Temporal.Instant.compare(known.looked_at, begun) >= 0) return;
    const { proposing, zone } = await readSetting(tx, clientId);
    const at = context.clock.now();
    const since = known?.since ?? at.toString();
    await noteSetting(tx, clientId, { proposing, since, nextAt: nextOf(proposing, zone, at), at: at.toString() });
    await noteLook(tx, clientId, { at: at.toString(), lanes: [], trouble });
  });
}

async function lookOnce(tx: Tx, context: Context, clientId: string, stopped: boolean): Promise<boolean> {
  if (!(await lockLook(tx, clientId))) return false;
  const now = context.clock.now();
  const at = now.toString();
  const { policy, proposing, zone } = await readSetting(tx, clientId);
  const known = await readLook(tx, clientId);
  const isSame = known !== undefined && canonicalise(known.proposing) === canonicalise(proposing);
  const since = isSame ? known.since : at;
  await noteSetting(tx, clientId, { proposing, since, nextAt: nextOf(proposing, zone, now), at });
  if (policy === null || proposing?.kind !== 'by-itself') return false;
  // Times before the policy said so are not caught up on; one that passed while no server ran is.
  const last = lastProposing(proposing, zone, now);
  const isDone = (until: string | null | undefined) =>
    typeof until === 'string' && last !== null && Temporal.Instant.compare(last, until) <= 0;
  if (last === null || isDone(since) || isDone(known?.looked_at)) return false;
  const day = now.toZonedDateTimeISO(zone).toPlainDate().toString();
  const lanes: readonly LaneLook[] = stopped ? [] : await lookAtOffers(tx, context, { clientId, policy, proposing, day });
  const trouble = stopped ? 'A panic stop is in force, so that nothing is proposed.' : null;
  await noteLook(tx, clientId, { at, lanes, trouble });
  await forgetProposals(tx, { clientId, policy, now: at });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'policy', id: null }));
  return true;
}

/** What provider and client say; where a policy can not be read, nobody. */
async function readSetting(tx: Tx, clientId: string) {
  const policy = await effectivePolicy(tx, clientId);
  const { effective, unreadable } = await layForClient(tx, clientId);
  const said = unreadable.length > 0 ? null : (effective.settings.proposing?.value ?? null);
  const zone = (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC';
  return { policy, proposing: said, zone };
}

function nextOf(proposing: Proposing | null, zone: string, now: Temporal.Instant): string | null {
  return proposing?.kind === 'by-itself' ? (nextProposing(proposing, zone, now)?.toString() ?? null) : null;
}
