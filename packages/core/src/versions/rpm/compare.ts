/**
 * The order of rpm-version(7), as rpm 4.18 computes it (rpmverCmp and rpmvercmp): epoch, version and release one after
 * the other, each read as segments of only digits or only letters. Everything else separates, whatever and how much of it
 * stands there, but for `~`, which sorts before everything and even the end, and `^`, which sorts after the end and before
 * everything else.
 */
import { compareCodes, compareDigits, compareNumerals, endOfDigits, endOfLetters, isDigitCode, isLetterCode } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { RpmVersion } from './parse.ts';

const tilde = 0x7e;
const caret = 0x5e;

/** Compares two parsed rpm versions. */
export function compareRpm(a: RpmVersion, b: RpmVersion): Order {
  const epoch = compareNumerals(a.epoch, b.epoch);
  if (epoch !== 0) return epoch;
  const version = compareLabel(a.version, b.version);
  if (version !== 0) return version;
  if (a.release === null) return b.release === null ? 0 : -1;
  return b.release === null ? 1 : compareLabel(a.release, b.release);
}

function compareLabel(a: string, b: string): Order {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    i = skipSeparators(a, i);
    j = skipSeparators(b, j);
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(j);

    if (left === tilde || right === tilde) {
      if (left !== right) return left === tilde ? -1 : 1;
      i += 1;
      j += 1;
      continue;
    }
    if (left === caret || right === caret) {
      if (left !== right) return orderAtCaret(left, i >= a.length, j >= b.length);
      i += 1;
      j += 1;
      continue;
    }
    if (i >= a.length || j >= b.length) break;

    const numeric = isDigitCode(left);
    if (numeric !== isDigitCode(right)) return numeric ? 1 : -1;
    const endA = numeric ? endOfDigits(a, i) : endOfLetters(a, i);
    const endB = numeric ? endOfDigits(b, j) : endOfLetters(b, j);
    const order = numeric ? compareDigits(a, i, endA, b, j, endB) : compareCodes(a, i, endA, b, j, endB);
    if (order !== 0) return order;
    i = endA;
    j = endB;
  }
  if (i < a.length) return 1;
  return j < b.length ? -1 : 0;
}

/** One side stands at a caret and the other does not: after the end, before everything else. */
function orderAtCaret(left: number, endOfA: boolean, endOfB: boolean): Order {
  if (endOfA) return -1;
  if (endOfB) return 1;
  return left === caret ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isDigitCode(code) || isLetterCode(code) || code === tilde || code === caret) break;
    at += 1;
  }
  return at;
}
