/**
 * The order of semver.org 2.0.0, clause 11. npm's semver package orders the same, but turns identifiers beyond 2^53 into
 * floating-point numbers; here they compare digit by digit.
 */
import { compareNumerals, endOfDigits, orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { SemverVersion } from './parse.ts';

/** Compares two parsed semantic versions. Build metadata does not count. */
export function compareSemver(a: SemverVersion, b: SemverVersion): Order {
  for (const [at, number] of a.numbers.entries()) {
    const order = orderOf(number, b.numbers[at] ?? 0);
    if (order !== 0) return order;
  }
  if (a.prerelease.length === 0) return b.prerelease.length === 0 ? 0 : 1;
  return b.prerelease.length === 0 ? -1 : comparePrerelease(a.prerelease, b.prerelease);
}

function comparePrerelease(a: readonly string[], b: readonly string[]): Order {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

function compareIdentifiers(a: string, b: string): Order {
  const numeric = isNumeric(a);
  if (numeric !== isNumeric(b)) return numeric ? -1 : 1;
  return numeric ? compareNumerals(a, b) : orderOf(a, b);
}

function isNumeric(identifier: string): boolean {
  return identifier !== '' && endOfDigits(identifier, 0) === identifier.length;
}
