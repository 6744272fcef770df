/**
 * Runs of digits and letters inside a text, found and compared where they stand: comparing two versions happens millions
 * of times in matching, so nothing here allocates. Digits are ASCII; numbers may be of any length and are never turned
 * into floating-point numbers (dates and hashes in real archives do not fit).
 */
import type { Order } from './scheme.ts';

/** True for the code unit of an ASCII digit; false for NaN, which `charCodeAt` gives behind the end. */
export function isDigitCode(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** True for the code unit of an ASCII letter; false for NaN. */
export function isLetterCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

/** Index behind the last digit of the run that starts at `from`; `from` itself when no digit stands there. */
export function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigitCode(text.charCodeAt(end))) end += 1;
  return end;
}

/** Index behind the last letter of the run that starts at `from`; `from` itself when no letter stands there. */
export function endOfLetters(text: string, from: number): number {
  let end = from;
  while (isLetterCode(text.charCodeAt(end))) end += 1;
  return end;
}

/** Compares two runs of digits, `[fromA, endA)` of `a` and `[fromB, endB)` of `b`, as numbers. An empty run is 0. */
export function compareDigits(a: string, fromA: number, endA: number, b: string, fromB: number, endB: number): Order {
  let i = fromA;
  let j = fromB;
  while (i < endA && a.charCodeAt(i) === 0x30) i += 1;
  while (j < endB && b.charCodeAt(j) === 0x30) j += 1;
  if (endA - i !== endB - j) return endA - i < endB - j ? -1 : 1;
  return compareCodes(a, i, endA, b, j, endB);
}

/** Compares two ranges by code units, a prefix before what it begins: strcmp(3) for ASCII. */
export function compareCodes(a: string, fromA: number, endA: number, b: string, fromB: number, endB: number): Order {
  let i = fromA;
  let j = fromB;
  while (i < endA && j < endB) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(j);
    if (left !== right) return left < right ? -1 : 1;
    i += 1;
    j += 1;
  }
  if (i < endA) return 1;
  return j < endB ? -1 : 0;
}

/** Compares two whole texts that are nothing but digits as numbers. */
export function compareNumerals(a: string, b: string): Order {
  return compareDigits(a, 0, a.length, b, 0, b.length);
}

/** Compares two values of one kind: -1, 0 or 1. A number and a bigint compare exactly. */
export function orderOf<T extends number | bigint | string>(a: T, b: T): Order {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
