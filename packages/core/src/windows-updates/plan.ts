/** What to install: of the cumulative updates the newest alone, since it holds all before it. */
import type { MissingWindowsUpdate } from './types.ts';

export type WindowsPlan = {
  /** The KBs to install. */
  readonly install: readonly MissingWindowsUpdate[];
  /** KBs that are no longer missing afterwards, without the installed ones themselves. */
  readonly closes: readonly string[];
};

/**
 * Picks from the missing updates (oldest first, as `missingWindowsUpdates` gives them) the newest of each line. An enrolled device misses a
 * hotpatch and a cumulative update of the same month: the hotpatch is enough when it is at least as new, and needs no restart.
 */
export function planWindowsUpdates(missing: readonly MissingWindowsUpdate[]): WindowsPlan {
  const cumulative = newestOf(missing.filter(({ line }) => line === 'cumulative'));
  const hotpatch = newestOf(missing.filter(({ line }) => line === 'hotpatch'));
  const chosen = cumulative === null || (hotpatch !== null && holdsAllOf(hotpatch, cumulative)) ? hotpatch : cumulative;
  const install = [...(chosen === null ? [] : [chosen]), ...missing.filter(({ line }) => line === 'other' || line === 'security-only')];
  const closes = missing.filter((update) => !install.includes(update)).map(({ kb }) => kb);
  return { install, closes };
}

/** The last one, or null when none is missing. */
export function newestOf(missing: readonly MissingWindowsUpdate[]): MissingWindowsUpdate | null {
  return missing.at(-1) ?? null;
}

function holdsAllOf(hotpatch: MissingWindowsUpdate, cumulative: MissingWindowsUpdate): boolean {
  return cumulative.cves.every((cve) => hotpatch.cves.includes(cve));
}
