/**
 * A device run: get → wait for the window → simulate again → checks → change → restart → checks → scan → report. The journal is written before each
 * step; `continueRun` starts at whatever the journal says, on the good and on the bad day alike.
 */
import { openingAt, fits, nextOpenings, parseWindow, restartSecondsWithoutHistory } from '@fettle/core/windows';
import type { JournalEntry } from '../journal.ts';
import { end, refuse } from './end.ts';
import { changePackages } from './change.ts';
import { runChecks } from './checks.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { goBack, shouldGoBack } from './go-back.ts';
import { restartIfDue } from './restart.ts';
import { securePackages } from './secure.ts';

/** Takes the run one phase after the other until it ended, waits for a restart, or the agent stops. */
export async function continueRun(context: RunContext, start: JournalEntry): Promise<JournalEntry> {
  let entry = start;
  while (entry.phase !== 'ended' && !context.stopping()) {
    const next = await step(context, entry);
    // A restart was asked for: the next life of the agent goes on.
    if (next === 'restarting') return context.journal.read(entry.instruction.id) ?? entry;
    entry = next;
  }
  return entry;
}

async function step(context: RunContext, entry: JournalEntry): Promise<JournalEntry | 'restarting'> {
  switch (entry.phase) {
    case 'accepted':
      return context.tell(context.journal.write({ ...entry, phase: 'getting' }), {
        status: 'progress',
        phase: 'getting',
        line: 'taking the packages and the way back',
      });
    case 'getting':
      return get(context, entry);
    case 'waiting for window':
      return waitForWindow(context, entry);
    case 'changing':
      return changePackages(context, entry);
    case 'restarting':
      return restartIfDue(context, entry);
    case 'checking':
      return check(context, entry);
    case 'rolling back':
      return goBack(context, entry);
    case 'ended':
      return entry;
  }
}

async function get(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const secured = await securePackages(context, entry);
  if (!secured.ok) return end(context, { ...secured.entry, failure: secured.failure }, 'failed');
  const waiting = context.journal.write({ ...secured.entry, phase: 'waiting for window' });
  return context.tell(waiting, { status: 'progress', phase: 'waiting for window', line: 'packages are here; waiting for the window' });
}

async function waitForWindow(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { instruction } = entry;
  const { header, share } = approvedOf(instruction).body;
  const now = Temporal.Instant.from(context.now());
  if (Temporal.Instant.compare(now, Temporal.Instant.from(instruction.notAfter)) >= 0) {
    return end(
      context,
      { ...entry, failure: { code: 'missed.window', detail: `The span ended at ${instruction.notAfter} before the change could start.` } },
      'missed',
    );
  }
  const blocked = context.stillAllowed(instruction);
  const silence = context.secondsSinceContact();
  const outOfContact = !header.startOffline && (silence === null || silence > contactSeconds);
  const window = parseWindow(share.window);
  const opening = window.ok ? openingAt(window.rule, now) : null;
  if (blocked === null && !outOfContact && opening !== null) {
    const fit = fits(opening, now, share.expectedSeconds, header.restart === 'never' ? 0 : restartSecondsWithoutHistory);
    if (fit.fits) return begin(context, entry);
  }
  if (blocked !== null && !waitable.has(blocked.code)) return refuse(context, entry, blocked.code, blocked.detail);
  const next = window.ok ? nextOpenings(window.rule, now, 1)[0]?.opensAt : undefined;
  const seconds = next === undefined ? 30 : now.until(next).total('seconds');
  await context.pause(Math.min(Math.max(seconds, 1), 30));
  return entry;
}

/** Without `startOffline` a start needs the server's ear: a hold that was not heard would be passed over. */
const contactSeconds = 300;
const waitable = new Set(['refused.window', 'refused.outside-span', 'refused.ring-too-early', 'refused.held', 'refused.limits']);

async function begin(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { header } = approvedOf(entry.instruction).body;
  const checksBefore = await runChecks(context, header.checks);
  const begun = context.journal.write({
    ...entry,
    phase: 'changing',
    startedAt: context.now(),
    bootIdBefore: await context.bootId(),
    checksBefore,
  });
  return context.tell(begun, { status: 'progress', phase: 'changing', line: 'the window is open: changing' });
}

async function check(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { header } = approvedOf(entry.instruction).body;
  const checksAfter = await runChecks(context, header.checks);
  const looked = { ...entry, checksAfter };
  const back = shouldGoBack(header.checks, looked);
  if (back !== null) {
    const failed = { ...looked, failure: back };
    return header.rollback === 'automatic' ? context.journal.write({ ...failed, phase: 'rolling back' }) : end(context, failed, 'failed');
  }
  return end(context, looked, 'done');
}
