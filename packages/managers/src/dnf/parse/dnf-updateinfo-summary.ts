/** `dnf updateinfo summary`: how many advisories of which kind (dnf(8), Updateinfo Command). */
import { isTalk, linesOf } from './lines.ts';
import type { Parsed } from './types.ts';

export type AdvisoryCount = {
  readonly count: number;
  /** In the tool's words: `Security`, `Bugfix`. */
  readonly kind: string;
  /** Of a kind's advisories only these; null: all of the kind. */
  readonly severity: string | null;
};

const row = /^\s+(\d{1,9}) (?:(Critical|Important|Moderate|Low|Unknown|New|other) )?([A-Z][a-z]+) notice\(s\)$/;
const heading = /^Updates Information Summary: \w+$/;

/** Reads the counted lines of dnf 4. */
export function parseDnfUpdateinfoSummary(text: string): Parsed<AdvisoryCount> {
  const rows: AdvisoryCount[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (isTalk(line) || heading.test(line)) continue;
    const found = row.exec(line);
    if (found) rows.push({ count: Number(found[1]), kind: found[3] ?? '', severity: found[2] ?? null });
    else unread.push(line);
  }
  return { rows, unread };
}
