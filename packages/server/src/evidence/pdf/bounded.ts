/** Work that may not pile up: so many at once, so many waiting, the rest is refused. */
export type Bounded = <T>(work: () => Promise<T>) => Promise<T> | 'full';

export function bounded(atOnce: number, waiting: number): Bounded {
  let running = 0;
  const queue: (() => void)[] = [];

  function next(): void {
    running -= 1;
    queue.shift()?.();
  }

  return (work) => {
    if (running >= atOnce && queue.length >= waiting) return 'full';
    return new Promise((resolve, reject) => {
      const begin = () => {
        running += 1;
        work().then(resolve, reject).finally(next);
      };
      if (running < atOnce) begin();
      else queue.push(begin);
    });
  };
}
