/** Until when a device may be restarted for a change. Pure. What the server says widens nothing: the approved spec and the device's own limits say it. */
import { rulesOf } from '@fettle/core/deployment';
import { businessFrom, openingAt, parseWindow, restartSecondsWithoutHistory } from '@fettle/core/windows';
import type { MissedRule } from '@fettle/core/windows';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { outsideWindow, windowOf } from './still-allowed.ts';
import type { Standing } from './types.ts';

/** A change that is in, as the journal has it: when it began and when it came in. */
export type BegunChange = { readonly instruction: InstructionRead; readonly startedAt: string | null; readonly appliedAt: string | null };

const restartMs = restartSecondsWithoutHistory * 1_000;

/** Why the device may not be restarted for this change now, whatever time it is or because its windows are closed; null: it may. */
export function restartProblem(change: BegunChange, standing: Standing): string | null {
  if (standing.limits.limits.restarts === 'never') return 'the limits of this device forbid restarts';
  if (standing.stopped) return 'a panic stop is in force';
  if (approvedClose(change, standing) === null) return 'the window has closed meanwhile';
  return ownClose(standing) === null ? 'the windows of this device have closed meanwhile' : null;
}

/** When the time for a restart ends, in milliseconds since 1970; Infinity: it has no end; null: it is over, or not yet. */
export function restartClosesAt(change: BegunChange, standing: Standing): number | null {
  const approved = approvedClose(change, standing);
  const own = ownClose(standing);
  return approved === null || own === null ? null : Math.min(approved, own);
}

/** Whether the window of the approved spec is open. */
export function windowIsOpen(instruction: InstructionRead, now: string): boolean {
  return closeOf(windowOf(instruction), now) !== null;
}

function approvedClose(change: BegunChange, standing: Standing): number | null {
  const { instruction } = change;
  const { body } = instruction;
  if (!('share' in body)) return null;
  const { restartWhen, missed } = rulesOf(body.header, body.share);
  if (restartWhen?.kind === 'ask' && restartWhen.mayEndAfterWindow) return Infinity;
  const open = closeOf(body.share.window, standing.now);
  if (open !== null) return open;
  // The change itself has made the device busy: that is no reason to leave its restart out.
  const seen = { onMains: standing.seen?.onMains ?? null, loadPercent: 0 };
  const outside = outsideWindow(instruction, { ...standing, seen }, restartSecondsWithoutHistory);
  if (outside?.may !== true) return null;
  const close = outside.closesAt === null ? catchUpEnd(change) : outside.closesAt.epochMilliseconds - restartMs;
  const before = close === null ? null : Math.min(close, businessStart(missed, body.share.window, standing.now) - restartMs);
  return before === null || before <= Temporal.Instant.from(standing.now).epochMilliseconds ? null : before;
}

/**
 * When a catch-up ends, which has no window: when its change was expected to be in, or was in, whichever is later, with the time for asking that is approved and a restart.
 * Null: when it began is not known.
 */
function catchUpEnd({ instruction, startedAt, appliedAt }: BegunChange): number | null {
  const { body } = instruction;
  if (!('share' in body) || startedAt === null) return null;
  const { restartWhen } = rulesOf(body.header, body.share);
  const expected = Temporal.Instant.from(startedAt).epochMilliseconds + body.share.expectedSeconds * 1_000;
  const applied = appliedAt === null ? expected : Temporal.Instant.from(appliedAt).epochMilliseconds;
  return Math.max(expected, applied) + (restartWhen?.kind === 'ask' ? restartWhen.deadlineMinutes * 60_000 : 0) + restartMs;
}

/** When the business hours begin into which it must not reach; Infinity: there are none. */
function businessStart(missed: MissedRule | undefined, window: unknown, now: string): number {
  if (missed === undefined || missed.kind === 'next-window' || missed.notDuring === null) return Infinity;
  const read = parseWindow(window);
  if (!read.ok) return -Infinity;
  return businessFrom(missed.notDuring, read.rule.zone, Temporal.Instant.from(now))?.epochMilliseconds ?? Infinity;
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
