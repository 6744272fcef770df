/**
 * Proposes by itself where the policy says so: one server a client, once a time that is due. A crash leaves the client as it was, so that the next round does it; what was committed
 * is on the way, and is not proposed twice.
 */
import { lastProposing, nextProposing } from '@fettle/core/policy';
import type { Proposing, ProposingByItself } from '@fettle/core/policy';
import { canonicalise } from '@fettle/proof/canonical';
import { clientZones, giveUpUnapproved, isStandingStill } from '../deployments/index.ts';
import type { Engine } from '../deployments/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { effectivePolicy, layForClient } from '../policies/index.ts';
import type { PolicyInForce } from '../policies/index.ts';
import { lookAtOffers } from './look.ts';
import {
  dueClients,
  forgetProposals,
  isUrgentDue,
  lockLook,
  noteLook,
  noteSetting,
  noteUrgentLook,
  readLook,
  readReplaced,
} from './store.ts';
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

/**
 * Looks at a client at once, as if its time had come; the times of its policy stay as they are. `by person`: its policy has a person propose, or can not be read; `busy`: a
 * look is under way just now.
 */
export async function lookNow(tx: Tx, context: Context, clientId: string): Promise<'looked' | 'by person' | 'busy'> {
  if (!(await lockLook(tx, clientId))) return 'busy';
  const { due, ...setting } = await noteWhatIsDue(tx, context, clientId);
  if (due === null) return 'by person';
  await proposeWhatIsOffered(tx, context, { ...setting, ...due, clientId, stopped: await isStandingStill(tx, clientId) });
  return 'looked';
}

async function lookOnce(tx: Tx, context: Context, clientId: string, stopped: boolean): Promise<boolean> {
  if (!(await lockLook(tx, clientId))) return false;
  const { due, ...setting } = await noteWhatIsDue(tx, context, clientId);
  if (due === null) return false;
  // Times before the policy said so are not caught up on; one that passed while no server ran is.
  const last = lastProposing(due.proposing, setting.zone, setting.now);
  const isDone = (until: string | null) => until !== null && last !== null && Temporal.Instant.compare(last, until) <= 0;
  if (last === null || isDone(setting.since) || isDone(setting.lookedAt))
    return lookForUrgent(tx, context, { ...setting, ...due, clientId, stopped });
  await proposeWhatIsOffered(tx, context, { ...setting, ...due, clientId, stopped });
  return true;
}

/** Between the times of the policy: what became urgent since the last look and lies within a standing approval, where the policy has it proposed at once. After a panic stop it is looked again. */
async function lookForUrgent(tx: Tx, context: Context, { clientId, policy, proposing, zone, now, stopped }: Due): Promise<boolean> {
  if (stopped || !(await isUrgentDue(tx, clientId))) return false;
  await lookAtOffers(tx, context, { clientId, policy, proposing, day: dayOf(now, zone), only: 'urgent' });
  await noteUrgentLook(tx, clientId, now.toString());
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'policy', id: null }));
  return true;
}

function dayOf(now: Temporal.Instant, zone: string): string {
  return now.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** What the policy says now, noted with the time at which it is due next. `due: null`: nothing is proposed by itself here. The look must be locked. */
async function noteWhatIsDue(tx: Tx, context: Context, clientId: string) {
  const now = context.clock.now();
  const at = now.toString();
  const { policy, proposing, zone } = await readSetting(tx, clientId);
  const known = await readLook(tx, clientId);
  const isSame = known !== undefined && canonicalise(known.proposing) === canonicalise(proposing);
  const since = isSame ? known.since : at;
  await noteSetting(tx, clientId, { proposing, since, nextAt: nextOf(proposing, zone, now), at });
  const due = policy === null || proposing?.kind !== 'by-itself' ? null : { policy, proposing };
  return { due, zone, now, since, lookedAt: known?.looked_at ?? null };
}

type Due = {
  readonly clientId: string;
  readonly policy: PolicyInForce;
  readonly proposing: ProposingByItself;
  readonly zone: string;
  readonly now: Temporal.Instant;
  readonly stopped: boolean;
};

async function proposeWhatIsOffered(tx: Tx, context: Context, { clientId, policy, proposing, zone, now, stopped }: Due): Promise<void> {
  const at = now.toString();
  const lanes: readonly LaneLook[] = stopped ? [] : await lookAtOffers(tx, context, { clientId, policy, proposing, day: dayOf(now, zone) });
  const trouble = stopped ? 'A panic stop is in force, so that nothing is proposed.' : null;
  await noteLook(tx, clientId, { at, lanes, trouble });
  await forgetProposals(tx, { clientId, policy, now: at });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'policy', id: null }));
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
