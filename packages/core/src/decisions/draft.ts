/** What a decision must say before it can be recorded. The same rule for server, console and command line. */
import type { ClientAnswer, DecisionAbout, DecisionKind, DecisionScope, Replacement } from './types.ts';

export type DecisionDraft = {
  /** `offered`: an update, named as the client is offered it. */
  readonly about: { readonly kind: AboutKind };
  readonly scope: DecisionScope;
  readonly kind: DecisionKind;
  readonly clientSaid: ClientAnswer;
  readonly saidBy: string | null;
  readonly evidence: string | null;
  readonly compensatingControl: string | null;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly reviewAt: string | null;
  readonly workaround: { readonly what: string; readonly check: string } | null;
  readonly replacement: Replacement | null;
};
type AboutKind = DecisionAbout['kind'] | 'offered';
/** `path`: the field; `message`: a part of a sentence, as in "must …". */
export type DraftProblem = { readonly path: keyof DecisionDraft; readonly message: string };

/** An exception or a planned replacement may not run longer than this without somebody deciding anew: a plan protects no more than an exception does. */
export const longestExceptionDays = 366;

/** What can be decided about an update or advisory, and what about a release whose support ends: none of its updates mends that, so there is none to deploy or to block. */
export function kindsAbout(about: AboutKind): readonly DecisionKind[] {
  return about === 'lifecycle' ? ['replace', 'exception'] : ['deploy', 'workaround', 'exception', 'block'];
}

/**
 * What is wrong with it; nothing where it can be recorded. An exception needs its end, within 366 days, and what lowers the risk meanwhile; a replacement such an
 * end, what comes instead and who sees to it; a workaround its own check; an answer of the client its name and evidence. A review lies before the end.
 */
export function draftProblems(draft: DecisionDraft, now: Temporal.Instant): readonly DraftProblem[] {
  return [...timeProblems(draft, now), ...answerProblems(draft), ...kindProblems(draft)];
}

function timeProblems({ kind, startsAt, endsAt, reviewAt }: DecisionDraft, now: Temporal.Instant): readonly DraftProblem[] {
  const [start, end, review] = [startsAt, endsAt, reviewAt].map((text) => (text === null ? null : Temporal.Instant.from(text)));
  const problems: DraftProblem[] = [];
  if (start === null || start === undefined) return problems;
  const mustEnd = kind === 'exception' || kind === 'replace';
  if (end === null || end === undefined) {
    if (mustEnd)
      problems.push({
        path: 'endsAt',
        message: `must be given: ${kind === 'exception' ? 'an exception' : 'a plan'} without an end would never be looked at again`,
      });
  } else if (Temporal.Instant.compare(end, now) <= 0 || Temporal.Instant.compare(end, start) <= 0) {
    problems.push({ path: 'endsAt', message: 'must lie ahead, and after the beginning' });
  } else if (mustEnd && start.until(end).total('hours') > longestExceptionDays * 24) {
    problems.push({
      path: 'endsAt',
      message: `must be within ${longestExceptionDays} days: accept it for a year at most, then decide anew`,
    });
  }
  if (review !== null && review !== undefined) {
    if (Temporal.Instant.compare(review, now) <= 0) problems.push({ path: 'reviewAt', message: 'must lie ahead' });
    else if (end !== null && end !== undefined && Temporal.Instant.compare(review, end) > 0)
      problems.push({ path: 'reviewAt', message: 'must not lie after the end' });
  }
  return problems;
}

function answerProblems({ kind, clientSaid, saidBy, evidence }: DecisionDraft): readonly DraftProblem[] {
  const answered = clientSaid === 'agreed' || clientSaid === 'refused';
  const problems: DraftProblem[] = [];
  if (answered && isBlank(saidBy)) problems.push({ path: 'saidBy', message: 'must name who at the client said it' });
  if (answered && isBlank(evidence))
    problems.push({ path: 'evidence', message: 'must say where one can read it: a ticket, a mail, its words' });
  if (!answered && !isBlank(saidBy)) problems.push({ path: 'saidBy', message: 'must be empty where nobody at the client answered' });
  if (kind === 'deploy' && clientSaid === 'refused')
    problems.push({ path: 'clientSaid', message: 'can not be a refusal where we deploy: record the refusal as an exception' });
  return problems;
}

function kindProblems({ about, kind, scope, compensatingControl, workaround, replacement }: DecisionDraft): readonly DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (!kindsAbout(about.kind).includes(kind))
    problems.push({
      path: 'kind',
      message:
        about.kind === 'lifecycle'
          ? 'must be an exception or a replacement: no update of a release mends it'
          : 'can not be a replacement of an update',
    });
  if (scope.kind !== 'client' && scope.ids.length === 0)
    problems.push({ path: 'scope', message: `must name at least one ${scope.kind === 'site' ? 'site' : 'device'}` });
  if (kind === 'exception' && isBlank(compensatingControl))
    problems.push({ path: 'compensatingControl', message: 'must say what lowers the risk meanwhile, or that nothing does' });
  if (kind === 'workaround' && workaround === null)
    problems.push({ path: 'workaround', message: 'must say what is done, and how one sees that it works' });
  if (kind !== 'workaround' && workaround !== null)
    problems.push({ path: 'workaround', message: 'must be empty: this is not a workaround' });
  if (kind === 'replace' && (replacement === null || isBlank(replacement.what) || isBlank(replacement.responsible)))
    problems.push({ path: 'replacement', message: 'must say what comes instead, and who sees to it' });
  if (kind !== 'replace' && replacement !== null)
    problems.push({ path: 'replacement', message: 'must be empty: this is not a replacement' });
  return problems;
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
