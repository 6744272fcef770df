/**
 * The order of apk-tools 3.0 (src/version.c): token by token while both versions have tokens of the same kind. Numbers
 * compare as numbers, but a part behind a dot that starts with a zero makes its pair compare as texts, as fractions do
 * (1.01 < 1.1). Where the kinds differ a pre-release suffix is older, and else the kind that may stand earlier is newer:
 * a further part beats a letter, a letter a suffix, and all of them the end.
 */
import { compareCodes, orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import { kinds, release } from './parse.ts';
import type { ApkVersion } from './parse.ts';

/** Compares two parsed Alpine versions. */
export function compareApk(a: ApkVersion, b: ApkVersion): Order {
  let at = 0;
  for (;;) {
    const left = a.tokens[at] ?? kinds.end;
    const right = b.tokens[at] ?? kinds.end;
    if (left !== right) return orderOfKinds(left, a.weights[at] ?? 0, right, b.weights[at] ?? 0);
    if (left === kinds.end) return 0;
    const order = compareToken(left, a, b, at);
    if (order !== 0) return order;
    at += 1;
  }
}

function compareToken(kind: number, a: ApkVersion, b: ApkVersion, at: number): Order {
  const left = a.texts[at] ?? '';
  const right = b.texts[at] ?? '';
  const asText = kind === kinds.hash || (kind === kinds.part && (startsWithZero(left) || startsWithZero(right)));
  if (asText) return compareCodes(left, 0, left.length, right, 0, right.length);
  return orderOf(a.weights[at] ?? 0, b.weights[at] ?? 0);
}

function startsWithZero(digits: string): boolean {
  return digits.charCodeAt(0) === 0x30;
}

function orderOfKinds(left: number, leftWeight: number | bigint, right: number, rightWeight: number | bigint): Order {
  if (left === kinds.suffix && leftWeight < release) return -1;
  if (right === kinds.suffix && rightWeight < release) return 1;
  return left > right ? -1 : 1;
}
