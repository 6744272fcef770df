/** What a word must say before it can be recorded. The same rule for server, console and command line. */
import type { UrgencyWord } from './types.ts';

export type WordDraft = Pick<UrgencyWord, 'says' | 'scope' | 'fault' | 'reason' | 'endsAt'>;
/** `path`: the field; `message`: a part of a sentence, as in "must …". */
export type WordProblem = { readonly path: keyof WordDraft; readonly message: string };

/** A lowered urgency comes back by itself after this, or earlier. */
export const longestLoweringDays = 90;

/**
 * What is wrong with it; nothing where it can be recorded. Everything needs a reason; to lower needs an end within 90 days; a fault needs its kind, what was seen, and
 * where one can read it, and can not have begun later than now.
 */
export function wordProblems({ says, scope, fault, reason, endsAt }: WordDraft, now: Temporal.Instant): readonly WordProblem[] {
  const problems: WordProblem[] = [];
  if (reason.trim() === '') problems.push({ path: 'reason', message: 'must say why: without a reason nothing is followed' });
  if (scope.kind !== 'client' && scope.ids.length === 0)
    problems.push({ path: 'scope', message: `must name at least one ${scope.kind === 'site' ? 'site' : 'device'}` });
  problems.push(...endProblems(says, endsAt, now));
  if (says !== 'fault' && fault !== null) problems.push({ path: 'fault', message: 'must be empty: this is not about a fault' });
  if (says === 'fault' && (fault === null || fault.evidence.trim() === ''))
    problems.push({ path: 'fault', message: 'must say what kind it is of, and where one can read what was seen' });
  if (fault !== null && fault.seenSince !== null && Temporal.Instant.compare(fault.seenSince, now) > 0)
    problems.push({ path: 'fault', message: 'can not be seen since a time that lies ahead' });
  return problems;
}

function endProblems(says: WordDraft['says'], endsAt: string | null, now: Temporal.Instant): readonly WordProblem[] {
  if (endsAt === null)
    return says === 'normal' ? [{ path: 'endsAt', message: 'must be given: what a person lowered comes back by itself' }] : [];
  const end = Temporal.Instant.from(endsAt);
  if (Temporal.Instant.compare(end, now) <= 0) return [{ path: 'endsAt', message: 'must lie ahead' }];
  if (says === 'normal' && now.until(end).total('hours') > longestLoweringDays * 24)
    return [{ path: 'endsAt', message: `must be within ${longestLoweringDays} days: then somebody looks again` }];
  return [];
}
