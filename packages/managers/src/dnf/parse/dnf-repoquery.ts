/** `dnf repoquery --upgrades`, by default one NEVRA a line, or with a format of our own (dnf(8), Repoquery Command). */
import { isTalk, linesOf } from './lines.ts';
import { evrOf, isArchitecture, parseEpoch, parseNevra } from './nevra.ts';
import type { Parsed, Rpm } from './types.ts';

export type QueriedRpm = Rpm & {
  /** null: the output does not name it. */
  readonly repository: string | null;
};

/**
 * The format whose output is read besides the default. dnf 4 ends lines itself, so with it empty lines stand between; dnf 5 does not.
 */
export const repoqueryFormat = String.raw`%{name} %{epoch} %{version} %{release} %{arch} %{repoid}\n`;

/** Reads either form, line by line. */
export function parseDnfRepoquery(text: string): Parsed<QueriedRpm> {
  const rows: QueriedRpm[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (isTalk(line)) continue;
    const row = rowOf(line.trim().split(/\s+/));
    if (row === null) unread.push(line);
    else rows.push(row);
  }
  return { rows, unread };
}

function rowOf(words: readonly string[]): QueriedRpm | null {
  const [name = '', epochText = '', version = '', release = '', architecture = '', repository] = words;
  if (words.length === 1) {
    const rpm = parseNevra(name);
    return rpm === null ? null : { ...rpm, repository: null };
  }
  const epoch = parseEpoch(epochText);
  if (words.length < 5 || words.length > 6 || epoch === null || /[:-]/.test(version) || /[:-]/.test(release)) return null;
  if (version === '' || release === '' || !isArchitecture(architecture)) return null;
  return { name, architecture, ...evrOf(epoch, version, release), repository: repository ?? null };
}
