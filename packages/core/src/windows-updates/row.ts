/** The answer to one row of a reference table: what a device misses, told by builds alone. */
import { missingWindowsUpdates } from './missing.ts';
import type { WindowsDevice, WindowsUpdate } from './types.ts';

export type WindowsRow = WindowsDevice;

export type WindowsRowAnswer = {
  readonly missing: readonly { readonly kb: string; readonly build: string }[];
  readonly exposedCves: readonly string[];
  readonly fixedCves: readonly string[];
};

/**
 * Answers a row, under the product's given name only. A row names every update by its build, so updates for which no build is published are
 * left out, and what only they mend. What is unknown misses nothing and has fixed nothing here: ask `missingWindowsUpdates` for the
 * difference.
 */
export function matchWindowsRow(updates: Iterable<WindowsUpdate>, row: WindowsRow): WindowsRowAnswer {
  const withBuild = [...updates].map((update) => ({ ...update, applies: update.applies.filter(({ fixedBuild }) => fixedBuild !== null) }));
  const state = missingWindowsUpdates(withBuild, row);
  if (state.state === 'unknown') return { missing: [], exposedCves: [], fixedCves: [] };
  return {
    missing: state.missing.flatMap(({ kb, build }) => (build === null ? [] : [{ kb, build }])),
    exposedCves: state.exposedCves,
    fixedCves: state.fixedCves,
  };
}
