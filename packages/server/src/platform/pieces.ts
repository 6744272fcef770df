/** Answers over many clients that are worked out piece by piece: one answer takes so long at most, what it has is remembered, and who asks again gets more of it. */
import type { BoundedMemory } from './bounded-memory.ts';

/** Of one answer. Null: there was no time for it yet. `isGood`: whether what is remembered may still be shown; `make` answers null where it could not be made just now. */
export type Piece<Made> = (key: string, isGood: (made: Made) => boolean, make: () => Promise<Made | null>) => Promise<Made | null>;

/** `remembered` is this process's own. Two answers that want the same piece at once wait for the same. */
export function pieces<Made>(remembered: BoundedMemory<Made>, longestMs: number): () => Piece<Made> {
  const underWay = new Map<string, Promise<Made | null>>();
  return () => {
    const until = performance.now() + longestMs;
    return async (key, isGood, make) => {
      const before = remembered.get(key);
      if (before !== undefined && isGood(before)) return before;
      if (performance.now() >= until) return null;
      const making = underWay.get(key) ?? make().finally(() => underWay.delete(key));
      underWay.set(key, making);
      const made = await making;
      if (made !== null) remembered.set(key, made);
      return made;
    };
  };
}
