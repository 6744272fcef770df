/** Which decision keeps an update from being deployed: a block, or what was decided instead of it for now. */
import { effectiveDecision } from './effective.ts';
import type { Decision, DecisionKind, DecisionSubject } from './types.ts';
import { aboutWords, because, dayOf, kindWord } from './words.ts';

/** What is not to be deployed while it holds. Other kinds keep nothing out. */
export const barringKinds = ['block', 'exception', 'workaround'] as const satisfies readonly DecisionKind[];
export type BarringKind = (typeof barringKinds)[number];

/** A decision that keeps an update off a device. Times are RFC 3339. */
export type Bar = {
  readonly decisionId: string;
  readonly kind: BarringKind;
  /** What was decided about, in words. */
  readonly about: string;
  readonly reason: string;
  /** Id of who decided it. */
  readonly by: string;
  readonly since: string;
  /** null: until it is revoked. */
  readonly until: string | null;
};

/**
 * The decision that keeps this update off this device at `now`; null: none does. It is the one that counts by `effectiveDecision`, where that is a block, an
 * exception or a workaround that protects: one that waits for its check, or to be undone now that the fix is there, keeps nothing out. Going `back` is how a
 * change is undone: there only a block of exactly the version that would come bars.
 */
export function barOf(
  decisions: readonly Decision[],
  subject: DecisionSubject,
  now: Temporal.Instant,
  direction: 'forward' | 'back' = 'forward',
): Bar | null {
  const asked = direction === 'forward' ? decisions : decisions.filter(namesVersion);
  const { decision, state } = effectiveDecision(asked, subject, now);
  const kind = barringKinds.find((one) => one === decision?.kind);
  if (decision === null || kind === undefined || state !== 'decided') return null;
  const { id: decisionId, about, reason, madeBy: by, startsAt, madeAt, endsAt: until } = decision;
  const since = Temporal.Instant.compare(startsAt, madeAt) > 0 ? startsAt : madeAt;
  return { decisionId, kind, about: aboutWords(about), reason, by, since, until };
}

function namesVersion({ kind, about }: Decision): boolean {
  return kind === 'block' && about.kind === 'update' && about.sourceVersion !== null;
}

/** Why it is left out, as a sentence: `An exception until 2026-03-03, decided by Ada: Their till stops.` `by`: the name of who decided. */
export function barWords(bar: Bar, by: string): string {
  const until = bar.until === null ? '' : ` until ${dayOf(bar.until)}`;
  return `${kindWord(bar.kind)}${until}, decided by ${by}: ${because(bar)}`;
}
