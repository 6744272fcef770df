/** `apt-get -s upgrade`, `dist-upgrade`, `install`: what apt says that it would do (apt-get(8), `--simulate`). */
import type { UpdateClass } from '@fettle/core/inventory';
import { classOf } from '../offers.ts';
import { isTalk, linesOf, nameOf } from './lines.ts';
import type { Parsed } from './types.ts';

export type SimulatedRow = {
  readonly action: 'install' | 'upgrade' | 'remove' | 'purge' | 'configure';
  readonly name: string;
  /** null: the line does not tell it. */
  readonly architecture: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Archives that have the new version, as written: `Debian-Security:12/oldstable-security`. */
  readonly origins: readonly string[];
  readonly class: UpdateClass;
};

export type ParsedSimulation = Parsed<SimulatedRow> & {
  /** Packages that have something newer and stay. */
  readonly keptBack: readonly string[];
};

const form =
  /^(?<verb>Inst|Conf|Remv|Purg) (?<name>\S+)(?: \[(?<from>[^\]\s]+)\])?(?: \((?<to>\S+)(?: (?<origins>.*?))? \[(?<architecture>[^\]\s]+)\]\))?(?: \[[^\]]*\])*$/;
const summary =
  /^(?<upgraded>\d+) upgraded, (?<installed>\d+) newly installed, (?:\d+ reinstalled, )?(?:\d+ downgraded, )?(?<removed>\d+) to remove and \d+ not upgraded\.$/;
/** Headings of lists of names, which stand indented below; apt 3 words them anew. */
const title =
  /^(?:The following .*|(?:Upgrading|Installing|Installing dependencies|Removing|REMOVING|Downgrading|Not upgrading|Not upgrading yet due to phasing|Suggested packages|Recommended packages|Get more security updates through Ubuntu Pro with .*)):$/;
const keptBackTitle = /^(?:The following packages have been kept back|Not upgrading):$/;
const known =
  /^(?:Use '(?:sudo )?apt(?:-get)? autoremove' to remove (?:it|them)\.|(?:Need to get|After this operation|After unpacking) .*|\d+ not fully installed or removed\.|\d+ (?:standard|esm|additional) .*|Learn more about Ubuntu Pro .*|#.*|Summary:| {2}(?:Upgrading: \d+, .*|Download size: .*|Space needed: .*|Freed space: .*)|(?:Do you want to continue|Continue)\? \[Y\/n\].*)$/;

/**
 * Reads the plan. Setting up what the plan itself installs is no row of its own. A summary whose counts are not those of the rows is unread: then
 * the plan was not read whole.
 */
export function parseAptSimulation(text: string): ParsedSimulation {
  const rows: SimulatedRow[] = [];
  const unread: string[] = [];
  const keptBack: string[] = [];
  let inTitle: string | null = null;
  const summaries: string[] = [];
  for (const line of linesOf(text)) {
    if (inTitle !== null && /^ {2}\S/.test(line)) {
      if (keptBackTitle.test(inTitle)) keptBack.push(...line.trim().split(/\s+/));
      continue;
    }
    inTitle = title.test(line) ? line : null;
    if (isTalk(line) || inTitle !== null) continue;
    const row = rowOf(line);
    if (row !== null) rows.push(row);
    else if (summary.test(line)) summaries.push(line);
    else if (!known.test(line)) unread.push(line);
  }
  const installed = new Set(rows.filter(isInstall).map((row) => row.name));
  const told = rows.filter((row) => row.action !== 'configure' || !installed.has(row.name));
  return { rows: told, unread: [...unread, ...summaries.filter((line) => !agrees(line, told))], keptBack };
}

function rowOf(line: string): SimulatedRow | null {
  const groups = form.exec(line)?.groups;
  const named = nameOf(groups?.['name'] ?? '');
  if (groups === undefined || named === null) return null;
  const { verb = '', from = null, to = null, origins = '', architecture = null } = groups;
  if (verb === 'Inst' && to === null) return null;
  const archives = origins === '' ? [] : origins.split(', ');
  const isSecurity = archives.some((text) => classOf({ label: text.split(':')[0] ?? '', archive: text, codename: '' }) === 'security');
  return {
    action: actionOf(verb, from),
    name: named.name,
    architecture: architecture ?? named.architecture,
    from,
    to,
    origins: archives,
    class: isSecurity ? 'security' : 'normal',
  };
}

function actionOf(verb: string, from: string | null): SimulatedRow['action'] {
  if (verb === 'Inst') return from === null ? 'install' : 'upgrade';
  if (verb === 'Conf') return 'configure';
  return verb === 'Remv' ? 'remove' : 'purge';
}

function isInstall({ action }: SimulatedRow): boolean {
  return action === 'install' || action === 'upgrade';
}

/** Downgrades and reinstallations are `Inst` lines too and have numbers of their own. */
function agrees(line: string, rows: readonly SimulatedRow[]): boolean {
  const counts = [...line.matchAll(/(\d+) (upgraded|newly installed|reinstalled|downgraded|to remove)/g)];
  const sum = (words: readonly string[]): number =>
    counts.reduce((total, [, number, what = '']) => (words.includes(what) ? total + Number(number) : total), 0);
  const removed = rows.filter(({ action }) => action === 'remove' || action === 'purge').length;
  return (
    rows.filter(isInstall).length === sum(['upgraded', 'newly installed', 'reinstalled', 'downgraded']) && removed === sum(['to remove'])
  );
}
