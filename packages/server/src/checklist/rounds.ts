/** The twelve steps are computed and kept every hour, whether or not somebody asks: so it is a fact since when, and how it was on a past day. */
import { checklistOf } from '@fettle/core/checklist';
import type { ChecklistStep } from '@fettle/core/checklist';
import { readRules } from './rules.ts';
import { timestamp } from '../platform/clock.ts';
import { allClientIds, inClients, notify, tryLock } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readChecklistFacts } from './facts.ts';
import { lastDay } from './past.ts';
import { dueClients, isDue, keepSteps, noteLook, readStood } from './history-store.ts';

/** Under an hour, so that with the time until the next round it is one at most. */
const everyMinutes = 50;
/** Rounds come every minute: 500 clients are through within a quarter of an hour, and no round takes the database for long. */
const mostOfRound = 40;

export type StandingNow = { readonly at: string; readonly steps: readonly (ChecklistStep & { readonly since: string | null })[] };

/** How a client stands now; kept, unless another keeps it at this moment. Null: there is no such client in view of the transaction. */
export async function standNow(tx: Tx, context: Context, clientId: string): Promise<StandingNow | null> {
  const mine = await tryLock(tx, lockOf(clientId));
  const at = context.now();
  const { rules } = await readRules(tx);
  const facts = await readChecklistFacts(tx, context, { clientId, deviceIds: null }, rules);
  if (facts === null) return null;
  const steps = checklistOf(facts, rules);
  const since = mine ? await keep(tx, clientId, at, steps) : await knownSince(tx, clientId, at, steps);
  return { at, steps: steps.map((step) => ({ ...step, since: since.get(step.step) ?? at })) };
}

/** How some devices of a client stand now. Nothing is kept of it. */
export async function standOf(tx: Tx, context: Context, clientId: string, deviceIds: readonly string[]): Promise<StandingNow | null> {
  const at = context.now();
  const { rules } = await readRules(tx);
  const facts = await readChecklistFacts(tx, context, { clientId, deviceIds }, rules);
  return facts === null ? null : { at, steps: checklistOf(facts, rules).map((step) => ({ ...step, since: null })) };
}

async function keep(tx: Tx, clientId: string, at: string, steps: readonly ChecklistStep[]): Promise<ReadonlyMap<number, string>> {
  const { since, changed } = await keepSteps(tx, clientId, at, steps);
  await noteLook(tx, clientId, at);
  if (changed) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'checklist', id: null }));
  return since;
}

async function knownSince(tx: Tx, clientId: string, at: string, steps: readonly ChecklistStep[]): Promise<ReadonlyMap<number, string>> {
  const { from, to } = lastDay(Temporal.Instant.from(at));
  const stood = await readStood(tx, clientId, from, to);
  return new Map(stood.flatMap((row) => (steps[row.step - 1]?.state === row.state ? [[row.step, row.state_since] as const] : [])));
}

/** One round over the clients that are due. Returns how many were computed. */
export async function checklistRound(context: Context, signal?: AbortSignal): Promise<number> {
  const all = await allClientIds(context.db);
  const anHourAgo = timestamp(context.clock.now().subtract({ minutes: everyMinutes }));
  const { before, due } = await inClients(context.db, all, async (tx) => {
    // What was computed by other rules than those of now is computed again.
    const { setAt } = await readRules(tx);
    const before = setAt !== null && setAt > anHourAgo ? setAt : anHourAgo;
    return { before, due: await dueClients(tx, before, mostOfRound) };
  });
  let computed = 0;
  for (const clientId of due) {
    if (signal?.aborted === true) break;
    computed += (await computeSafely(context, clientId, before)) ? 1 : 0;
  }
  return computed;
}

/** One client's trouble never keeps others from being computed; it is told by the log, and what was not computed is unknown. */
async function computeSafely(context: Context, clientId: string, before: string): Promise<boolean> {
  try {
    return await inClients(context.db, [clientId], async (tx) => {
      // Another server may have computed it since the round began, or does so now.
      if (!(await tryLock(tx, lockOf(clientId))) || !(await isDue(tx, clientId, before))) return false;
      return (await standNow(tx, context, clientId)) !== null;
    });
  } catch (error) {
    context.log.error({ err: error, clientId }, 'the twelve steps of a client could not be computed');
    await inClients(context.db, [clientId], (tx) => noteLook(tx, clientId, context.now()));
    return false;
  }
}

function lockOf(clientId: string): string {
  return `checklist ${clientId}`;
}
