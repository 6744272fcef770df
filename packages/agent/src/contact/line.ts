/** When the server was last heard, and how to make it be heard now. */
import { moment, secondsSince } from '../clock.ts';
import type { Moment } from '../clock.ts';

export type Line = {
  /** Seconds since the server was last heard; null: not in this life. */
  readonly silence: () => number | null;
  /** Waits for a contact younger than `fresh` seconds, asking for one, at most `seconds`. Whether there was one. */
  readonly hear: (fresh: number, seconds: number) => Promise<boolean>;
  /** The server was heard just now. */
  readonly heard: () => void;
};

/** `ask` has the contact made at once. */
export function openLine(ask: () => void, signal: AbortSignal): Line {
  let last: Moment | null = null;
  const waiting = new Set<() => void>();
  const silence = () => (last === null ? null : secondsSince(last));
  return {
    silence,
    heard() {
      last = moment();
      for (const wake of waiting) wake();
    },
    async hear(fresh, seconds) {
      const quiet = silence();
      if (quiet !== null && quiet <= fresh) return true;
      ask();
      return new Promise<boolean>((resolve) => {
        const finish = (answer: boolean) => {
          waiting.delete(yes);
          signal.removeEventListener('abort', no);
          clearTimeout(late);
          resolve(answer);
        };
        const yes = () => finish(true);
        const no = () => finish(false);
        const late = setTimeout(no, seconds * 1000);
        waiting.add(yes);
        signal.addEventListener('abort', no);
      });
    },
  };
}
