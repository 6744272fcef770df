import { narrowness } from './reach.ts';
import type { Decision } from './types.ts';
import { kindWord } from './words.ts';

const classes = ['block', 'exception', 'manual', 'rule'] as const;

/**
 * Where a decision stands in the order of precedence: a block, an exception, what else a person decided, what a rule decided. A planned replacement is among what else a
 * person decided: an exception names who accepted the risk until then, which a plan does not; when the exception ends, the plan counts on.
 */
function classOf({ kind, made }: Decision): (typeof classes)[number] {
  if (kind === 'block' || kind === 'exception') return kind;
  return made;
}

/** Order of precedence, the one that counts first: block, exception, manual, rule; among equals the narrower scope, then the later, then the greater id. */
export function byPrecedence(a: Decision, b: Decision): number {
  return (
    classes.indexOf(classOf(a)) - classes.indexOf(classOf(b)) ||
    narrowness(b.scope) - narrowness(a.scope) ||
    Temporal.Instant.compare(b.madeAt, a.madeAt) ||
    (a.id < b.id ? 1 : -1)
  );
}

/** Why `winner` goes before `other`, which stands behind it by `byPrecedence`. */
export function whyBehind(other: Decision, winner: Decision): string {
  const [theirs, ours] = [classOf(other), classOf(winner)];
  if (theirs !== ours) {
    const first = ours === 'manual' ? 'What a person decided' : kindWord(winner.kind);
    return `${first} goes before ${theirs === 'rule' ? 'a rule' : theirs === 'manual' ? 'any other decision' : 'an exception'}.`;
  }
  if (narrowness(other.scope) !== narrowness(winner.scope))
    return `A decision for ${scopeWord(winner.scope.kind)} goes before one for ${scopeWord(other.scope.kind)}.`;
  return 'A later decision goes before an earlier one.';
}

function scopeWord(kind: Decision['scope']['kind']): string {
  return { devices: 'named devices', site: 'a site', client: 'the whole client' }[kind];
}
