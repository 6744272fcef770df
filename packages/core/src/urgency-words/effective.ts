/** Which of several words count for one update on one device. */
import { isInScope, narrowness } from '../decisions/index.ts';
import type { UrgencyWord, WordSubject } from './types.ts';

/** How a word stands by itself at `now`: it has ended at the instant of `endsAt`. */
export function wordStanding({ revokedAt, endsAt }: UrgencyWord, now: string): 'in-force' | 'ended' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return endsAt !== null && Temporal.Instant.compare(endsAt, now) <= 0 ? 'ended' : 'in-force';
}

/** Whether a word is about the subject's update, on its device. */
export function isWordAbout(word: UrgencyWord, subject: WordSubject): boolean {
  const { manager, sourceName, sourceVersion } = word;
  if (manager !== subject.manager || sourceName !== subject.sourceName || !isInScope(word, subject)) return false;
  return sourceVersion === null || sourceVersion === subject.sourceVersion;
}

export type EffectiveWords = {
  /** A fault that this device shows; null: nobody saw one. */
  readonly fault: UrgencyWord | null;
  /** What a person said instead of the rules; null: nobody said otherwise. */
  readonly override: UrgencyWord | null;
};

/** What counts at `now`: of each sort the narrower scope before the wider, then the later, then the greater id. Their order does not matter. */
export function effectiveWords(words: readonly UrgencyWord[], subject: WordSubject, now: string): EffectiveWords {
  const own = words.filter((word) => isWordAbout(word, subject) && wordStanding(word, now) === 'in-force').toSorted(byRank);
  return { fault: own.find(({ says }) => says === 'fault') ?? null, override: own.find(({ says }) => says !== 'fault') ?? null };
}

function byRank(a: UrgencyWord, b: UrgencyWord): number {
  return narrowness(b.scope) - narrowness(a.scope) || Temporal.Instant.compare(b.madeAt, a.madeAt) || (a.id < b.id ? 1 : -1);
}
