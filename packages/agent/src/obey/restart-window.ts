/** Until when a device may be restarted for a change. Pure. What the server says widens nothing: the approved spec and the device's own limits say it. */
import { rulesOf } from '@fettle/core/deployment';
import { openingAt, parseWindow } from '@fettle/core/windows';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { outsideWindow, windowOf } from './still-allowed.ts';
import type { Standing } from './types.ts';

/** Why the device may not be restarted for this change now, whatever time it is or because its windows are closed; null: it may. */
export function restartProblem(instruction: InstructionRead, standing: Standing): string | null {
  if (standing.limits.limits.restarts === 'never') return 'the limits of this device forbid restarts';
  if (standing.stopped) return 'a panic stop is in force';
  if (approvedClose(instruction, standing) === null) return 'the window has closed meanwhile';
  return ownClose(standing) === null ? 'the windows of this device have closed meanwhile' : null;
}

/** When the time for a restart ends, in milliseconds since 1970; Infinity: it has no end; null: it is over, or not yet. */
export function restartClosesAt(instruction: InstructionRead, standing: Standing): number | null {
  const approved = approvedClose(instruction, standing);
  const own = ownClose(standing);
  return approved === null || own === null ? null : Math.min(approved, own);
}

/** Whether the window of the approved spec is open. */
export function windowIsOpen(instruction: InstructionRead, now: string): boolean {
  return closeOf(windowOf(instruction), now) !== null;
}

function approvedClose(instruction: InstructionRead, standing: Standing): number | null {
  const { body } = instruction;
  if (!('share' in body)) return null;
  const { restartWhen } = rulesOf(body.header, body.share);
  if (restartWhen?.kind === 'ask' && restartWhen.mayEndAfterWindow) return Infinity;
  const open = closeOf(body.share.window, standing.now);
  if (open !== null) return open;
  // The change itself has made the device busy: that is no reason to leave its restart out.
  const outside = outsideWindow(instruction, { ...standing, seen: { onMains: standing.seen?.onMains ?? null, loadPercent: 0 } });
  if (outside?.may !== true) return null;
  return outside.closesAt?.epochMilliseconds ?? Infinity;
}

/** The windows in the limits file: of several that are open the one that closes last. */
function ownClose({ limits, now }: Standing): number | null {
  const own = limits.limits.windows;
  if (own === null) return Infinity;
  const open = own.flatMap((window) => closeOf(window, now) ?? []);
  return open.length === 0 ? null : Math.max(...open);
}

/** What can not be read is closed. */
function closeOf(window: unknown, now: string): number | null {
  const read = parseWindow(window);
  const opening = read.ok ? openingAt(read.rule, Temporal.Instant.from(now)) : null;
  return opening === null ? null : opening.closesAt.epochMilliseconds;
}
