/** What devices miss, by their own package manager's word: offers, the CVE ids in the candidates' changelogs, and counts an update. */
import type { Feature, Tx } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { getAdvisory } from './advisories.ts';
import { getAdvisoryDevices } from './advisory-devices.ts';
import { startCounts } from './counts.ts';
import { forgetSetsDaily } from './forget-sets.ts';
import { getDeviceFindings } from './device-findings.ts';
import { listFindings } from './finding-list.ts';
import { getUpdate, getUpdateDevices, listUpdates } from './updates.ts';
import { judgeQueued } from './judge.ts';
import { countOffers, removeOffers, writeChangelogs, writeOffers } from './store.ts';
import type { ChangelogChange, DeviceRef, OfferChange } from './store.ts';
import { forgetDevice } from './vulnerable-store.ts';

export { settleCounts, touchCounts } from './counts.ts';
export { offersOf } from './device-offers.ts';
export { judgeQueued } from './judge.ts';
export { noteAbsent, queueClient, queueDevice, queueDevices } from './judge-queue.ts';
export { kevWasTaken, readFacts, readHolding } from './judge-store.ts';
export { highestSeverity, severitiesOf } from './severity.ts';
export type { VectorsByFeed } from './severity.ts';
export { rulesSay } from './rules-say.ts';
export { queueOffers } from './said.ts';
export { offeredUpdates, urgentUndecided } from './offered-updates.ts';
export { offerCounts } from './store.ts';
export { decidedWhenDue } from './offer-ends.ts';
export { countFindings, recountFindings } from './recount-findings.ts';

/** A look without a hint. */
const judgeEveryMs = 60_000;
/** Many devices report in the same moment: they are judged together. */
const judgeSettleMs = 1_000;

/** Saves what a device is offered; says which updates' counts that touches, and how much the device misses now. */
export async function saveOffers(
  tx: Tx,
  device: DeviceRef,
  change: OfferChange,
): Promise<{ touched: readonly number[]; missing: number; missingSecurity: number }> {
  const touched = await writeOffers(tx, device, change);
  return { touched, ...(await countOffers(tx, device)) };
}

/** A device that is retired misses nothing any more: its offers go. Returns the updates that this touches, for touchCounts after the commit. `at`: when, RFC 3339. */
export async function dropOffers(tx: Tx, device: DeviceRef, at: string): Promise<readonly number[]> {
  return [...(await removeOffers(tx, device, at)), ...(await forgetDevice(tx, device))];
}

/** Saves what a device read in changelogs; says which updates' counts that touches. */
export async function saveChangelogs(tx: Tx, device: DeviceRef, change: ChangelogChange): Promise<readonly number[]> {
  return writeChangelogs(tx, device, change);
}

export const findings: Feature = {
  name: 'findings',
  handlers: { listUpdates, getUpdate, getUpdateDevices, listFindings, getAdvisory, getAdvisoryDevices, getDeviceFindings },
  async start(context) {
    const stopCounts = await startCounts(context);
    const stopJudging = keepWorking(context, {
      topic: 'judge',
      everyMs: judgeEveryMs,
      settleMs: judgeSettleMs,
      round: async (signal) => {
        await judgeQueued(context, () => signal.aborted);
        await forgetSetsDaily(context, () => signal.aborted);
      },
      failed: 'offers could not be judged; it is tried again',
    });
    return async () => {
      await stopJudging();
      await stopCounts();
    };
  },
};
