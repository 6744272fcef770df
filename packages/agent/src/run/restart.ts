/** The restart: asked for inside the window, and the next life of the agent sees by the boot id that it happened. */
import type { StepReceipt } from '@fettle/core/deployment';
import { kindOf } from '@fettle/managers/snapshots';
import { moment, secondsSince } from '../clock.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Fields } from '../journal/journal.ts';
import { withReceipt } from '../journal/fitting.ts';
import { restartProblem } from '../obey/restart-window.ts';
import { lookAtRestart } from './ask-restart.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { readSeen } from './seen.ts';

const mostRestarts = 2;

/**
 * The change is in: is a restart due? `bootId` is the boot in which it came in, which may be over already (the power went in between): then the
 * restart has happened.
 */
export async function restartNext(context: RunContext, entry: JournalEntry, bootId: string | null): Promise<JournalEntry> {
  const rule = approvedOf(entry).rules.restart;
  const { restartPending } = await context.manager.runtime(context.machine);
  const due = rule === 'always' || (rule === 'if-needed' && (restartPending?.length ?? 0) > 0);
  return due
    ? context.record(
        entry,
        { bootIdBefore: bootId, restartDue: true, phase: 'restarting' },
        progress(
          'restarting',
          approvedOf(entry).rules.restartWhen === undefined ? 'the change is in; restarting' : 'the change is in; a restart is due',
        ),
      )
    : context.record(
        entry,
        { bootIdBefore: bootId, restartDue: false, phase: 'checking' },
        progress('checking', 'the change is in; checking'),
      );
}

export async function restartIfDue(context: RunContext, given: JournalEntry): Promise<JournalEntry> {
  const { life, machine } = context;
  let entry = given;
  const bootId = await context.bootId();
  if (bootId !== entry.bootIdBefore) {
    const elsewhere = await startedElsewhere(context, entry);
    return goOn(
      context,
      entry,
      elsewhere === null,
      elsewhere ?? `Restarted: boot ${entry.bootIdBefore ?? '?'} is over, this is ${bootId}.`,
    );
  }
  const overdue = waitedTooLong(context, entry);
  if (overdue !== null) return goOn(context, entry, false, overdue);
  await readSeen(context, entry);
  const problem = restartProblem(entry, life.standing());
  // No reason to take the change back: it is in, and not yet in effect. The scan's boot id says so, and nothing is claimed.
  if (problem !== null && entry.snapshotBack !== null) {
    // What people and the system were asked before the window closed is asked anew in the next one.
    const isAsked = entry.restart !== null || entry.restartsAsked > 0;
    return waitForOpening(context, entry, problem, isAsked ? { restart: null, restartsAsked: 0 } : {});
  }
  if (problem !== null) return goOn(context, entry, false, `A restart is due and was not done: ${problem}.`);
  if (entry.restartsAsked >= mostRestarts)
    return goOn(context, entry, false, `The device was asked to restart ${mostRestarts} times and still runs the same boot.`);
  const rule = approvedOf(entry).rules.restartWhen;
  if (rule !== undefined && rule.kind !== 'at-once' && entry.restartsAsked === 0) {
    const waited = await lookAtRestart(context, entry, rule);
    if (waited.kind === 'leave' && entry.snapshotBack !== null) return waitForOpening(context, entry, waited.because);
    if (waited.kind === 'leave') return goOn(context, entry, false, `A restart is due and was not done: ${waited.because}.`);
    entry = waited.entry;
    if (waited.kind === 'wait') return entry;
  }
  const asking = context.record(entry, { restartsAsked: entry.restartsAsked + 1, restartAskedAt: context.now() });
  const argv = (await machine.exists('/run/systemd/system')) ? ['systemctl', 'reboot'] : ['shutdown', '-r', 'now'];
  const asked = await machine.run(argv, { timeoutMs: 60_000, maxOutputBytes: 16_384 });
  if (asked.exitCode !== 0) {
    life.log(`${argv.join(' ')}: ${asked.notStarted ?? (asked.stderr.trim() || `exit code ${asked.exitCode ?? 'none'}`)}`);
    await life.workerNap.sleep(life.settings.patience.retry);
    return asking;
  }
  // Services take their time to end. Being still alive long after it means that it did not work, and the next look asks again.
  for (const since = moment(); !life.stopping() && secondsSince(since) < life.settings.patience.restart;)
    await life.workerNap.sleep(life.settings.patience.restart - secondsSince(since));
  return asking;
}

/** Why a restart did not bring the device to its snapshot. One more would not either: whatever starts it goes by something else than the name. Null: it did, or was not to. */
async function startedElsewhere({ machine }: RunContext, { snapshotBack }: JournalEntry): Promise<string | null> {
  if (snapshotBack === null || (await kindOf(snapshotBack).runningRoot(machine, snapshotBack)) === snapshotBack.to) return null;
  return `The device was restarted and does not run the snapshot: it was started from something else than the subvolume ${snapshotBack.subvolume}.`;
}

/** Until when the restart into a snapshot is waited for, RFC 3339; null: it goes back to none. */
function waitsUntil({ life }: RunContext, { snapshotBack, backSince }: JournalEntry): string | null {
  if (snapshotBack === null || backSince === null) return null;
  return Temporal.Instant.from(backSince).add({ seconds: life.settings.patience.snapshotRestart }).toString({ smallestUnit: 'second' });
}

/** Each day that it waits is one more day of work that would be lost. Null: it may still restart. */
function waitedTooLong(context: RunContext, entry: JournalEntry): string | null {
  const until = waitsUntil(context, entry);
  if (until === null || Temporal.Instant.compare(context.now(), until) < 0) return null;
  const last = entry.waitingFor === null ? '' : ` ${entry.waitingFor.detail}`;
  return `The restart into the snapshot was waited for until ${until}, and is given up: what was written since would be lost with it. A person has to say what becomes of the device.${last}`;
}

/** A device that goes back to a snapshot has nothing else to do: it waits until its rule lets it restart. */
function waitForOpening(context: RunContext, entry: JournalEntry, because: string, fields: Fields = {}): JournalEntry {
  const until = waitsUntil(context, entry);
  const end = until === null ? '' : ` It is waited for until ${until}; then the device stays as it is, and a person is asked.`;
  const detail = `The device goes back to its snapshot with its next restart, which waits: ${because}.${end}`;
  const isTold = entry.waitingFor?.detail === detail;
  if (isTold && Object.keys(fields).length === 0) return entry;
  const waitingFor = { code: 'snapshot.restart-waits', detail };
  return context.record(entry, { ...fields, waitingFor }, isTold ? undefined : progress('restarting', detail));
}

function goOn(context: RunContext, entry: JournalEntry, ok: boolean, detail: string): JournalEntry {
  const at = context.now();
  const back = entry.snapshotBack !== null;
  const receipt: StepReceipt = {
    step: 'restart',
    startedAt: entry.restartAskedAt ?? at,
    endedAt: at,
    ok,
    commands: [],
    trouble: null,
    detail,
  };
  const next: Fields = back ? { phase: 'rolling back', ...(ok ? {} : { backStuck: detail }) } : { phase: 'checking' };
  return context.record(entry, { ...next, receipts: withReceipt(entry.receipts, receipt) }, progress('checking', detail));
}
