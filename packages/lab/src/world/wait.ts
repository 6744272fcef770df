/** Waiting for a condition, with an end and a reason. */
import { setTimeout as sleep } from 'node:timers/promises';

export type WaitOptions = { readonly timeout: number; readonly every?: number };

/**
 * Asks `look` until it gives something other than `null`, at most for `timeout` milliseconds.
 * Throws "waited N s for WHAT", with the last error of `look` as cause.
 */
export async function waitFor<T>(what: string, look: () => Promise<T | null> | T | null, options: WaitOptions): Promise<T> {
  const end = performance.now() + options.timeout;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end) break;
    await sleep(options.every ?? 100);
  }
  throw new Error(`waited ${options.timeout / 1000} s for ${what}, in vain`, { cause: last });
}
