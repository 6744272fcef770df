/**
 * The order of NuGet's VersionComparer: the four numbers, then a pre-release before its release, then label by label:
 * numbers as numbers and before texts, texts without regard to case, fewer labels before more. Metadata does not count.
 */
import { orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { NugetVersion } from './parse.ts';

/** Compares two parsed NuGet versions. */
export function compareNuget(a: NugetVersion, b: NugetVersion): Order {
  for (const [at, number] of a.numbers.entries()) {
    const order = orderOf(number, b.numbers[at] ?? 0);
    if (order !== 0) return order;
  }
  if (a.labels.length === 0) return b.labels.length === 0 ? 0 : 1;
  return b.labels.length === 0 ? -1 : compareAllLabels(a.labels, b.labels);
}

function compareAllLabels(a: NugetVersion['labels'], b: NugetVersion['labels']): Order {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const order = compareLabels(left, right);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

function compareLabels(a: string | number, b: string | number): Order {
  if (typeof a === 'number') return typeof b === 'number' ? orderOf(a, b) : -1;
  return typeof b === 'number' ? 1 : orderOf(a, b);
}
