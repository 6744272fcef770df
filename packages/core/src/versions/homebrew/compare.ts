/**
 * The order of Homebrew (Version#<=> in Library/Homebrew/version.rb, PkgVersion#<=> in pkg_version.rb): token by token; a
 * number that has no partner is skipped when it is 0 and makes its side newer otherwise, so that 2.1-p195 and 2.1.0-p195
 * are the same. Homebrew stops when the left side has been walked through and may miss what is left on the right; here both
 * are walked to the end, so that the order does not depend on which version stands on the left.
 */
import { compareNumerals, orderOf } from '../runs.ts';
import type { Order } from '../scheme.ts';
import type { BrewKind, BrewToken, BrewVersion } from './parse.ts';

/** Compares two parsed Homebrew versions. */
export function compareHomebrew(a: BrewVersion, b: BrewVersion): Order {
  const version = compareVersion(a, b);
  return version === 0 ? compareNumerals(a.revision, b.revision) : version;
}

function compareVersion(a: BrewVersion, b: BrewVersion): Order {
  if (a.head || b.head) return orderOf(a.head ? 1 : 0, b.head ? 1 : 0);
  let i = 0;
  let j = 0;
  while (i < a.tokens.length || j < b.tokens.length) {
    const left = a.tokens[i];
    const right = b.tokens[j];
    const order = compareTokens(left, right);
    if (order === 0) {
      i += 1;
      j += 1;
    } else if (left?.kind === 'number' && right?.kind !== 'number') {
      if (!isZero(left)) return 1;
      i += 1;
    } else if (right?.kind === 'number' && left?.kind !== 'number') {
      if (!isZero(right)) return -1;
      j += 1;
    } else return order;
  }
  return 0;
}

/** `undefined`: no token is left on that side. */
function compareTokens(a: BrewToken | undefined, b: BrewToken | undefined): Order {
  if (a === undefined) return b === undefined ? 0 : compareEnd(b);
  if (b === undefined) return orderOf(0, compareEnd(a));
  if (a.kind === 'number' || b.kind === 'number') return compareWithNumber(a, b);
  if (a.kind === b.kind) return a.kind === 'text' ? orderOf(a.text, b.text) : compareNumerals(a.digits, b.digits);
  const left = stageOf(a.kind);
  const right = stageOf(b.kind);
  return left === null || right === null || left === right ? orderOf(a.text, b.text) : orderOf(left, right);
}

function compareWithNumber(a: BrewToken, b: BrewToken): Order {
  if (a.kind !== 'number') return -1;
  return b.kind === 'number' ? compareNumerals(a.digits, b.digits) : 1;
}

/** The end of a version against a token: above a pre-release, the same as 0, below all else. */
function compareEnd(token: BrewToken): Order {
  if (token.kind === 'number') return isZero(token) ? 0 : -1;
  const stage = stageOf(token.kind);
  return stage !== null && stage < stages.patch ? 1 : -1;
}

function isZero(token: BrewToken): boolean {
  return compareNumerals(token.digits, '') === 0;
}

/** Patches and post-releases share a stage: against each other Homebrew compares them as texts. */
const stages = Object.freeze({ alpha: 0, beta: 1, pre: 2, rc: 3, patch: 4, post: 4 });

function stageOf(kind: BrewKind): number | null {
  return kind === 'number' || kind === 'text' ? null : stages[kind];
}
