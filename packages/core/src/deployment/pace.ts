/** The brakes: devices at once, devices an hour in this deployment, devices an hour for the whole client. */
import type { BoundCounts } from './bounds.ts';
import { countBounds, countSent } from './bounds.ts';
import { hour, toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { patience } from './patience.ts';
import { isAcceptedSilent, isInFlight, runsOf } from './runs.ts';
import type { PaceLimit } from './types.ts';

/** Counts for one pass over the runs; whoever sends adds one. */
export type Pace = { atOnce: number; lastHour: number; readonly oldestInHour: number | null; readonly bounds: BoundCounts };

/** Counts what is in flight and what was sent in the hour up to now. Runs that wait for their window are in flight. */
export function countPace(look: Look): Pace {
  let atOnce = 0;
  for (const run of runsOf(look.draft)) if (isInFlight(run) && !isAcceptedSilent(look.draft, run)) atOnce += 1;
  let lastHour = 0;
  let oldestInHour: number | null = null;
  for (const text of look.draft.sentTimes) {
    const at = toMs(text);
    if (at <= look.now - hour) continue;
    lastHour += 1;
    oldestInHour ??= at;
  }
  return { atOnce, lastHour, oldestInHour, bounds: countBounds(look) };
}

/** The brake that is on, with the time at which it may be off again. Null: one more may be sent. */
export function brake(look: Look, pace: Pace): { readonly limit: PaceLimit; readonly until: string } | null {
  const { maxParallel, devicesPerHour } = look.draft.header.pace;
  const nextLook = toInstant(look.now + patience.look);
  const hourOver = pace.oldestInHour === null ? nextLook : toInstant(pace.oldestInHour + hour);
  if (pace.atOnce >= maxParallel) return { limit: 'at once', until: nextLook };
  if (pace.lastHour >= devicesPerHour) return { limit: 'per hour', until: hourOver };
  if (pace.lastHour + look.facts.clientSentLastHour >= look.facts.clientDevicesPerHour)
    return { limit: 'client per hour', until: look.facts.clientSentLastHour > 0 ? nextLook : hourOver };
  return null;
}

/** One more was sent. */
export function countTurn(pace: Pace, deviceId: string): void {
  pace.atOnce += 1;
  pace.lastHour += 1;
  countSent(pace.bounds, deviceId);
}
