/**
 * The order of Debian Policy 5.6.12: epoch as a number, then upstream version, then revision. Each of the latter two is
 * read as alternating runs of non-digits and digits. In a run of non-digits `~` sorts before everything, even before the
 * end, letters sort before all else. Runs of digits compare as numbers of any size.
 */
import { compareDigits, endOfDigits, isDigitCode, isLetterCode } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { DebVersion } from './parse.ts';

/** Compares two parsed Debian versions. */
export function compareDeb(a: DebVersion, b: DebVersion): Order {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  const upstream = comparePart(a.upstream, b.upstream);
  return upstream !== 0 ? upstream : comparePart(a.revision, b.revision);
}

function comparePart(a: string, b: string): Order {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while (isNonDigit(a, i) || isNonDigit(b, j)) {
      const left = weight(a, i);
      const right = weight(b, j);
      if (left !== right) return left < right ? -1 : 1;
      i += 1;
      j += 1;
    }
    const endA = endOfDigits(a, i);
    const endB = endOfDigits(b, j);
    const order = compareDigits(a, i, endA, b, j, endB);
    if (order !== 0) return order;
    i = endA;
    j = endB;
  }
  return 0;
}

function isNonDigit(text: string, at: number): boolean {
  return at < text.length && !isDigitCode(text.charCodeAt(at));
}

/** Where a character of a non-digit run stands: `~` < end or digit < letters < everything else. */
function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (isDigitCode(code)) return 0;
  if (code === 0x7e) return -1;
  return isLetterCode(code) ? code : code + 256;
}
