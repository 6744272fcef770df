/** Keeps `software_match` true: which advisories hold for which software. Woken when software or a feed is new; cost follows what changed. */
import type { Context, Feature } from '../../platform/feature.ts';
import { keepWorking } from '../../platform/keep-working.ts';
import { matchBatch } from './match-batch.ts';

const lookEveryMs = 60_000;

/** Matches everything that waits; returns of how many software other advisories hold now than before. */
export async function matchQueued(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  for (let changed = 0; ;) {
    const batch = await matchBatch(context);
    changed += batch.changed;
    if (!batch.more || isStopping()) return changed;
  }
}

export const matchingFeature: Feature = {
  name: 'matching',
  start: async (context) =>
    keepWorking(context, {
      topic: 'match',
      everyMs: lookEveryMs,
      round: (signal) => matchQueued(context, () => signal.aborted),
      failed: 'software could not be matched with advisories; it is tried again',
    }),
};
