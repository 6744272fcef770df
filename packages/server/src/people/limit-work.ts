/** Runs expensive work a few at a time; some may wait, and who comes after those hears `busy` at once. */
export function limitWork(limits: {
  readonly atOnce: number;
  readonly waiting: number;
}): <T>(work: () => Promise<T>) => Promise<T | 'busy'> {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<boolean> {
    if (running < limits.atOnce) {
      running++;
      return true;
    }
    if (queue.length >= limits.waiting) return false;
    // Who leaves hands its place over, so `running` stays.
    const turn = Promise.withResolvers<void>();
    queue.push(turn.resolve);
    await turn.promise;
    return true;
  }

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) running--;
    else next();
  }

  return async (work) => {
    if (!(await enter())) return 'busy';
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
