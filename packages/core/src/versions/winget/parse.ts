/**
 * Reads a version as winget does (winget-cli, AppInstallerSharedLib/Versions.cpp; doc/ "Version Sorting in WinGet"):
 * an optional `< ` or `> ` ("somewhere below/above"), then parts with dots between them, each a number of 64 bits and the
 * text behind it. Text before the first digit is dropped when no dot stands before that digit: `v1.2` and `Version 1.2` are
 * `1.2`. Parts at the end that are 0 or empty are dropped.
 */
import { isPrintableText } from '../bounds.ts';
import { endOfDigits, isDigitCode } from '../runs.ts';

export type WingetPart = {
  /** Digits without leading zeros; empty for 0. */
  readonly number: string;
  /** In lower case, since case does not count. Empty when the part is only a number. */
  readonly rest: string;
};

export type WingetVersion = {
  readonly parts: readonly WingetPart[];
  /** -1 for `< x`, 1 for `> x`, 0 for x itself. */
  readonly nearby: -1 | 0 | 1;
  /** 1 for "latest", which is above all, -1 for "unknown", which is below all, 0 for any other. */
  readonly extreme: -1 | 0 | 1;
};

/** Signs alone are no version. */
const hasWord = /[\p{L}\p{N}]/u;

/** winget keeps the number of a part in 64 bits; a part with a greater one is all text. */
const greatestNumber = 18_446_744_073_709_551_615n;

/**
 * Reads a winget version; `null` when it can not be one. winget itself would order any sentence: a text of several words
 * without a digit is refused here, and so is `< unknown`, which winget refuses too.
 */
export function parseWinget(text: string): WingetVersion | null {
  if (!isPrintableText(text)) return null;
  const whole = text.trim();
  const nearby = whole.startsWith('< ') ? -1 : whole.startsWith('> ') ? 1 : 0;
  const base = nearby === 0 ? whole : whole.slice(2);
  if (!hasWord.test(base)) return null;

  const firstDigit = indexOfDigit(base);
  if (firstDigit === -1 && base.trim().includes(' ')) return null;
  const firstDot = base.indexOf('.');
  const written = firstDigit !== -1 && (firstDot === -1 || firstDigit < firstDot) ? base.slice(firstDigit) : base;
  const parts = written.split('.').map(readPart);
  while (isZero(parts.at(-1))) parts.pop();

  const extreme = extremeOf(parts);
  return extreme === -1 && nearby !== 0 ? null : { parts, nearby, extreme };
}

/** The number is read as C's strtoull reads it: spaces, a sign, digits. */
function readPart(text: string): WingetPart {
  const part = text.trim();
  const sign = part[0] === '-' || part[0] === '+' ? 1 : 0;
  const end = endOfDigits(part, sign);
  if (end === sign) return { number: '', rest: part.toLowerCase() };
  const value = BigInt(part.slice(sign, end));
  if (value > greatestNumber) return { number: '', rest: part.toLowerCase() };
  const number = part[0] === '-' ? BigInt.asUintN(64, -value) : value;
  return { number: number === 0n ? '' : number.toString(), rest: part.slice(end).toLowerCase() };
}

function isZero(part: WingetPart | undefined): boolean {
  return part !== undefined && part.number === '' && part.rest === '';
}

function extremeOf(parts: readonly WingetPart[]): -1 | 0 | 1 {
  const [only, second] = parts;
  if (only === undefined || second !== undefined || only.number !== '') return 0;
  if (only.rest === 'latest') return 1;
  return only.rest === 'unknown' ? -1 : 0;
}

function indexOfDigit(text: string): number {
  for (let at = 0; at < text.length; at += 1) if (isDigitCode(text.charCodeAt(at))) return at;
  return -1;
}
