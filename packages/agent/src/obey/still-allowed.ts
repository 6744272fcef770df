/** Looks again, right before something is done: time has passed, and with it approvals, authority, holds, limits and windows. Pure. */
import { rulesOf } from '@fettle/core/deployment';
import { fits, mayFloat, nextOpenings, openingAt, parseWindow, restartSecondsWithoutHistory } from '@fettle/core/windows';
import type { Floats } from '@fettle/core/windows';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { approvedProblem } from './approved.ts';
import { instant, notNow, refused } from './types.ts';
import type { Refused, Self, Standing } from './types.ts';

/** Whether a change may start at this moment; null: yes. */
export function stillAllowed(instruction: InstructionRead, self: Self, standing: Standing): Refused | null {
  const { id, body } = instruction;
  if (body.verb !== 'install' && body.verb !== 'rollback') return taskStillAllowed(instruction, self, standing);
  const span = spanProblem(instruction, standing.now);
  if (span !== null) return span;
  const problem = approvedProblem(instruction, self, standing, 'start');
  if (problem !== null) return problem;
  const ring = body.header.rings[body.share.ring];
  if (ring === undefined || instant(standing.now) < instant(ring.earliest))
    return notNow(id, 'refused.ring-too-early', `Ring ${body.share.ring} may not start before ${ring?.earliest ?? 'ever'}.`);
  return windowsProblem(instruction, standing);
}

/** Whether a task (scan, simulate, get, check) that was taken may be done at this moment. */
export function taskStillAllowed(instruction: InstructionRead, self: Self, standing: Standing): Refused | null {
  return spanProblem(instruction, standing.now) ?? approvedProblem(instruction, self, standing, 'start');
}

function spanProblem(instruction: InstructionRead, now: string): Refused | null {
  const { id, notBefore, notAfter } = instruction;
  if (instant(now) >= instant(notAfter)) return refused(id, 'refused.outside-span', `Its span ended at ${notAfter}; here it is ${now}.`);
  if (instant(now) < instant(notBefore)) return notNow(id, 'refused.outside-span', `Its span begins at ${notBefore}; here it is ${now}.`);
  return null;
}

/** The window of the approved spec and, where the device has windows of its own, one of these: open, and long enough. */
function windowsProblem(instruction: InstructionRead, standing: Standing): Refused | null {
  const { id } = instruction;
  const approved = fitIn([windowOf(instruction)], instruction, standing);
  const outside = approved === null ? null : outsideWindow(instruction, standing);
  if (approved !== null && outside?.may !== true) {
    const more = outside === null ? '' : ` Outside of it: ${outside.sentence}`;
    return notNow(id, 'refused.window', `The window of the approved spec: ${approved}${more}`);
  }
  const own = standing.limits.limits.windows;
  const limited = own === null ? null : fitIn(own, instruction, standing);
  return limited === null ? null : notNow(id, 'refused.limits', `The windows in the limits file of this device: ${limited}`);
}

/**
 * Whether it may begin outside its window, by the rule for missed windows that its spec has; null: it has none. `alone`: so many seconds are needed, as for a restart
 * whose change is in, and not those of the whole change.
 */
export function outsideWindow(instruction: InstructionRead, standing: Standing, alone: number | null = null): Floats | null {
  const { body } = instruction;
  if (body.verb !== 'install' && body.verb !== 'rollback') return null;
  const rule = rulesOf(body.header, body.share).missed;
  const ring = body.header.rings[body.share.ring];
  const window = parseWindow(body.share.window);
  if (rule === undefined || rule.kind === 'next-window' || ring === undefined || !window.ok) return null;
  const { expectedSeconds, restartSeconds } = needOf(instruction, standing);
  const { rolledAt = null } = standing;
  return mayFloat({
    rule,
    window: window.rule,
    since: Temporal.Instant.from(ring.earliest),
    now: Temporal.Instant.from(standing.now),
    needSeconds: alone ?? expectedSeconds + restartSeconds,
    seen: standing.seen ?? { onMains: null, loadPercent: null },
    usedAt: rolledAt === null ? null : Temporal.Instant.from(rolledAt),
  });
}

/** Null where the change fits into one of these windows now; else why not. What can not be read is closed. */
function fitIn(windows: readonly unknown[], instruction: InstructionRead, standing: Standing): string | null {
  const now = Temporal.Instant.from(standing.now);
  let why = 'there is none.';
  for (const window of windows) {
    const read = parseWindow(window);
    if (!read.ok) {
      why = read.sentence;
      continue;
    }
    const opening = openingAt(read.rule, now);
    if (opening === null) {
      why = `it is closed at ${standing.now}.`;
      continue;
    }
    const { expectedSeconds, restartSeconds } = needOf(instruction, standing);
    const fit = fits(opening, now, expectedSeconds, restartSeconds);
    if (fit.fits) return null;
    why = fit.sentence;
  }
  return why;
}

/** How long a lock of another package manager may be waited for, so that the change still fits: whole seconds, at least a minute. */
export function secondsToSpare(instruction: InstructionRead, standing: Standing): number {
  const now = Temporal.Instant.from(standing.now);
  const read = parseWindow(windowOf(instruction));
  const opening = read.ok ? openingAt(read.rule, now) : null;
  if (opening === null) return 60;
  const { expectedSeconds, restartSeconds } = needOf(instruction, standing);
  const fit = fits(opening, now, expectedSeconds, restartSeconds);
  return Math.min(Math.max(fit.fits ? Math.floor(fit.spareSeconds) : 0, 60), 1800);
}

/** When the window of the approved spec opens next, seconds from now; null: it does not, or can not be read. */
export function secondsToOpening(instruction: InstructionRead, now: string): number | null {
  const read = parseWindow(windowOf(instruction));
  if (!read.ok) return null;
  const at = Temporal.Instant.from(now);
  const opens = nextOpenings(read.rule, at, 1)[0]?.opensAt;
  return opens === undefined ? null : at.until(opens).total('seconds');
}

/** The window of the approved spec, as it stands there. */
export function windowOf(instruction: InstructionRead): unknown {
  return 'share' in instruction.body ? instruction.body.share.window : null;
}

function needOf(instruction: InstructionRead, standing: Standing): { expectedSeconds: number; restartSeconds: number } {
  const { body } = instruction;
  if (!('share' in body)) return { expectedSeconds: 0, restartSeconds: 0 };
  const never = rulesOf(body.header, body.share).restart === 'never' || standing.limits.limits.restarts === 'never';
  return { expectedSeconds: body.share.expectedSeconds, restartSeconds: never ? 0 : restartSecondsWithoutHistory };
}
