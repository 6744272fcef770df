import { orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { WindowsVersion } from './parse.ts';

/** Compares two Windows versions number by number, from the left. */
export function compareWindows(a: WindowsVersion, b: WindowsVersion): Order {
  for (const [at, number] of a.numbers.entries()) {
    const order = orderOf(number, b.numbers[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
