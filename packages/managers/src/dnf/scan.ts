/** One scan: what is installed, what dnf offers, what is in the way. "Nothing to do" and "could not ask" are different answers. */
import type { ManagerScan, Offer, Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { ownFolders } from './arguments.ts';
import { whoChangesPackages } from './at-work.ts';
import { readInstalled } from './installed.ts';
import { readListState } from './lists.ts';
import { byName } from './names.ts';
import { askDnf, unreadable } from './question.ts';
import { isBytes, listOf, packageWord, textsOf } from './shape.ts';
import type { Fields } from './shape.ts';
import { stateOf, troublesOf, withConditions } from './state.ts';
import type { DeviceState } from './state.ts';
import { troubleOf } from './translate.ts';

/** Asks rpm and dnf; reads only. The lists are as old as `lists` says: refreshing them is another step. */
export async function scanDnf(machine: Machine, mode: ScanMode): Promise<ManagerScan> {
  await machine.makeFolder(ownFolders(mode.folders).state);
  const lists = await readListState(machine, mode);
  const failed = (trouble: Trouble): ManagerScan => ({ manager: 'dnf', ok: false, trouble, lists });

  const installed = await readInstalled(machine);
  if (!installed.ok) return failed(installed.trouble);
  const asked = await askDnf(machine, mode, { question: 'scan' });
  if (!asked.ok) return failed(asked.trouble);
  const repositories = textsOf(asked.fields['repositories']);
  const offers = listOf(asked.fields['offers'], offerOf);
  const pins = listOf(asked.fields['pins'], packageWord);
  const state = stateOf(asked.fields);
  if (repositories === null || offers === null || pins === null || state === null) return failed(unreadable(asked, 'scan'));
  if (repositories.length === 0) return failed(troubleOf('dnf.no-sources', {}));
  return {
    manager: 'dnf',
    ok: true,
    installed: withConditions(installed.packages, state, pins),
    offers: offers.toSorted(byName),
    changelogs: [],
    lists,
    problems: await problemsOf(machine, state),
  };
}

/** What another program is changing just now is not left unfinished; the next scan tells. */
async function problemsOf(machine: Machine, state: DeviceState): Promise<readonly Trouble[]> {
  const troubles = troublesOf(state);
  if (troubles.length === 0) return [];
  const holder = await whoChangesPackages(machine);
  return holder === null ? troubles : [troubleOf('dnf.lock-held', { holder })];
}

function offerOf(item: Fields): Offer | null {
  const word = packageWord(item);
  const { from, source, sourceVersion, security, repository, repositoryName, bytes, pinned, keptBack, module } = item;
  if (word === null || typeof from !== 'string' || typeof source !== 'string' || typeof sourceVersion !== 'string') return null;
  if (typeof repository !== 'string' || typeof repositoryName !== 'string' || !isBytes(bytes)) return null;
  if (typeof security !== 'boolean' || typeof pinned !== 'boolean' || typeof keptBack !== 'boolean') return null;
  return {
    name: word.name,
    architecture: word.architecture,
    from,
    to: word.version,
    sourceName: source,
    sourceVersion,
    // By the advisories of the repository (updateinfo), since rpm distributions have no pocket of their own for security.
    class: security ? 'security' : 'normal',
    origin: { label: repositoryName.slice(0, 200), archive: repository.slice(0, 200), codename: '' },
    bytes,
    withheld: pinned ? 'pinned' : keptBack ? 'kept-back' : null,
    ...(typeof module === 'string' && module !== '' ? { module } : {}),
  };
}
