/**
 * What follows for a restart that is due, from its rule, from how far it is, and from what is known now. Asked again with the same it answers the same, so that an agent
 * which died while it waited goes on where it was. Nobody is restarted under his hands without a message that he could see, whatever was missed in between.
 */
import type { AskRule, RestartLook, RestartProgress, RestartStep, RestartWhen } from './types.ts';
import { lateAfter, leastDelay, leastSeen, longestSeen, warningTimes } from './warnings.ts';

const minute = 60_000;
/** Between two looks at who is signed in. */
const lookAgain = minute;
/** A window lasts a week at most: where the time for a restart has no end, the end of one is taken to be as far away. */
const longestWindow = 7 * 24 * 60 * minute;

const closed = 'the window has closed meanwhile';

/** The next step. `progress` null: the change has just come in. */
export function nextRestartStep(rule: RestartWhen, progress: RestartProgress | null, look: RestartLook): RestartStep {
  if (look.closesAt === null || look.closesAt <= look.now) return { do: 'leave', because: closed };
  switch (rule.kind) {
    case 'at-once':
      return { do: 'restart', because: 'at once, as the policy says' };
    case 'signed-out':
      return whenSignedOut(progress ?? begin(look, look.closesAt), look, look.closesAt);
    case 'window-end':
      return atWindowEnd(progress ?? begin(look, look.closesAt - look.restartMs), look, look.closesAt);
    case 'ask':
      // Before anything was asked nothing can have been answered.
      if (progress === null) return asked(rule, begin(look, endOf(rule, look.now, look)), { ...look, answer: null }, look.closesAt);
      return asked(rule, progress, look, look.closesAt);
  }
}

function begin(look: RestartLook, restartAt: number): RestartProgress {
  const finite = Number.isFinite(restartAt) ? restartAt : look.now + longestWindow;
  return { dueAt: look.now, roundAt: look.now, restartAt: finite, postponed: 0, shown: [] };
}

function whenSignedOut(progress: RestartProgress, look: RestartLook, closesAt: number): RestartStep {
  if (look.people === 'none') return { do: 'restart', because: 'nobody is signed in' };
  return { do: 'wait', progress, until: Math.min(look.now + lookAgain, closesAt) };
}

function atWindowEnd(before: RestartProgress, look: RestartLook, closesAt: number): RestartStep {
  const progress = { ...before, restartAt: Math.max(before.roundAt, Math.min(before.restartAt, closesAt - look.restartMs)) };
  if (look.now < progress.restartAt) return tellOrWait(progress, look, 0);
  return force(progress, before.restartAt, look, closesAt, 'at the end of the window, as the policy says');
}

function asked(rule: AskRule, given: RestartProgress, look: RestartLook, closesAt: number): RestartStep {
  if (look.people === 'none') return { do: 'restart', because: 'nobody is signed in' };
  if (look.answer === 'restart') return { do: 'restart', because: 'somebody who is signed in agreed' };
  const end = endOf(rule, given.dueAt, { ...look, closesAt });
  const fresh = given.shown.length === 0 && given.roundAt === given.dueAt && given.postponed === 0;
  const progress = {
    ...given,
    restartAt: fresh ? roundEnd(rule, given.roundAt, end) : Math.min(given.restartAt, Math.max(end, given.roundAt)),
  };
  const left = rule.postpones - progress.postponed;
  // What is put off by less than it would wait anyway is not put off.
  const next = roundEnd(rule, look.now, end);
  if (look.answer === 'postpone' && left > 0 && next > progress.restartAt) return round(progress, look, next, left - 1);
  if (look.now < progress.restartAt) return tellOrWait(progress, look, left);
  if (left > 0 && next > look.now) return round(progress, look, next, left - 1);
  if (rule.atEnd === 'leave-pending')
    return { do: 'leave', because: 'it was put off until its deadline, and the policy leaves it pending then' };
  return force(progress, given.restartAt, look, closesAt, 'its deadline has come, as the policy says');
}

/** Put off: who is asked again has the time of a new round. */
function round(before: RestartProgress, look: RestartLook, restartAt: number, left: number): RestartStep {
  const progress = { ...before, roundAt: look.now, restartAt, postponed: before.postponed + 1, shown: [look.now] };
  return { do: 'tell', progress, postponesLeft: left };
}

function roundEnd(rule: AskRule, from: number, end: number): number {
  return Math.min(from + rule.minutes * minute, Math.max(end, from));
}

/** The latest time at which an asked restart may begin: its deadline, and so that it still fits into the window, unless it may end after it. */
function endOf(rule: AskRule, dueAt: number, look: RestartLook): number {
  const deadline = dueAt + rule.deadlineMinutes * minute;
  return Math.min(deadline, (look.closesAt ?? dueAt) - look.restartMs);
}

/** A message that is due and was not shown; else until when nothing is to be done. Of several that were missed one is shown. */
function tellOrWait(progress: RestartProgress, look: RestartLook, postponesLeft: number): RestartStep {
  const { roundAt, restartAt, shown } = progress;
  const times = warningTimes((restartAt - roundAt) / 1_000).map((seconds) => restartAt - seconds * 1_000);
  const due = times.findLast((at) => at <= look.now);
  const shownNow = shown.some((at) => at > look.now - leastDelay * 1_000);
  if (due !== undefined && look.people !== 'none' && !shownNow && !shown.some((at) => at >= due))
    return { do: 'tell', progress: { ...progress, shown: [...shown, look.now] }, postponesLeft };
  const next = times.find((at) => at > look.now) ?? restartAt;
  return { do: 'wait', progress, until: Math.min(next, restartAt, look.now + lookAgain) };
}

/**
 * It takes place whoever is signed in, once a message could be seen that still says something: not one from before the device slept. `saidAt`: for when people were told
 * of it last.
 */
function force(progress: RestartProgress, saidAt: number, look: RestartLook, closesAt: number, because: string): RestartStep {
  const { now } = look;
  const announced = Math.max(saidAt, progress.restartAt);
  const isLate = now > announced + lateAfter * 1_000;
  const recent = isLate ? [] : progress.shown.filter((at) => at <= now && at >= now - longestSeen * 1_000);
  const wasSeen = recent.some((at) => at <= now - leastSeen * 1_000);
  if (look.people === 'none' || wasSeen) return { do: 'restart', because };
  const [first] = recent;
  if (first !== undefined) return { do: 'wait', progress: { ...progress, restartAt: announced }, until: first + leastSeen * 1_000 };
  const restartAt = look.now + leastDelay * 1_000;
  if (restartAt >= closesAt) return { do: 'leave', because: 'there was no time left in the window to warn those who are signed in' };
  return { do: 'tell', progress: { ...progress, restartAt, shown: [look.now] }, postponesLeft: 0 };
}

/** How long at most a due restart may be on its way by this rule, for a window of so many minutes. Milliseconds. */
export function longestRestartWait(rule: RestartWhen | undefined, windowMinutes: number): number {
  switch (rule?.kind) {
    case undefined:
    case 'at-once':
      return 0;
    case 'ask':
      return rule.deadlineMinutes * minute;
    case 'signed-out':
    case 'window-end':
      return windowMinutes * minute;
  }
}

/** How long people put it off if they do so as often as they may. Seconds; for estimates. */
export function longestAsking(rule: RestartWhen | undefined): number {
  return rule?.kind === 'ask' ? 60 * Math.min(rule.deadlineMinutes, (rule.postpones + 1) * rule.minutes) : 0;
}
