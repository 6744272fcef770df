/**
 * Readers who ask for the same at once share one answer. Whoever comes while it is being worked out gets the next one, which begins afterwards: so nobody
 * is given an answer that is older than their question.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export type Share = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** One piece of news makes every open console ask within the same moment: those who do share one answer. */
const gatherMs = 2;

export function shareWork(): Share {
  /** By key: the work that has not begun yet, which all share who ask now, and the one that has. */
  const coming = new Map<string, Promise<unknown>>();
  const running = new Map<string, Promise<unknown>>();

  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    await Promise.allSettled([running.get(key)]);
    await sleep(gatherMs);
    coming.delete(key);
    const begun = work();
    running.set(key, begun);
    try {
      return await begun;
    } finally {
      if (running.get(key) === begun) running.delete(key);
    }
  }

  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const shared = coming.get(key) ?? inTurn(key, work);
    coming.set(key, shared);
    // One key, one kind of answer: the caller's key names everything that the work depends on.
    return shared as Promise<T>;
  };
}
