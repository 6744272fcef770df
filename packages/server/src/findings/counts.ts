/**
 * The counts behind the Updates screen, kept up a moment after the offers changed: many devices that report at once are counted once. What a process had not
 * yet counted when it died is counted at the next start.
 */
import { coverUpdates, lockClients } from '../decisions/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context, Stop } from '../platform/feature.ts';
import { lockFindingCounts, recountFindings } from './recount-findings.ts';
import { lockUpdateCounts, recount, updatesReplacing } from './store.ts';

const delayMs = 400;
/** After a fault. */
const againMs = 30_000;
type Touched = { readonly byClient: Map<string, Set<number>>; timer: NodeJS.Timeout | null; running: Promise<void> };
const touchedOf = new WeakMap<Context, Touched>();

function touched(context: Context): Touched {
  const found = touchedOf.get(context) ?? { byClient: new Map<string, Set<number>>(), timer: null, running: Promise.resolve() };
  touchedOf.set(context, found);
  return found;
}

/** Notes that offers of these updates changed, or what was read about them. */
export function touchCounts(context: Context, clientId: string, softwareIds: ReadonlySet<number>): void {
  if (softwareIds.size === 0) return;
  const state = touched(context);
  note(state, clientId, softwareIds);
  countLater(context, delayMs);
}

function countLater(context: Context, afterMs: number): void {
  const state = touched(context);
  state.timer ??= setTimeout(() => {
    state.timer = null;
    void settleCounts(context);
  }, afterMs);
  state.timer.unref(); // what was not counted when a process ends is counted at the next start
}

function note({ byClient }: Touched, clientId: string, softwareIds: ReadonlySet<number>): void {
  const known = byClient.get(clientId) ?? new Set<number>();
  for (const id of softwareIds) known.add(id);
  byClient.set(clientId, known);
}

/** Counts what was touched, after the count that is under way: when it returns, all that was touched before is counted. */
export async function settleCounts(context: Context): Promise<void> {
  const state = touched(context);
  state.running = state.running.then(() => countTouched(context, state));
  await state.running;
}

/**
 * Waits for whoever counts or decides at this client, and only then says what time it is: what was stamped is committed as soon as it is counted, so that a look at
 * the desk knows how far back it may have missed something.
 */
async function beginCount(tx: Tx, context: Context, clientId: string): Promise<string> {
  await lockUpdateCounts(tx, clientId);
  await lockFindingCounts(tx, clientId);
  await lockClients(tx, [clientId]);
  return context.now();
}

/** A client that fails is tried again in half a minute. */
async function countTouched(context: Context, state: Touched): Promise<void> {
  const given = [...state.byClient];
  state.byClient.clear();
  for (const [clientId, ids] of given) {
    try {
      await inClients(context.db, [clientId], async (tx) => {
        const sorted = [...ids].toSorted((a, b) => a - b);
        const now = await beginCount(tx, context, clientId);
        await recount(tx, clientId, [...new Set([...sorted, ...(await updatesReplacing(tx, clientId, sorted))])], now);
        await recountFindings(tx, clientId, sorted, now);
        await coverUpdates(tx, clientId, sorted, context.clock.now());
        await notify(tx, 'changed', JSON.stringify({ clientId, what: 'update', id: null }));
      });
    } catch (error) {
      context.log.error({ err: error, clientId }, 'updates could not be counted; they are counted again in half a minute');
      note(state, clientId, ids);
      countLater(context, againMs);
    }
  }
}

/** Counts everything once at the start, and what is left at the stop. */
export async function startCounts(context: Context): Promise<Stop> {
  for (const clientId of await allClientIds(context.db)) {
    await inClients(context.db, [clientId], async (tx) => {
      const now = await beginCount(tx, context, clientId);
      await recount(tx, clientId, null, now);
      await recountFindings(tx, clientId, null, now);
      await coverUpdates(tx, clientId, null, context.clock.now());
    });
  }
  return async () => {
    const state = touched(context);
    if (state.timer !== null) clearTimeout(state.timer);
    await settleCounts(context);
  };
}
