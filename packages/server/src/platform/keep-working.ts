/** Background work that looks at the whole state: at a hint, and by time alone, so that what is done never depends on a hint. One round at a time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Context, Stop } from './feature.ts';

export type Work = {
  /** Hints of this topic make it look at once; without it it looks by time alone. */
  readonly topic?: string;
  readonly everyMs: number;
  /** How long to wait after a hint, so that a burst of them is one round; without it none. */
  readonly settleMs?: number;
  /** One round; `signal` is aborted when the server stops. */
  readonly round: (signal: AbortSignal) => Promise<unknown>;
  /** For the log, when a round throws: what could not be done. The next round tries again. */
  readonly failed: string;
};

/** Begins at once; the stop waits for the round under way. */
export function keepWorking({ wake, log }: Pick<Context, 'wake' | 'log'>, work: Work): Stop {
  const controller = new AbortController();
  const { signal } = controller;
  let again = false;
  let running: Promise<void> | null = null;

  function look(): void {
    again = true;
    if (signal.aborted || running !== null) return;
    running = rounds().finally(() => {
      running = null;
    });
  }
  async function rounds(): Promise<void> {
    while (again && !signal.aborted) {
      if (work.settleMs !== undefined) await settle(work.settleMs, signal);
      again = false;
      try {
        await work.round(signal);
      } catch (error) {
        log.error({ err: error }, work.failed);
      }
    }
  }

  const unlisten = work.topic === undefined ? () => undefined : wake.on(work.topic, look);
  const timer = setInterval(look, work.everyMs);
  look();
  return async () => {
    controller.abort();
    clearInterval(timer);
    unlisten();
    await running;
  };
}

/** A pause that the stop ends. */
async function settle(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
