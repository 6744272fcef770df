/** Headings of a transaction table, and what is done with the rows below them. */

export type PlannedAction = 'install' | 'upgrade' | 'downgrade' | 'reinstall' | 'remove' | 'skip';

/** `other`: rows that are no packages, such as groups and module streams. */
export type TransactionSection =
  | { readonly action: PlannedAction; readonly dependency: boolean }
  | { readonly action: 'other'; readonly title: string };

const verbs: ReadonlyMap<string, PlannedAction> = new Map([
  ['installing', 'install'],
  ['upgrading', 'upgrade'],
  ['updating', 'upgrade'],
  ['downgrading', 'downgrade'],
  ['reinstalling', 'reinstall'],
  ['removing', 'remove'],
]);

/** What follows the verb where the rows are packages. */
const ofPackages = /^(?:| group(?:\/module)? packages)$/;
const ofDependencies = /^ (?:(?:for |weak |dependent |unused )?dependencies|dependent packages|unused packages)$/;
const ofOthers = /^ (?:(?:environment )?groups|environments|module streams|modules|module profiles)$/;

/**
 * Reads a heading: `Installing weak dependencies:`, `Upgrading:`, `Enabling module streams:`, `Skipping packages with conflicts:` (dnf 4 lets a
 * remark follow on the next line, and the colon with it). null: no heading that is known.
 */
export function sectionOf(line: string): TransactionSection | null {
  const text = line.trim().replace(/:$/, '');
  if (/^Skipping packages with (?:conflicts|broken dependencies)$/.test(text)) return { action: 'skip', dependency: false };
  const parts = /^([A-Z][a-z]+)(.*)$/.exec(text);
  const rest = parts?.[2]?.toLowerCase() ?? '';
  const action = verbs.get(parts?.[1]?.toLowerCase() ?? '');
  if (parts === null || !line.trim().endsWith(':')) return null;
  if (ofOthers.test(rest)) return { action: 'other', title: text };
  if (action === undefined) return null;
  if (ofPackages.test(rest)) return { action, dependency: false };
  return ofDependencies.test(rest) ? { action, dependency: true } : null;
}

/** Counts of the summary: `Upgrade  46 Packages`, yum's `Install 1 Package (+2 Dependent packages)`, dnf 5's ` Upgrading:  18 packages`. */
export function countOf(line: string): { readonly action: PlannedAction; readonly count: number } | null {
  const parts =
    /^\s*(Install|Upgrade|Downgrade|Reinstall|Remove|Skip|Upgrading|Installing|Downgrading|Reinstalling|Removing|Skipping):?\s+(\d{1,6}) Packages?(?:\s+\(\+\s*(\d{1,6}) Dependent packages?\))?$/i.exec(
      line,
    );
  const action = counted.get(parts?.[1]?.toLowerCase() ?? '');
  return parts === null || action === undefined ? null : { action, count: Number(parts[2]) + Number(parts[3] ?? 0) };
}

const counted: ReadonlyMap<string, PlannedAction> = new Map<string, PlannedAction>([
  ...verbs,
  ['install', 'install'],
  ['upgrade', 'upgrade'],
  ['downgrade', 'downgrade'],
  ['reinstall', 'reinstall'],
  ['remove', 'remove'],
  ['skip', 'skip'],
  ['skipping', 'skip'],
]);
