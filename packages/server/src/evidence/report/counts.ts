import type { Material } from './build.ts';
import type { Counts } from './types.ts';

/** How the devices of the spec ended, by the fold of all events. */
export function countsOf({ records, state }: Material): Counts {
  const runs = Object.values(state.runs);
  const count = (outcome: string | null) => runs.filter((run) => run.outcome === outcome).length;
  return {
    inSpec: runs.length,
    verified: count('verified'),
    failed: count('failed'),
    rolledBack: count('rolled back'),
    refused: count('refused'),
    missed: count('missed'),
    cancelled: count('cancelled'),
    unknown: count('unknown'),
    notEnded: count(null),
    leftOut: records.devices.filter(({ id }) => state.runs[id] === undefined).length,
  };
}
