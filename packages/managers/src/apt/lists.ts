/** Refreshing the lists, and how fresh they are. `apt-get update` exits 0 on both success and failure unless told otherwise. */
import type { ListState, Trouble } from '@fettle/core/inventory';
import type { Machine, RunResult } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions, ownFolders } from './arguments.ts';
import { ask, endedWell, parseListState, patience } from '../kit/index.ts';
import { prepareFolders } from './prepare.ts';
import { excerptOf, recogniseFailure, translateFailure } from './translate.ts';

/**
 * Fetches the indexes of every source. Failed if any source failed: a device that did not hear from its security pocket may not say
 * "nothing to do". The outcome is kept beside the lists for later scans.
 */
export async function refreshLists(machine: Machine, mode: ScanMode): Promise<ListState> {
  await prepareFolders(machine, mode);
  const before = await readListState(machine, mode);
  const argv = ['apt-get', ...listOptions(mode), '-q', '-o', 'APT::Update::Error-Mode=any', 'update'];
  const result = await ask(machine, 'refresh', argv);
  const trouble = troubleOfUpdate(result);
  const at = mode.now();
  const state: ListState = { refreshedAt: trouble === null ? at : before.refreshedAt, lastAttempt: { at, ok: trouble === null, trouble } };
  await machine.writeFile(stateFile(mode), `${JSON.stringify(state)}\n`);
  return state;
}

/** apt before 2.1.7 does not know `APT::Update::Error-Mode`; its warnings tell there. */
export function troubleOfUpdate(result: RunResult): Trouble | null {
  const failedQuietly = /^(?:Err:|W: (?:Failed to fetch|Some index files failed|GPG error|An error occurred during the signature))/m;
  if (endedWell(result) && !failedQuietly.test(`${result.stdout}\n${result.stderr}`)) return null;
  if (result.exitCode === 0) {
    const excerpt = excerptOf(result);
    const known = recogniseFailure(`${result.stderr}\n${result.stdout}`, excerpt);
    if (known !== null) return known;
  }
  return translateFailure(result, patience.refresh, 'apt-get');
}

/**
 * When the lists were last refreshed with success, as far as it can be known: by us, or for the system's lists by the stamp that
 * apt's own periodic job leaves. An `apt-get update` by hand leaves no trace of its success, so the answer may be older than the truth.
 */
export async function readListState(machine: Machine, mode: ScanMode): Promise<ListState> {
  const kept = parseListState(await machine.readFile(stateFile(mode)));
  if (mode.lists === 'own') return kept;
  const stamp = await machine.stat('/var/lib/apt/periodic/update-success-stamp');
  const refreshedAt =
    [kept.refreshedAt, stamp?.modifiedAt ?? null]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null;
  return { ...kept, refreshedAt };
}

function stateFile(mode: ScanMode): string {
  return `${ownFolders(mode.folders).state}/lists-${mode.lists}.json`;
}
