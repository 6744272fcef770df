/** How full an opening is: what is expected to be changed in it, against how long it is open and how much may change at once. */

/** The devices of one deployment that are expected to begin in an opening. */
export type LoadPart = {
  readonly deploymentId: string;
  readonly deviceIds: readonly string[];
  /** Of each of these devices, in the same order. */
  readonly seconds: readonly number[];
  /** As its policy says: devices at once, and sent within an hour. */
  readonly maxParallel: number;
  readonly devicesPerHour: number;
};

/** What limits the place beyond that; null: nothing does. */
export type LoadLimits = { readonly atOnce: number | null; readonly perHour: number | null };

export type Collision =
  /** More is expected than there is time for: what does not fit goes on in a later opening. */
  | { readonly kind: 'overfull'; readonly minutesOver: number }
  /** Several deployments change devices in it; `devices`: in more than one of them. */
  | { readonly kind: 'together'; readonly deployments: number; readonly devices: number };

export type Load = {
  readonly devices: number;
  readonly minutesOpen: number;
  /** Expected, at the pace that policies and limits allow; whole minutes, rounded up. */
  readonly minutesUsed: number;
  /** Devices that would change side by side at most. */
  readonly atOnce: number;
  readonly collisions: readonly Collision[];
};

/** The load of an opening of so many minutes. Dependencies, clusters and restarts that people put off make it longer. */
export function loadOf(minutesOpen: number, parts: readonly LoadPart[], { atOnce, perHour }: LoadLimits): Load {
  const busy = parts.filter(({ deviceIds }) => deviceIds.length > 0);
  const each = busy.map((part) => secondsOf(part.seconds, part.maxParallel, part.devicesPerHour));
  const all = busy.flatMap(({ seconds }) => seconds);
  const together = secondsOf(all, atOnce ?? Infinity, perHour ?? Infinity);
  const minutesUsed = Math.ceil(Math.max(0, together, ...each) / 60);
  const sideBySide = busy.reduce((sum, { deviceIds, maxParallel }) => sum + Math.min(deviceIds.length, maxParallel), 0);
  const devices = new Set(busy.flatMap(({ deviceIds }) => deviceIds));
  return {
    devices: devices.size,
    minutesOpen,
    minutesUsed,
    atOnce: Math.min(sideBySide, atOnce ?? Infinity),
    collisions: [
      ...(minutesUsed > minutesOpen ? [{ kind: 'overfull' as const, minutesOver: minutesUsed - minutesOpen }] : []),
      ...(busy.length > 1
        ? [
            {
              kind: 'together' as const,
              deployments: busy.length,
              devices: [...devices].filter((id) => busy.filter(({ deviceIds }) => deviceIds.includes(id)).length > 1).length,
            },
          ]
        : []),
    ],
  };
}

/** How long changes take of which so many run at once and so many begin within an hour: never less than the longest, nor than all of them shared out. */
function secondsOf(seconds: readonly number[], atOnce: number, perHour: number): number {
  if (seconds.length === 0) return 0;
  const sum = seconds.reduce((total, one) => total + one, 0);
  const longest = Math.max(...seconds);
  const shared = sum / Math.max(1, Math.min(atOnce, seconds.length));
  // Who begins in a later hour may be the one that takes longest.
  const paced = perHour === Infinity ? 0 : Math.floor((seconds.length - 1) / Math.max(1, perHour)) * 3_600 + longest;
  return Math.max(longest, shared, paced);
}
