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
/** A deployment is not looked at again for as long as its look took: reports of a large one that arrive one after another are seen together, and others have their turn. */
const longestRestMs = 1_000;

type Due = { readonly client_id: string; readonly deployment_id: string };
type BackOff = { readonly failures: number; readonly until: number };

/** One process's rounds over everything that is due. */
export type Worker = {
  /** Looks at everything that is due, once more while looks lead to looks. Returns how many looks were made. */
  readonly round: () => Promise<number>;
};

export function makeWorker(engine: Engine, context: Context): Worker {
  const backOffs = new Map<string, BackOff>();
  /** Until when, of this process's own time, and not of the context's clock. */
  const resting = new Map<string, number>();
  const nowMs = () => context.clock.now().epochMilliseconds;

  async function round(): Promise<number> {
    let looks = 0;
    for (let turn = 0; turn < mostRounds; turn += 1) {
      const due = await awake(await readDue());
      if (due.length === 0) return looks;
      const ends = await lookAtAll(due);
      const looked = ends.filter((end) => end === 'looked').length;
      looks += looked;
      if (looked === 0) return looks;
    }
    return looks;
  }

  /** Without those that rest; where all of them do, it waits for the first. */
  async function awake(due: readonly Due[]): Promise<readonly Due[]> {
    for (const [id, until] of resting) if (until <= performance.now()) resting.delete(id);
    const ready = due.filter(({ deployment_id: id }) => !resting.has(id));
    if (ready.length > 0 || due.length === 0) return ready;
    const first = Math.min(...due.map(({ deployment_id: id }) => resting.get(id) ?? 0));
    // A timer counts whole milliseconds, and may end within the last one.
    await pause(Math.max(0, Math.ceil(first - performance.now()) + 1));
    return due.filter(({ deployment_id: id }) => (resting.get(id) ?? 0) <= performance.now());
  }

  async function readDue(): Promise<Due[]> {
    const register = await inNoClient(context.db, (tx) => tx.selectFrom('client_register').select('client_id').execute());
    const waiting = [...backOffs].filter(([, { until }]) => until > nowMs()).map(([id]) => id);
    return inClients(
      context.db,
      register.map(({ client_id }) => client_id),
      async (tx) => {
        const found = await sql<Due>`
          select w.client_id, w.deployment_id from (
            select client_id, deployment_id, wake_at as at from deployment_state where wake_at <= ${context.now()}
            union all select client_id, deployment_id, at from deployment_wake
          ) w where w.deployment_id <> all(${waiting}::uuid[])
          group by w.client_id, w.deployment_id order by min(w.at), w.deployment_id limit ${perRound}`.execute(tx);
        return found.rows;
      },
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
    const began = performance.now();
    try {
      const looked = await reconcileDeployment(engine, context, clientId, deploymentId);
      backOffs.delete(deploymentId);
      const ended = performance.now();
      if (looked === 'looked') resting.set(deploymentId, ended + Math.min(ended - began, longestRestMs));
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
      let looks = 0;
      try {
        looks = await worker.round();
      } catch (error) {
        context.log.error({ err: error }, 'what is due could not be found out; it is tried again');
      }
      // After as many as one round takes there may be more.
      if (!hinted && looks === 0) await rest();
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
