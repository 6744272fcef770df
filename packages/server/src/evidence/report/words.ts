/** Names by id, and the words in which sentences of the core use them. */
import type { DeploymentState, Words } from '@fettle/core/deployment';
import { turnsDirection } from '../document/visible.ts';
import type { Records } from '../records/types.ts';
import { clockOf } from './times.ts';

/** Bare names; an id that nobody knows stays an id. */
export type Names = {
  readonly device: (id: string) => string;
  readonly ring: (index: number) => string;
  readonly person: (id: string) => string;
};

export function namesIn(records: Records, state: DeploymentState): Names {
  const devices = new Map(records.devices.map(({ id, name }) => [id, name]));
  return {
    device: (id) => devices.get(id) ?? id,
    ring: (index) => state.header.rings[index]?.name ?? String(index + 1),
    person: (id) => (id === 'engine' ? 'Fettle' : (records.names.get(id) ?? id)),
  };
}

/** For sentences: names that could turn their direction are isolated. */
export function wordsFor(names: Names, zone: string): Words {
  return {
    device: (id) => isolated(names.device(id)),
    ring: (index) => isolated(names.ring(index)),
    person: (id) => isolated(names.person(id)),
    time: clockOf(zone).minute,
  };
}

/** Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX 9) nothing that a name does reaches the words around it. */
function isolated(name: string): string {
  return turnsDirection(name) ? `\u2068${name}\u2069` : name;
}
