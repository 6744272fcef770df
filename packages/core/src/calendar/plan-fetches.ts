/** Whether the bandwidth of a site brings a plan's devices their packages before they are to begin: told before anybody approves. */
import { applyAll, createdEvent, toInstant, toMs } from '../deployment/index.ts';
import type { Bandwidth, Plan, PlanProblem, Share } from '../deployment/index.ts';
import { expectedRuns } from './expected.ts';
import type { PlannedDevice } from './expected.ts';
import { expectedFetches } from './fetches.ts';

export type FetchSite = { readonly id: string; readonly name: string; readonly bandwidth: Bandwidth };

/**
 * A problem for each site at which devices have their packages too late for the opening in which they are expected to begin. As if all were approved at `now` (RFC 3339),
 * nothing held it, and no other deployment fetched there. Sites without a bandwidth are not among `sites`.
 */
export function slowFetches(
  { header, shares }: Pick<Plan, 'header' | 'shares'>,
  given: {
    readonly sites: readonly FetchSite[];
    readonly siteOf: ReadonlyMap<string, string>;
    readonly freezesOf: (deviceId: string, ring: string) => PlannedDevice['freezes'];
    readonly now: string;
  },
): readonly PlanProblem[] {
  if (given.sites.length === 0) return [];
  const state = applyAll(null, [createdEvent({ header, shares }, '', '', given.now)]);
  const devices = shares.map(({ deviceId, ring, window, expectedSeconds }): [string, PlannedDevice] => [
    deviceId,
    { deviceId, window, expectedSeconds, freezes: given.freezesOf(deviceId, header.rings[ring]?.name ?? '') },
  ]);
  const begins = new Map(expectedRuns(state, new Map(devices), toMs(given.now)).map((run) => [run.deviceId, run]));
  return given.sites.flatMap(({ id, name, bandwidth }) => {
    const own = shares.filter(({ deviceId }) => given.siteOf.get(deviceId) === id);
    const all = own.map((share) => {
      const run = begins.get(share.deviceId);
      return { id: share.deviceId, bytes: bytesOf(share), neededAt: run?.at ?? null, latestAt: run?.latest ?? null };
    });
    const { bytes, until, late } = expectedFetches(bandwidth, all, toMs(given.now));
    if (late.size === 0) return [];
    const there = Temporal.Instant.from(toInstant(until)).toZonedDateTimeISO(bandwidth.zone).toPlainDateTime();
    const when = `${there.toPlainDate().toString()} ${there.toPlainTime().toString({ smallestUnit: 'minute' })}`;
    const who = late.size === 1 ? 'one device has its' : `${late.size} devices have their`;
    return [
      {
        code: 'plan.fetched-late',
        severity: 'attention',
        sentence:
          `The bandwidth of site ${name} brings ${megabytes(bytes)} by ${when} there at the earliest: ${who} packages too late ` +
          `for the opening in which they are expected to begin, of ${own.length} there, and will wait for a later one. Approve it earlier, give the site more hours with more, or take a later window.`,
        deviceId: null,
      },
    ];
  });
}

function bytesOf({ files, wayBack }: Share): number {
  const back = 'files' in wayBack ? wayBack.files : [];
  return [...files, ...back].reduce((sum, one) => sum + one.bytes, 0);
}

function megabytes(bytes: number): string {
  return `${new Intl.NumberFormat('en').format(Math.max(1, Math.round(bytes / 1_000_000)))} MB`;
}
