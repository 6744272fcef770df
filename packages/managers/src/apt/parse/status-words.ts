/** How dpkg says what state a package is in: in words (deb-src(5), dpkg(1) PACKAGE STATES) or in letters (dpkg-query(1) `db:Status-Abbrev`). */
import type { PackageCondition } from '@fettle/core/inventory';

/** Besides the states of what is on the device: what is not. */
export type DpkgCondition = PackageCondition | 'config-files' | 'not-installed';

export type DpkgStatus = {
  readonly condition: DpkgCondition;
  /** null: only the state was told, not what is wanted. */
  readonly pinned: boolean | null;
};

const byWord: Readonly<Record<string, DpkgCondition>> = {
  installed: 'installed',
  'half-installed': 'half-installed',
  'half-configured': 'half-configured',
  unpacked: 'unpacked',
  'triggers-awaited': 'triggers-pending',
  'triggers-pending': 'triggers-pending',
  'config-files': 'config-files',
  'not-installed': 'not-installed',
};

const byLetter: Readonly<Record<string, DpkgCondition>> = {
  i: 'installed',
  H: 'half-installed',
  F: 'half-configured',
  U: 'unpacked',
  W: 'triggers-pending',
  t: 'triggers-pending',
  c: 'config-files',
  n: 'not-installed',
};

/** Reads `installed`, `install ok installed`, or `ii`, `hi`, `iFR`. null: it is none of them. */
export function conditionOf(text: string): DpkgStatus | null {
  const words = /^(?:(?<wanted>unknown|install|hold|deinstall|purge) (?:ok|reinstreq) )?(?<state>[a-z-]+)$/.exec(text)?.groups;
  const worded = Object.hasOwn(byWord, words?.['state'] ?? '') ? byWord[words?.['state'] ?? ''] : undefined;
  if (worded !== undefined) return { condition: worded, pinned: words?.['wanted'] === undefined ? null : words['wanted'] === 'hold' };
  const letters = /^(?<wanted>[uihrp])(?<state>[a-zA-Z])[ R]?$/.exec(text)?.groups;
  const lettered = Object.hasOwn(byLetter, letters?.['state'] ?? '') ? byLetter[letters?.['state'] ?? ''] : undefined;
  return lettered === undefined ? null : { condition: lettered, pinned: letters?.['wanted'] === 'h' };
}
