/** Refreshing the lists, and how fresh they are: kept beside them, since dnf remembers only when it last looked. */
import type { ListState, Trouble } from '@fettle/core/inventory';
import { parseListState } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { ownFolders } from './arguments.ts';
import { askDnf, unreadable } from './question.ts';
import { textsOf } from './shape.ts';
import { recogniseFailure, troubleOf } from './translate.ts';

/**
 * Fetches the index of every enabled repository anew. Failed if one of them failed, `skip_if_unavailable` or not: a device that did not hear from its security
 * repository may not say "nothing to do".
 */
export async function refreshLists(machine: Machine, mode: ScanMode): Promise<ListState> {
  await machine.makeFolder(ownFolders(mode.folders).state);
  const before = await readListState(machine, mode);
  const trouble = await refreshAll(machine, mode);
  const at = mode.now();
  const state: ListState = { refreshedAt: trouble === null ? at : before.refreshedAt, lastAttempt: { at, ok: trouble === null, trouble } };
  await machine.writeFile(stateFile(mode), `${JSON.stringify(state)}\n`);
  return state;
}

async function refreshAll(machine: Machine, mode: ScanMode): Promise<Trouble | null> {
  const asked = await askDnf(machine, mode, { question: 'refresh' });
  if (!asked.ok) return asked.trouble;
  const repositories = textsOf(asked.fields['repositories']);
  const troubles = textsOf(asked.fields['troubles']);
  if (repositories === null || troubles === null) return unreadable(asked, 'refresh');
  if (repositories.length === 0) return troubleOf('dnf.no-sources', {});
  if (troubles.length === 0) return null;
  // The library logs the cause; the exception names the repository.
  const words = `${asked.excerpt}\n${troubles.join('\n')}`;
  return recogniseFailure(words, words.slice(-2000)) ?? troubleOf('dnf.unknown', { status: 'a repository' }, words);
}

/** As far as we refreshed them ourselves: a `dnf makecache` by hand leaves no trace that would name every repository. */
export async function readListState(machine: Machine, mode: ScanMode): Promise<ListState> {
  return parseListState(await machine.readFile(stateFile(mode)));
}

function stateFile(mode: ScanMode): string {
  return `${ownFolders(mode.folders).state}/lists-${mode.lists}.json`;
}
