/**
 * Looks at deployments when their time has come. The time in the database is the truth, looked up every few seconds; hints only make it sooner. Several
 * servers may do so on one database: a row is looked at by one of them at a time. One deployment's error never keeps others from being looked at.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { inClients, inNoClient } from '../platform/database/index.ts';
import type { Context, Stop } from '../platform/feature.ts';
import { wakeTopic } from './reactions.ts';
import { reconcileDeployment } from './reconcile.ts';
import type { Looked } from './reconcile.ts';
import type { Engine } from './types.ts';

const pollMs = 5_000;
const mostAtOnce = 4;
const perRound = 100;
/** After a hint several looks may follow one another (a plan, then its first look); more than this waits for the next round. */
const mostRounds = 10;
const longestBackOffMs = 5 * 60_000;

type Due = { readonly client_id: string; readonly deployment_id: string };
type BackOff = { readonly failures: number; readonly until: number };

/** One process's rounds over everything that is due. */
export type Worker = {
  /** Looks at everything that is due, once more while looks lead to looks. Returns how many looks were made. */
  readonly round: () => Promise<number>;
};

export function makeWorker(engine: Engine, context: Context): Worker {
  const backOffs = new Map<string, BackOff>();
  const nowMs = () => context.clock.now().epochMilliseconds;

  async function round(): Promise<number> {
    let looks = 0;
    for (let turn = 0; turn < mostRounds; turn += 1) {
      const due = await readDue();
      if (due.length === 0) return looks;
      const ends = await lookAtAll(due);
      const looked = ends.filter((end) => end === 'looked').length;
      looks += looked;
      if (looked === 0) return looks;
    }
    return looks;
  }

  async function readDue(): Promise<Due[]> {
    const register = await inNoClient(context.db, (tx) => tx.selectFrom('client_register').select('client_id').execute());
    const waiting = [...backOffs].filter(([, { until }]) => until > nowMs()).map(([id]) => id);
    return inClients(
      context.db,
      register.map(({ client_id }) => client_id),
      (tx) =>
        tx
          .selectFrom('deployment_state')
          .select(['client_id', 'deployment_id'])
          .where('wake_at', '<=', context.now())
          .where(sql<boolean>`deployment_id <> all(${waiting}::uuid[])`)
          .orderBy('wake_at')
          .limit(perRound)
          .execute(),
    );
  }

  async function lookAtAll(due: readonly Due[]): Promise<(Looked | 'failed')[]> {
    const open = [...due];
    const ends: (Looked | 'failed')[] = [];
    const work = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) ends.push(await lookAt(next));
    };
    await Promise.all(Array.from({ length: mostAtOnce }, work));
    return ends;
  }

  async function lookAt({ client_id: clientId, deployment_id: deploymentId }: Due): Promise<Looked | 'failed'> {
    try {
      const looked = await reconcileDeployment(engine, context, clientId, deploymentId);
      backOffs.delete(deploymentId);
      return looked;
    } catch (error) {
      const failures = (backOffs.get(deploymentId)?.failures ?? 0) + 1;
      const wait = Math.min(pollMs * 2 ** (failures - 1), longestBackOffMs);
      backOffs.set(deploymentId, { failures, until: nowMs() + wait });
      context.log.error({ err: error, clientId, deploymentId, failures }, 'a deployment could not be looked at; it is tried again');
      return 'failed';
    }
  }

  return { round };
}

/** Rounds until stopped: every few seconds, and at each hint. */
export function startWorker(engine: Engine, context: Context): Stop {
  const worker = makeWorker(engine, context);
  const stopping = new AbortController();
  let hinted = false;
  let sleep = new AbortController();
  const unlisten = context.wake.on(wakeTopic, () => {
    hinted = true;
    sleep.abort();
  });
  const running = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      hinted = false;
      try {
        await worker.round();
      } catch (error) {
        context.log.error({ err: error }, 'what is due could not be found out; it is tried again');
      }
      if (!hinted) await rest();
    }
  }

  /** Until the next time to poll, a hint, or the stop. */
  async function rest(): Promise<void> {
    sleep = new AbortController();
    await pause(pollMs, undefined, { signal: AbortSignal.any([sleep.signal, stopping.signal]) }).catch(() => {});
  }

  return async () => {
    unlisten();
    stopping.abort();
    await running;
  };
}
