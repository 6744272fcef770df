/** When the device was on: what the server tells a device that was off from one that could not be reached by. */
import type { LastEnd } from '@fettle/managers/system';
import type { ContactState } from '../state/contact.ts';

/**
 * When the start of the device before this one ended, by the server's clock; null: that can not be proved, and nothing is said. It takes all of:
 * - the device wrote down that it was shut down, right before this start. Silence of the agent is no proof: it may have been stopped, or its disk full, while the device ran;
 * - the agent tried until then to reach the server, so what was shut down is the start that it knew;
 * - the clock of that start was compared with the server's, and was not set since.
 */
export function aliveBefore(before: ContactState, bootId: string, ended: LastEnd | null): string | null {
  if (before.bootId === bootId) return before.aliveBefore;
  const { sentAt, aheadSeconds } = before;
  if (before.bootId === null || sentAt === null || aheadSeconds === null || ended === null) return null;
  if (ended.bootId !== null && ended.bootId !== before.bootId) return null;
  const after = Temporal.Instant.from(sentAt).until(ended.at).total('seconds');
  if (after < -mostBefore || after > mostAfter) return null;
  const last = after < 0 ? sentAt : ended.at;
  return Temporal.Instant.from(last)
    .subtract({ milliseconds: Math.round(aheadSeconds * 1000) })
    .toString({ smallestUnit: 'millisecond' });
}

/** Seconds. The agent tries once in an hour at least; it may be ended a little after the shutdown was written down. */
const mostAfter = 5400;
const mostBefore = 300;

/** Seconds by which a clock may differ from one that counts on: what a clock that is kept right is moved by. */
const steady = 60;

/**
 * What is known of the device's clock at an attempt: when this start began by it, and by how much it was ahead of the server's when that was last compared; that is
 * forgotten in a new start, and where the clock was set since. `upSeconds`: since this start; null: not known, and then nobody can tell whether it was set.
 */
export function clockAt(
  before: ContactState,
  { bootId, at, upSeconds }: { readonly bootId: string; readonly at: string; readonly upSeconds: number | null },
): Pick<ContactState, 'startedAt' | 'aheadSeconds'> {
  if (upSeconds === null) return { startedAt: null, aheadSeconds: null };
  const began = Temporal.Instant.from(at).subtract({ seconds: Math.floor(upSeconds) });
  const isSame =
    before.bootId === bootId &&
    before.startedAt !== null &&
    Math.abs(Temporal.Instant.from(before.startedAt).until(began).total('seconds')) <= steady;
  return isSame ? { startedAt: before.startedAt, aheadSeconds: before.aheadSeconds } : { startedAt: began.toString(), aheadSeconds: null };
}
