/** Keeps `software_match` true: which advisories hold for which software. Woken when software or a feed is new; cost follows what changed. */
import { matchingVersion } from '@fettle/core/advisories';
import type { Context, Feature } from '../../platform/feature.ts';
import { keepWorking } from '../../platform/keep-working.ts';
import { inNoClient } from '../../platform/database/index.ts';
import { matchBatch } from './match-batch.ts';
import { queueEnded, queueOutdated } from './store.ts';

/** An advisory may say from which day on it is withdrawn: what it held for until then is matched again when that day has come. */
async function queueWithdrawn(context: Context): Promise<void> {
  await inNoClient(context.db, (tx) => queueEnded(tx, context.now()));
}

const lookEveryMs = 60_000;
const settleMs = 500;
/** Software that is queued in one transaction where another version of matching comes. */
const outdatedAtOnce = 20_000;

/** Matches everything that waits; returns of how many software other advisories hold now than before. */
export async function matchQueued(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  await queueWithdrawn(context);
  for (let changed = 0, outdated = true; ;) {
    if (outdated) outdated = await inNoClient(context.db, (tx) => queueOutdated(tx, matchingVersion, outdatedAtOnce));
    const batch = await matchBatch(context);
    changed += batch.changed;
    if ((!batch.more && !outdated) || isStopping()) return changed;
  }
}

export const matchingFeature: Feature = {
  name: 'matching',
  start: async (context) =>
    keepWorking(context, {
      topic: 'match',
      everyMs: lookEveryMs,
      settleMs,
      round: (signal) => matchQueued(context, () => signal.aborted),
      failed: 'software could not be matched with advisories; it is tried again',
    }),
};
