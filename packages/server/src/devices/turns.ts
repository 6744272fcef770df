/** At most so many at once; the others wait their turn, first come first served. For work that takes memory while it lasts. */
export type Turns = {
  readonly take: <T>(work: () => Promise<T>) => Promise<T>;
  /** So many wait that it is kinder to say so at once. */
  readonly isLong: () => boolean;
};

const longLine = 250;

export function turns(atOnce: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    isLong: () => waiting.length >= longLine,
    async take(work) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes straight to the next in line, or becomes free.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
