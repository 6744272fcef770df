/**
 * The order of winget: "latest" above all and "unknown" below all; else part by part, the number first, then a part that
 * is only a number above one with text behind it, then the texts; a part that is missing is 0. `< x` stands just below x and
 * `> x` just above.
 */
import { compareNumerals, orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { WingetPart, WingetVersion } from './parse.ts';

const missing: WingetPart = { number: '', rest: '' };

/** Compares two parsed winget versions. */
export function compareWinget(a: WingetVersion, b: WingetVersion): Order {
  if (a.extreme !== b.extreme) return a.extreme < b.extreme ? -1 : 1;
  const parts = a.extreme === 0 ? compareParts(a.parts, b.parts) : 0;
  return parts === 0 ? orderOf<number>(a.nearby, b.nearby) : parts;
}

function compareParts(a: readonly WingetPart[], b: readonly WingetPart[]): Order {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const order = comparePart(a[at] ?? missing, b[at] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: WingetPart, b: WingetPart): Order {
  const number = compareNumerals(a.number, b.number);
  if (number !== 0) return number;
  if (a.rest === '') return b.rest === '' ? 0 : 1;
  return b.rest === '' ? -1 : orderOf(a.rest, b.rest);
}
