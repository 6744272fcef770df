/** What a programme document lacks that only people can give. */
import type { PartId, ProgrammePart } from './types.ts';

export type ProgrammeGaps = {
  readonly parts: number;
  /** Parts that nobody has written. */
  readonly missing: readonly PartId[];
  /** Parts whose day of review is past. */
  readonly overdue: readonly PartId[];
};

/** `today`: a day, YYYY-MM-DD. A part is due on its day, and overdue after it. */
export function programmeGaps(parts: readonly ProgrammePart[], today: string): ProgrammeGaps {
  return {
    parts: parts.length,
    missing: parts.filter(({ text }) => text === null).map(({ part }) => part),
    overdue: parts.filter(({ text, reviewAt }) => text !== null && reviewAt !== null && reviewAt < today).map(({ part }) => part),
  };
}
