/** What is to be expected of a campaign at one client, read off the simulated futures of its deployment. */
import type { Expected, Spread, StateDeadline, WindowUse } from '../simulation/index.ts';

export type LateDevice = {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly deadline: StateDeadline | null;
  readonly verified: Expected;
  /** In how many futures it misses its deadline, and in how many it is never done. */
  readonly missed: number;
  readonly never: number;
  /** The most frequent reason, in the engine's words. */
  readonly why: string | null;
};

export type ClientForecast = {
  readonly runs: number;
  /** False: at least one future was cut off after its steps. */
  readonly complete: boolean;
  readonly devices: number;
  /** When the last device is verified, and when the deployment is over. */
  readonly verified: Expected;
  readonly ended: Expected;
  /** In how many futures all goes well. */
  readonly succeeded: number;
  readonly deadlines: Spread['deadlines'];
  /** Devices that are late or never done in some future, the surest first. */
  readonly late: readonly LateDevice[];
  /** Openings of windows that the middle future uses. */
  readonly windows: readonly Omit<WindowUse, 'deploymentId'>[];
  /** What would hold it, beside the approval that it waits for. */
  readonly holds: readonly { readonly reason: Spread['holds'][number]['reason']; readonly detail: string; readonly of: number }[];
};

/** Of futures of one deployment; `names`: of its devices, by id. */
export function forecastOf(spread: Spread, names: ReadonlyMap<string, string>): ClientForecast {
  const [deployment] = spread.deployments;
  if (deployment === undefined) throw new Error('A forecast is of one deployment.');
  return {
    runs: spread.runs,
    complete: spread.complete,
    devices: deployment.devices,
    verified: spread.clientVerified,
    ended: deployment.finished,
    succeeded: deployment.succeeded,
    deadlines: spread.deadlines,
    late: spread.devices
      .filter(({ missed, never }) => missed > 0 || never > 0)
      .map(({ deviceId, deadline, verified, missed, never, why }) => ({
        deviceId,
        deviceName: names.get(deviceId) ?? deviceId,
        deadline,
        verified,
        missed,
        never,
        why,
      }))
      .toSorted((a, b) => b.missed - a.missed || b.never - a.never || (a.deviceId < b.deviceId ? -1 : 1)),
    windows: spread.windows.map(({ from, to, devices }) => ({ from, to, devices })),
    holds: spread.holds.filter(({ reason }) => reason !== 'approval').map(({ reason, detail, at }) => ({ reason, detail, of: at.of })),
  };
}

/** At least so many futures are looked at where so many are asked for: of fewer a range says nothing. */
const leastFutures = 3;

/**
 * How many futures of a client are played: what is asked for, less where the campaign is large, so that all of it stays within `total` devices times futures, and one client within
 * `each`. 0: not even one future of this client is.
 */
export function futuresFor(
  asked: number,
  devices: { readonly client: number; readonly campaign: number },
  most: { readonly each: number; readonly total: number },
): number {
  const fair = Math.max(leastFutures, Math.floor(most.total / Math.max(1, devices.campaign)));
  return Math.min(asked, fair, Math.floor(most.each / Math.max(1, devices.client)));
}
