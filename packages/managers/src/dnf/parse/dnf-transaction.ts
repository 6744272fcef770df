/** The table with which dnf asks, and which `--assumeno` makes a plan: `dnf upgrade --assumeno` (it exits with 1 by design). */
import { isTalk, linesOf } from './lines.ts';
import { isArchitecture, parseEvr, parseNameArchitecture } from './nevra.ts';
import { countOf, sectionOf } from './transaction-sections.ts';
import type { PlannedAction, TransactionSection } from './transaction-sections.ts';
import type { Parsed, Rpm } from './types.ts';

export type PlannedRpm = Rpm & {
  readonly action: PlannedAction;
  /** It comes or goes with another one: a dependency, weak or not, or what nobody needs any more. */
  readonly dependency: boolean;
  readonly repository: string;
  /** As written, rounded and in the tool's units: `5.5 k`, `40.2 KiB`. null: not told. */
  readonly size: string | null;
  /** Packages of which it takes the place; dnf 5 names its own older version too. */
  readonly replaces: readonly Rpm[];
};

export type ParsedTransaction = Parsed<PlannedRpm> & {
  /** `plan`: a whole table; `nothing`: the tool says that there is nothing to do; `none`: neither, so nothing follows from no rows. */
  readonly answer: 'plan' | 'nothing' | 'none';
  /** Rows that are no packages, under the heading that they stand under: groups, module streams. */
  readonly others: readonly { readonly title: string; readonly text: string }[];
};

type Row = { readonly section: TransactionSection | null; readonly lines: string[] };

const rule = /^={20,}$/;
const end = /^Transaction Summary:?$/;
const farewell =
  /^(?:Total (?:download )?size: |Installed size: |Freed space: |Total size of inbound packages is |After this operation, |Operation aborted(?: by the user)?\.|Is this ok \[|Complete!$)/;

/** Reads the whole answer. Rows whose number is another than the summary's count make that line of the summary unread. */
export function parseDnfTransaction(text: string): ParsedTransaction {
  const unread: string[] = [];
  const { before, table, after } = partsOf(linesOf(text));
  const all = rowsOf(table, unread);
  const rows: PlannedRpm[] = [];
  const others: { title: string; text: string }[] = [];
  for (const row of all) {
    const planned = row.section === null || row.section.action === 'other' ? null : plannedOf(row.section, row.lines);
    if (row.section?.action === 'other')
      others.push({ title: row.section.title, text: row.lines.join(' ').trim().replaceAll(/\s+/g, ' ') });
    else if (planned === null) unread.push(...row.lines);
    else rows.push(planned);
  }
  const nothing = [...before, ...(after ?? [])].includes('Nothing to do.');
  for (const line of [...before, ...(after ?? [])]) {
    const counted = after === null ? null : countOf(line);
    const isKnown =
      isTalk(line) || rule.test(line) || farewell.test(line) || line === 'Nothing to do.' || /^ Replacing:\s+\d+ packages?$/.test(line);
    if (counted === null ? !isKnown : rows.filter((row) => row.action === counted.action).length !== counted.count) unread.push(line);
  }
  return { rows, unread, others, answer: nothing ? 'nothing' : after === null ? 'none' : 'plan' };
}

type Parts = { readonly before: readonly string[]; readonly table: readonly string[]; readonly after: readonly string[] | null };

/** The table begins below its head, which dnf 4 puts between two rules, and ends at the summary. `after` null: it does not end. */
function partsOf(lines: readonly string[]): Parts {
  const plain = lines.findIndex((line) => /^Package\s+Arch\s+Version\s+Repository\s+Size$/.test(line));
  const ruled = lines.findIndex((line) => rule.test(line));
  const closing = lines.findIndex((line, at) => at > ruled && rule.test(line));
  const start = plain >= 0 ? plain : ruled;
  const first = plain >= 0 ? plain + 1 : closing + 1;
  if (start < 0 || first === 0) return { before: lines, table: [], after: null };
  const last = lines.findIndex((line, at) => at >= first && end.test(line));
  const table = lines.slice(first, last < 0 ? lines.length : last);
  return { before: lines.slice(0, start), table, after: last < 0 ? null : lines.slice(last + 1) };
}

/** A row begins with one space; what stands deeper belongs to the row above it. */
function rowsOf(table: readonly string[], unread: string[]): readonly Row[] {
  const rows: Row[] = [];
  let section: TransactionSection | null = null;
  for (const line of table) {
    const heading = sectionOf(line);
    if (heading !== null) section = heading;
    else if (/^ \S/.test(line)) rows.push({ section, lines: [line] });
    else if (/^ {2,}\S/.test(line) && rows.length > 0) rows.at(-1)?.lines.push(line);
    else if (/^\S.*:$/.test(line) && !line.startsWith('(')) {
      // A heading that is not known: what stands below it may be anything.
      section = null;
      unread.push(line);
    } else if (line !== '' && !line.startsWith('(add ')) unread.push(line);
  }
  return rows;
}

function plannedOf(section: Exclude<TransactionSection, { action: 'other' }>, lines: readonly string[]): PlannedRpm | null {
  const own = lines.filter((line) => !isReplacing(line));
  const [name = '', architecture = '', evrText = '', repository = '', ...size] = own.join(' ').trim().split(/\s+/);
  const evr = parseEvr(evrText);
  const replaces = lines.filter(isReplacing).map(replacedOf);
  if (evr === null || !isArchitecture(architecture) || repository === '' || size.length > 2 || replaces.includes(null)) return null;
  return {
    ...section,
    name,
    architecture,
    ...evr,
    repository,
    size: size.length === 0 ? null : size.join(' '),
    replaces: replaces.filter((one) => one !== null),
  };
}

function isReplacing(line: string): boolean {
  return /^ {2,}replacing /.test(line);
}

/** dnf 4 writes `replacing  name.architecture version`, dnf 5 a whole row. */
function replacedOf(line: string): Rpm | null {
  const words = line.trim().split(/\s+/).slice(1);
  const named = words.length === 2 ? parseNameArchitecture(words[0] ?? '') : { name: words[0] ?? '', architecture: words[1] ?? '' };
  const evr = parseEvr((words.length === 2 ? words[1] : words[2]) ?? '');
  return named === null || evr === null ? null : { ...named, ...evr };
}
