/** `dnf updateinfo summary`: how many advisories of which kind (dnf(8), Updateinfo Command). */
import { isTalk, linesOf } from './lines.ts';
import type { Parsed } from './types.ts';

export type AdvisoryCount = {
  readonly count: number;
  /** In the tool's words: `Security`, `Bugfix`, `New Package`. */
  readonly kind: string;
  /** Of the security advisories only these; null: all of the kind. */
  readonly severity: string | null;
};

const heading = /^Updates Information Summary: \w+$/;

/** Reads the counted lines of dnf 4. */
export function parseDnfUpdateinfoSummary(text: string): Parsed<AdvisoryCount> {
  const rows: AdvisoryCount[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (isTalk(line) || heading.test(line)) continue;
    const found = /^\s+(\d{1,9}) ([A-Za-z ]+) notice\(s\)$/.exec(line);
    const words = found?.[2] ?? '';
    const severity = /^(\w+) Security$/.exec(words)?.[1] ?? null;
    if (found) rows.push({ count: Number(found[1]), kind: severity === null ? words : 'Security', severity });
    else unread.push(line);
  }
  return { rows, unread };
}
