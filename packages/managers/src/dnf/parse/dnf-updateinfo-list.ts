/** `dnf updateinfo list [--with-cve]`: which advisory (or CVE) a package version settles (dnf(8), Updateinfo Command; dnf5-advisory(8)). */
import { isTalk, linesOf } from './lines.ts';
import { parseNevra } from './nevra.ts';
import type { Parsed, Rpm } from './types.ts';

export type AdvisoryKind = 'security' | 'bugfix' | 'enhancement' | 'newpackage' | 'unknown';

export type AdvisedRpm = Rpm & {
  /** The advisory's id; with `--with-cve` the CVE's. */
  readonly id: string;
  readonly kind: AdvisoryKind;
  /** The publisher's word, `Important`; null: none was given. */
  readonly severity: string | null;
  /** The listing marks what is installed already (`i`, with `--all`). */
  readonly installed: boolean;
};

const kinds: ReadonlyMap<string, AdvisoryKind> = new Map([
  ['security', 'security'],
  ['bugfix', 'bugfix'],
  ['enhancement', 'enhancement'],
  ['newpackage', 'newpackage'],
  ['unknown', 'unknown'],
  ['unspecified', 'unknown'],
]);

/** Heading of dnf 5's table. */
const heading = /^(?:Name|CVE|Bugzilla|ID)\s+Type\s+Severity\s+Package\s+Issued$/i;

/** Reads the rows of dnf 4 (`ID Important/Sec. NEVRA`) and of dnf 5 (`ID security Important NEVRA DAY TIME`). */
export function parseDnfUpdateinfoList(text: string): Parsed<AdvisedRpm> {
  const rows: AdvisedRpm[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (isTalk(line) || heading.test(line.trim())) continue;
    const row = rowOf(line);
    if (row === null) unread.push(line);
    else rows.push(row);
  }
  return { rows, unread };
}

function rowOf(line: string): AdvisedRpm | null {
  const parts = /^(?<mark>i )?\s*(?<id>\S+)\s+(?<rest>\S.*)$/.exec(line)?.groups;
  const words = parts?.['rest']?.split(/\s+/) ?? [];
  // dnf 4 has one column for kind and severity; dnf 5 has two, of which the second may be empty.
  const narrow = parseNevra(words[1] ?? '');
  const rpm = narrow ?? parseNevra(words[2] ?? '');
  const typed = narrow === null ? typeOfDnf5(words[0] ?? '', words[1] ?? '') : typeOfDnf4(words[0] ?? '');
  const issued = words.slice(narrow === null ? 3 : 2).join(' ');
  if (parts === undefined || typed === null || rpm === null || !/^(?:\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?)?$/.test(issued)) return null;
  return { id: parts['id'] ?? '', ...typed, ...rpm, installed: parts['mark'] !== undefined };
}

type Typed = Pick<AdvisedRpm, 'kind' | 'severity'>;

/** `Important/Sec.`, or the kind alone. */
function typeOfDnf4(word: string): Typed | null {
  const severity = /^(\w+)\/Sec\.$/.exec(word)?.[1];
  if (severity !== undefined) return { kind: 'security', severity: severityOf(severity) };
  const kind = kinds.get(word.toLowerCase());
  return kind === undefined ? null : { kind, severity: null };
}

function typeOfDnf5(type: string, severity: string): Typed | null {
  const kind = kinds.get(type.toLowerCase());
  return kind === undefined ? null : { kind, severity: severityOf(severity) };
}

function severityOf(word: string): string | null {
  return /^(?:none|unknown)$/i.test(word) ? null : word;
}
