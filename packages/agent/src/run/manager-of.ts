/** The package manager by which an instruction is carried out: the one that its changes name. */
import type { PackageManager, Outcome } from '@fettle/managers/types';
import { managerIds, managerTable } from '@fettle/core/inventory';
import type { ManagerId } from '@fettle/core/inventory';
import type { JournalEntry } from '../journal/entry.ts';
import { agentTrouble } from '../journal/fitting.ts';

/**
 * Of the managers that this device has, the one for this instruction. Trouble `agent.no-manager` where the device has it not, `agent.several-managers` where the
 * changes are of more than one: a run is one transaction of one manager, since only that can be gone back from as a whole.
 */
export function managerOf(entry: JournalEntry, present: readonly PackageManager[]): Outcome<PackageManager> {
  const named = namedBy(entry);
  const [id, ...others] = named;
  if (id === undefined || present.length === 0) return { ok: false, trouble: noManager() };
  if (others.length > 0)
    return {
      ok: false,
      trouble: agentTrouble(
        'agent.several-managers',
        `These changes are of several package managers (${named.map(nameOf).join(', ')}), and a deployment changes a device by one.`,
        'Propose a deployment for the updates of each.',
      ),
    };
  const manager = present.find((one) => one.id === id);
  return manager === undefined ? { ok: false, trouble: notHere(id) } : { ok: true, value: manager };
}

/** Nothing to do and nobody to ask are different answers. */
export function noManager() {
  return agentTrouble(
    'agent.no-manager',
    `This device has no package manager that this agent speaks (${managerIds.map(nameOf).join(', ')}).`,
    'Update this device by other means, or leave it out.',
  );
}

function notHere(id: ManagerId) {
  return agentTrouble(
    'agent.no-manager',
    `This device has no ${nameOf(id)}.`,
    'Leave this device out, or update it by the package manager that it has.',
  );
}

function namedBy({ instruction: { body } }: JournalEntry): readonly ManagerId[] {
  if (body.verb === 'scan' || body.verb === 'check' || body.verb === 'probe') return [];
  const items = body.verb === 'simulate' ? body.wanted : body.share.changes;
  return [...new Set(items.map((item) => item.manager))];
}

function nameOf(id: ManagerId): string {
  return managerTable[id].displayName;
}
