/**
 * The order of Debian Policy 5.6.12: epoch as a number, then upstream version, then revision. Each of the latter two is
 * read as alternating runs of non-digits and digits. In a run of non-digits `~` sorts before everything, even before the
 * end, letters sort before all else. Runs of digits compare as numbers of any size: they are dates and hashes in real
 * archives and do not fit into a double, so they are compared as digit strings without their leading zeros.
 */
import type { Order } from '../scheme.ts';
import type { DebVersion } from './parse.ts';

/** Compares two parsed Debian versions. */
export function compareDeb(a: DebVersion, b: DebVersion): Order {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  const upstream = comparePart(a.upstream, b.upstream);
  return upstream !== 0 ? upstream : comparePart(a.revision, b.revision);
}

function comparePart(a: string, b: string): Order {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const left = weight(a, i);
      const right = weight(b, j);
      if (left !== right) return left < right ? -1 : 1;
      i += 1;
      j += 1;
    }
    const left = digitsAt(a, i);
    const right = digitsAt(b, j);
    const order = compareDigits(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
  return 0;
}

/** Where a character of a non-digit run stands: `~` < end or digit < letters < everything else. */
function weight(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (at >= text.length || isDigit(text, at)) return 0;
  if (code === 0x7e) return -1;
  return isLetter(code) ? code : code + 256;
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(at, end);
}

function compareDigits(a: string, b: string): Order {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
