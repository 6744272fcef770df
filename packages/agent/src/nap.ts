/** A pause that others can end. A wake that comes while nobody sleeps ends the next pause at once: no news is slept over. */

export type Nap = { readonly sleep: (seconds: number) => Promise<void>; readonly wake: () => void };

/** Node takes at most 2^31 - 1 milliseconds, and ends a longer pause at once. */
const longestMs = 2 ** 31 - 1;

export function openNap(signal: AbortSignal): Nap {
  let woken = false;
  let wakeUp: (() => void) | null = null;
  return {
    wake() {
      woken = true;
      wakeUp?.();
    },
    async sleep(seconds) {
      if (!woken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => wakeUp?.(), Math.min(Math.max(seconds, 0) * 1000, longestMs));
          wakeUp = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', end);
            wakeUp = null;
            resolve();
          };
          const end = () => wakeUp?.();
          signal.addEventListener('abort', end);
        });
      }
      woken = false;
    },
  };
}
