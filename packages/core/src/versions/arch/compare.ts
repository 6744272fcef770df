/**
 * The order of vercmp(8), as pacman 6.0 computes it (alpm_pkg_vercmp): epoch, version, and the package release only when
 * both have one. It is the rpmvercmp of rpm 4.8 with two differences: more separators between segments are newer, and a
 * version that goes on with a letter is older than one that ends (1.0a < 1.0). `~` and `^` are separators like any other.
 */
import { compareCodes, compareDigits, compareNumerals, endOfDigits, endOfLetters, isDigitCode, isLetterCode } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { ArchVersion } from './parse.ts';

/** Compares two parsed Arch versions. */
export function compareArch(a: ArchVersion, b: ArchVersion): Order {
  const epoch = compareNumerals(a.epoch, b.epoch);
  if (epoch !== 0) return epoch;
  const version = comparePart(a.version, b.version);
  if (version !== 0) return version;
  return a.release === null || b.release === null ? 0 : comparePart(a.release, b.release);
}

function comparePart(a: string, b: string): Order {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const startA = skipSeparators(a, i);
    const startB = skipSeparators(b, j);
    const separators = startA - i - (startB - j);
    i = startA;
    j = startB;
    if (i >= a.length || j >= b.length) break;
    if (separators !== 0) return separators < 0 ? -1 : 1;

    const numeric = isDigitCode(a.charCodeAt(i));
    if (numeric !== isDigitCode(b.charCodeAt(j))) return numeric ? 1 : -1;
    const endA = numeric ? endOfDigits(a, i) : endOfLetters(a, i);
    const endB = numeric ? endOfDigits(b, j) : endOfLetters(b, j);
    const order = numeric ? compareDigits(a, i, endA, b, j, endB) : compareCodes(a, i, endA, b, j, endB);
    if (order !== 0) return order;
    i = endA;
    j = endB;
  }
  if (i >= a.length) return j >= b.length ? 0 : orderOfRest(b, j) === 1 ? -1 : 1;
  return orderOfRest(a, i);
}

/** One side has ended: the rest of the other makes it older when it starts with a letter, newer otherwise. */
function orderOfRest(text: string, at: number): -1 | 1 {
  return isLetterCode(text.charCodeAt(at)) ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isDigitCode(code) || isLetterCode(code)) break;
    at += 1;
  }
  return at;
}
