import type { ClientAnswer, Decision, DecisionAbout, DecisionKind } from './types.ts';

const kinds: Readonly<Record<DecisionKind, string>> = {
  deploy: 'A decision to deploy',
  workaround: 'A workaround',
  exception: 'An exception',
  block: 'A block',
  replace: 'A planned replacement',
};
/** `An exception`, at the beginning of a sentence. */
export function kindWord(kind: DecisionKind): string {
  return kinds[kind];
}

const answers: Readonly<Record<ClientAnswer, string>> = {
  agreed: 'agreed',
  refused: 'refused',
  'no-answer': 'did not answer',
  'not-asked': 'was not asked',
};
/** What the client did with our recommendation: `refused`. */
export function answerWord(answer: ClientAnswer): string {
  return answers[answer];
}

/** `openssl 3.0.17-1`, `openssl, every version`, `CVE-2026-10001`, `Support of Debian 10`. */
export function aboutWords(about: DecisionAbout): string {
  if (about.kind === 'lifecycle') return `Support of ${about.label} ${about.cycle}`;
  if (about.kind === 'advisory') return about.id;
  return about.sourceVersion === null ? `${about.sourceName}, every version` : `${about.sourceName} ${about.sourceVersion}`;
}

/** The day of an RFC 3339 time, in UTC. */
export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** The reason as the end of a sentence. */
export function because({ reason }: Pick<Decision, 'reason'>): string {
  const text = reason.trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
