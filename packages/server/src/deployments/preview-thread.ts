/** Runs simulations in a thread of their own, one at a time: computing futures must not keep anybody waiting for an answer. */
import { Worker } from 'node:worker_threads';
import type { Assumptions, ExportedState, Spread } from '@fettle/core/simulation';

export type FuturesAsked = {
  readonly state: ExportedState;
  readonly from: string;
  readonly assumptions: Assumptions;
  readonly seed: number;
  readonly runs: number;
};

export type FuturesMade =
  | { readonly ok: true; readonly spread: Spread }
  | { readonly ok: false; readonly because: 'too many' | 'too long' };

const program = new URL('./simulate-thread.ts', import.meta.url);
const longestMs = 60_000;
const mostWaiting = 4;
/** What a thread may take; a deployment of five thousand devices needs a third of it. */
const resourceLimits = { maxOldGenerationSizeMb: 768 };

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

export async function simulateBeside(asked: FuturesAsked): Promise<FuturesMade> {
  if (waiting >= mostWaiting) return { ok: false, because: 'too many' };
  waiting += 1;
  const mine = last.then(() => runThread(asked));
  last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    waiting -= 1;
  }
}

function runThread(asked: FuturesAsked): Promise<FuturesMade> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(program, { workerData: asked, resourceLimits, env: {} });
    const timer = setTimeout(() => {
      resolve({ ok: false, because: 'too long' });
      void thread.terminate();
    }, longestMs);
    thread.once('message', (spread: Spread) => resolve({ ok: true, spread }));
    thread.once('error', reject);
    thread.once('exit', (code) => {
      clearTimeout(timer);
      // Whatever came before has settled it already.
      reject(new Error(`The simulation ended with ${code} and without an answer.`));
    });
  });
}
