/** Which of several decisions counts for one update on one device, and why the others do not. */
import { byPrecedence, whyBehind } from './rank.ts';
import { isAbout, isInScope, settlesAll } from './reach.ts';
import { standingOf, workaroundNeeds } from './standing.ts';
import type { Decision, DecisionSubject } from './types.ts';
import { because, dayOf, kindWord } from './words.ts';

export type Overruled = { readonly decision: Decision; readonly why: string };
export type EffectiveDecision = {
  /** The one that counts; null: none is in force. */
  readonly decision: Decision | null;
  /** `expired`: something was decided, has ended, and nobody has decided since: it is open again. */
  readonly state: 'open' | 'decided' | 'expired';
  readonly why: string;
  /** Why a person must look although something was decided: a workaround to verify or undo. null: nobody must. */
  readonly needsPerson: string | null;
  /** The others about the same, not those that a person ended. */
  readonly overruled: readonly Overruled[];
};

/**
 * What holds for one update (or vulnerability) on one device at `now`, by block > exception > manual > rule, the narrower scope before the wider, the later
 * before the earlier. A workaround counts as decided only while its check has passed since the fix came. Decisions that a person ended are left out; ended by
 * their date they are told, and where nothing else holds the subject is `expired`: open again. The order of `decisions` does not matter.
 */
export function effectiveDecision(decisions: readonly Decision[], subject: DecisionSubject, now: Temporal.Instant): EffectiveDecision {
  const about = decisions.filter((one) => isInScope(one, subject) && isAbout(one, subject)).toSorted(byPrecedence);
  const inForce = about.filter((one) => standingOf(one, now) === 'in-force');
  const expired = about.filter((one) => standingOf(one, now) === 'expired');
  const planned = about.filter((one) => standingOf(one, now) === 'planned');
  const parts = inForce.filter((one) => !settlesAll(one, subject));
  const missing = leftOpen(parts, subject);
  const candidates = inForce.filter((one) => !parts.includes(one) || (missing.length === 0 && needsOf(one, subject) === null));
  const [decision = null] = candidates;
  const overruled: Overruled[] = [
    ...inForce.filter((one) => one !== decision).map((one) => ({ decision: one, why: whyNot(one, decision, candidates, missing) })),
    ...planned.map((one) => ({ decision: one, why: `It begins on ${dayOf(one.startsAt)}.` })),
    ...expired.map((one) => ({ decision: one, why: `It ended on ${dayOf(one.endsAt ?? '')}.` })),
  ];
  if (decision !== null) return { decision, ...decided(decision, subject), overruled };
  const needs = parts.map((one) => needsOf(one, subject)).find((need) => need !== null) ?? null;
  const needsPerson = needs === null ? null : waits[needs];
  const last = expired.find(
    (one) => settlesAll(one, subject) || missing.some((id) => one.about.kind === 'advisory' && one.about.ids.includes(id)),
  );
  if (last === undefined) return { decision, state: 'open', why: openWords(missing, parts, planned), needsPerson, overruled };
  const why = `${kindWord(last.kind)} ended on ${dayOf(last.endsAt ?? '')} and nobody has decided since: it is open again.`;
  return { decision, state: 'expired', why, needsPerson, overruled };
}

/** What decisions about single vulnerabilities leave open. A workaround that is not verified covers nothing. */
function leftOpen(parts: readonly Decision[], subject: DecisionSubject): readonly string[] {
  const protecting = parts.filter((one) => needsOf(one, subject) === null);
  const covered = new Set(protecting.flatMap(({ about }) => (about.kind === 'advisory' ? about.ids : [])));
  return subject.advisories.filter((id) => !covered.has(id));
}

function needsOf({ workaround }: Decision, { fixSince }: DecisionSubject): ReturnType<typeof workaroundNeeds> {
  return workaround === null ? null : workaroundNeeds(workaround, fixSince);
}

function whyNot(one: Decision, winner: Decision | null, candidates: readonly Decision[], missing: readonly string[]): string {
  if (winner !== null && candidates.includes(one)) return whyBehind(one, winner);
  return missing.length === 0
    ? 'It is about a part only, and its workaround waits for its check.'
    : `It is about a part only: ${someOf(missing)} stays open.`;
}

function decided(decision: Decision, subject: DecisionSubject): Pick<EffectiveDecision, 'state' | 'why' | 'needsPerson'> {
  const until = decision.endsAt === null ? '' : ` until ${dayOf(decision.endsAt)}`;
  const why = `${kindWord(decision.kind)}${decision.made === 'rule' ? ' by a rule' : ''}${until}: ${because(decision)}`;
  const needs = needsOf(decision, subject);
  return needs === null ? { state: 'decided', why, needsPerson: null } : { state: 'open', why, needsPerson: waits[needs] };
}

const waits = {
  verify: 'The workaround was not verified yet: until its check has passed it protects nothing that is known.',
  undo: 'The fix can be had now: the workaround is to be undone, or verified again.',
  'verify-again': 'The fix can be had now: the workaround is to be verified again, or undone.',
} as const;

function openWords(missing: readonly string[], parts: readonly Decision[], planned: readonly Decision[]): string {
  if (parts.length > 0) return `Decided for a part only: ${someOf(missing)} is open.`;
  const [next] = planned;
  if (next !== undefined) return `${kindWord(next.kind)} begins on ${dayOf(next.startsAt)}; until then it is open.`;
  return 'Nothing was decided.';
}

function someOf(ids: readonly string[]): string {
  return `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}`;
}

/**
 * Until when the subject stays decided if nobody does anything: the first instant from `now` at which it is not, `null` where it stays so for ever, `now` where
 * it is not decided.
 */
export function decidedUntil(decisions: readonly Decision[], subject: DecisionSubject, now: Temporal.Instant): Temporal.Instant | null {
  // Of many decisions few are about one subject, and only those can turn it.
  const own = decisions.filter((one) => isInScope(one, subject) && isAbout(one, subject));
  const turns = own
    .flatMap(({ startsAt, endsAt }) => (endsAt === null ? [startsAt] : [startsAt, endsAt]))
    .map((text) => Temporal.Instant.from(text))
    .filter((at) => Temporal.Instant.compare(at, now) > 0)
    .toSorted((a, b) => Temporal.Instant.compare(a, b));
  return [now, ...turns].find((at) => effectiveDecision(own, subject, at).state !== 'decided') ?? null;
}
