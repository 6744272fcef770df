/** `dnf list …` and `dnf check-update`: name.architecture, version, repository in columns (dnf(8), List Command, Check-Update Command). */
import { isTalk, linesOf } from './lines.ts';
import { parseEvr, parseNameArchitecture } from './nevra.ts';
import type { Parsed, Rpm } from './types.ts';

export type ListedRpm = Rpm & {
  /** As written: `baseos`, `@System` and `@baseos` for what is installed, `<unknown>`. */
  readonly repository: string;
};

/** A package that is offered and takes the place of an installed one with another name. */
export type Obsoletion = { readonly by: ListedRpm; readonly replaced: ListedRpm };

export type ListedSection = 'installed' | 'upgrades' | 'available' | 'other';

export type ParsedList = Parsed<ListedRpm & { readonly section: ListedSection }> & { readonly obsoletions: readonly Obsoletion[] };

/** Headings of dnf 4, dnf 5 and yum; the comparison ignores case. */
const headings: ReadonlyMap<string, ListedSection | 'obsoleting'> = new Map([
  ['installed packages', 'installed'],
  ['available upgrades', 'upgrades'],
  ['upgraded packages', 'upgrades'],
  ['updated packages', 'upgrades'],
  ['available packages', 'available'],
  ['obsoleting packages', 'obsoleting'],
  ['extra packages', 'other'],
  ['recently added packages', 'other'],
  ['autoremove packages', 'other'],
]);

/**
 * Reads the columns. Where a name or version is too long for its column the rest of the row stands on the next line, indented; so a row is
 * three words, over one line, two or three. Below "Obsoleting Packages" an indented whole row is what the row above it takes the place of.
 * `before` is the section of rows that stand under no heading: `upgrades` in the output of `check-update`.
 */
export function parseDnfList(text: string, before: ListedSection): ParsedList {
  const rows: (ListedRpm & { readonly section: ListedSection })[] = [];
  const unread: string[] = [];
  const obsoletions: Obsoletion[] = [];
  let section: ListedSection | 'obsoleting' = before;
  let by: ListedRpm | null = null;
  let begun: { readonly lines: readonly string[]; readonly words: readonly string[]; readonly indented: boolean } | null = null;

  for (const line of linesOf(text)) {
    const indented: boolean = /^\s/.test(line);
    const words: readonly string[] = line.trim().split(/\s+/);
    if (begun !== null && indented && begun.words.length + words.length <= 3) {
      begun = { lines: [...begun.lines, line], words: [...begun.words, ...words], indented: begun.indented };
    } else {
      if (begun !== null) unread.push(...begun.lines);
      begun = null;
      if (isTalk(line)) continue;
      const heading = headings.get(line.toLowerCase());
      if (heading !== undefined) {
        section = heading;
        by = null;
        continue;
      }
      begun = { lines: [line], words, indented };
    }
    if (begun.words.length < 3 && parseNameArchitecture(begun.words[0] ?? '') !== null) continue;
    const row = rowOf(begun.words);
    const replaces: ListedRpm | null = section === 'obsoleting' && begun.indented ? by : null;
    if (row === null || (begun.indented && replaces === null)) unread.push(...begun.lines);
    else if (replaces !== null) obsoletions.push({ by: replaces, replaced: row });
    else if (section === 'obsoleting') by = row;
    else rows.push({ ...row, section });
    begun = null;
  }
  if (begun !== null) unread.push(...begun.lines);
  return { rows, unread, obsoletions };
}

function rowOf(words: readonly string[]): ListedRpm | null {
  const named = parseNameArchitecture(words[0] ?? '');
  const evr = parseEvr(words[1] ?? '');
  const repository = words[2];
  if (named === null || evr === null || repository === undefined || words.length !== 3) return null;
  return { ...named, ...evr, repository };
}
