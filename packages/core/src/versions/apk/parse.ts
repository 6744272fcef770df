/**
 * Reads a version as apk-tools 3.0 does (src/version.c, apk-package(5)):
 * `number{.number}[letter]{_suffix[number]}[~hash][-r number]`, in this order and nothing else. The suffixes are a closed
 * list. Everything else is no version, and `null`.
 */
import { greatestLength } from '../bounds.ts';
import { endOfDigits, isDigitCode } from '../runs.ts';

/** The kinds of token in the order in which a version may hold them; the end comes last. The order of kinds decides. */
export const kinds = Object.freeze({ first: 0, part: 1, letter: 2, suffix: 3, suffixNumber: 4, hash: 5, revision: 6, end: 7 });

/** The suffixes in their order. Those below `release` make a version older than the same version without them. */
const suffixes: ReadonlyMap<string, number> = new Map([
  ['alpha', 1],
  ['beta', 2],
  ['pre', 3],
  ['rc', 4],
  ['cvs', 6],
  ['svn', 7],
  ['git', 8],
  ['hg', 9],
  ['p', 10],
]);
/** Where a version without a suffix stands among them. */
export const release = 5;

const zero = 0x30;
const dot = 0x2e;
const underscore = 0x5f;
const tilde = 0x7e;
const hyphen = 0x2d;

export type ApkVersion = {
  /** One of `kinds` each, ended by `kinds.end`. */
  readonly tokens: readonly number[];
  /** What each token weighs: its number, letter code or suffix. apk keeps 64 bits of a number; 0 for a hash. */
  readonly weights: readonly (number | bigint)[];
  /** Each token as written: parts with a leading zero, and hashes, compare as texts. */
  readonly texts: readonly string[];
};

/** Reads an Alpine version; `null` when apk would call it invalid. */
export function parseApk(text: string): ApkVersion | null {
  if (text.length > greatestLength) return null;
  const tokens: number[] = [];
  const weights: (number | bigint)[] = [];
  const texts: string[] = [];
  let last: number | null = null;
  let at = 0;
  while (last === null || at < text.length) {
    const token = readToken(text, at, last);
    if (token === null) return null;
    tokens.push(token.kind);
    weights.push(token.weight);
    texts.push(text.slice(token.from, token.end));
    last = token.kind;
    at = token.end;
  }
  tokens.push(kinds.end);
  return { tokens, weights, texts };
}

/** `from` to `end`: the token's text without the sign that leads it. */
type Token = { readonly kind: number; readonly weight: number | bigint; readonly from: number; readonly end: number };

/** The token that starts at `at`, when one of its kind may follow a token of kind `last` (`null`: the first). */
function readToken(text: string, at: number, last: number | null): Token | null {
  if (last === null) return readNumber(text, at, kinds.first);
  const sign = text.charCodeAt(at);
  if (isLowerCode(sign)) return last <= kinds.part ? { kind: kinds.letter, weight: sign, from: at, end: at + 1 } : null;
  if (isDigitCode(sign)) return last === kinds.suffix ? readNumber(text, at, kinds.suffixNumber) : null;
  if (sign === dot) return last <= kinds.part ? readNumber(text, at + 1, kinds.part) : null;
  if (sign === underscore) return last <= kinds.suffixNumber ? readSuffix(text, at + 1) : null;
  if (sign === tilde) return last < kinds.hash ? readHash(text, at + 1) : null;
  if (sign === hyphen && text[at + 1] === 'r') return last < kinds.revision ? readNumber(text, at + 2, kinds.revision) : null;
  return null;
}

function readNumber(text: string, from: number, kind: number): Token | null {
  const end = endOfDigits(text, from);
  if (end === from) return null;
  if (end - from > 15) return { kind, weight: BigInt.asUintN(64, BigInt(text.slice(from, end))), from, end };
  let weight = 0;
  for (let at = from; at < end; at += 1) weight = weight * 10 + text.charCodeAt(at) - zero;
  return { kind, weight, from, end };
}

function readSuffix(text: string, from: number): Token | null {
  let end = from;
  while (isLowerCode(text.charCodeAt(end))) end += 1;
  const weight = suffixes.get(text.slice(from, end));
  return weight === undefined ? null : { kind: kinds.suffix, weight, from, end };
}

function readHash(text: string, from: number): Token | null {
  let end = from;
  while (isHexCode(text.charCodeAt(end))) end += 1;
  return end === from ? null : { kind: kinds.hash, weight: 0, from, end };
}

function isLowerCode(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/** Small letters only: apk takes no others for a hash. */
function isHexCode(code: number): boolean {
  return isDigitCode(code) || (code >= 0x61 && code <= 0x66);
}
