/** What is going to happen, by time: a binary heap. Of two things at the same time the one that was put in first comes first. */
export type Queue<T> = {
  readonly put: (at: number, item: T) => void;
  /** The next one, or null: nothing is to come. */
  readonly take: () => { readonly at: number; readonly item: T } | null;
  readonly nextAt: () => number | null;
};

type Entry<T> = { readonly at: number; readonly order: number; readonly item: T };

export function makeQueue<T>(): Queue<T> {
  const heap: Entry<T>[] = [];
  let order = 0;
  return {
    put(at, item) {
      order += 1;
      heap.push({ at, order, item });
      rise(heap, heap.length - 1);
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return null;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first;
    },
    nextAt: () => heap[0]?.at ?? null,
  };
}

function rise<T>(heap: Entry<T>[], from: number): void {
  let at = from;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap[at], heap[above])) return;
    swap(heap, at, above);
    at = above;
  }
}

function sink<T>(heap: Entry<T>[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const lower = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isBefore(heap[lower], heap[at])) return;
    swap(heap, at, lower);
    at = lower;
  }
}

function isBefore<T>(a: Entry<T> | undefined, b: Entry<T> | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}

function swap<T>(heap: Entry<T>[], one: number, other: number): void {
  const [a, b] = [heap[one], heap[other]];
  if (a === undefined || b === undefined) return;
  heap[one] = b;
  heap[other] = a;
}
