/**
 * The way back by the snapshot that was taken right before the change: a new root is made from it, takes the name of the one that runs, and the next restart starts it. The
 * restart keeps to the device's rule, and the run waits for it. Each step is in the journal before it is done; the journal itself is carried over (`state/carry-over.ts`). A run
 * that ends anywhere else than in its snapshot leaves nothing behind that a later restart would go back by.
 */
import type { WayBack } from '@fettle/core/deployment';
import { goesBackToSnapshot } from '@fettle/core/rollback';
import { kindOf, lookAtRoot } from '@fettle/managers/snapshots';
import type { JournalEntry } from '../journal/entry.ts';
import { agentTrouble, cut, withReceipt } from '../journal/fitting.ts';
import { leaveCarryNote } from '../state/carry-over.ts';
import { tellOfLoss } from './ask-restart.ts';
import { progress } from './context.ts';
import type { RunContext } from './context.ts';
import { failedBack, wentBack } from './gone-back.ts';
import { lookAt } from './look-at.ts';
import { keepRootThatRuns, snapshotKey, stateApart, wordsOf } from './snapshot.ts';

type BySnapshot = Extract<WayBack, { kind: 'snapshot' }>;

export async function goBackBySnapshot(context: RunContext, entry: JournalEntry, way: BySnapshot): Promise<JournalEntry> {
  const since = context.now();
  const failed = async (why: string): Promise<JournalEntry> => {
    // What is mended from here on is mended in the root that runs, and the next restart must find it there.
    const left = await keepRootThatRuns(context.life, context.life.state.journal.read(entry.instruction.id) ?? entry);
    const because = left === null ? why : `${why.replace(/\.$/, '')}. ${left}`;
    const told = withRolledBack(context, entry, since, because);
    return failedBack(context, { entry: told, looked: await lookAt(context, way.changes), because }, since);
  };
  try {
    const known = entry.snapshotBack;
    // Also where it was given up: the power may have gone right then.
    if (known !== null && (await kindOf(known).runningRoot(context.machine, known)) === known.to)
      return arrived(context, entry, way, since);
    if (entry.backStuck !== null) return failed(entry.backStuck);
    const prepared = known === null ? await prepare(context, entry) : entry;
    const { snapshotBack } = prepared;
    if (snapshotBack === null) throw new Error('nothing was prepared');
    await kindOf(snapshotBack).makeNext(context.machine, snapshotBack, snapshotKey(entry), snapshotBack);
    // That nobody could be told is no reason to stay.
    await tellOfLoss(context, prepared).catch((error: unknown) =>
      context.life.log(`who is signed in could not be told: ${wordsOf(error)}`),
    );
    return context.record(
      prepared,
      {
        phase: 'restarting',
        backSince: prepared.backSince ?? since,
        bootIdBefore: await context.bootId(),
        restartDue: true,
        restartsAsked: 0,
        restartAskedAt: null,
        restart: null,
        waitingFor: null,
      },
      progress('restarting', goesBackToSnapshot),
    );
  } catch (error) {
    return failed(wordsOf(error));
  }
}

async function prepare(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { machine, life } = context;
  // What changed packages is not asked here: it is in.
  const { look, root } = await lookAtRoot(machine, []);
  if (root === null) throw new Error(look.possible ? 'the root was not found' : look.because);
  const apart = await stateApart(context);
  if (apart !== null) throw new Error(apart);
  const key = snapshotKey(entry);
  const back = await kindOf(root).prepareBack(machine, root, key, (path) =>
    leaveCarryNote(machine, path, life.state.folders, { ...root, key, at: context.now() }),
  );
  return context.record(entry, { snapshotBack: { ...root, ...back } });
}

/** The device runs the snapshot. Whether the old versions are in is looked at all the same. */
async function arrived(context: RunContext, entry: JournalEntry, way: BySnapshot, since: string): Promise<JournalEntry> {
  const told = withRolledBack(context, entry, since, null);
  const looked = await lookAt(context, way.changes);
  if (looked?.missing.length === 0) return wentBack(context, told, since);
  return failedBack(context, { entry: told, looked, because: 'the device runs the snapshot, and the old versions are not in' }, since);
}

function withRolledBack(context: RunContext, entry: JournalEntry, since: string, because: string | null): JournalEntry {
  const detail =
    because === null
      ? `The device runs the snapshot of right before the change. What was written after it can be read for some days in what was left: ${leftAt(entry)}.`
      : cut(because, 3900);
  const trouble = because === null ? null : agentTrouble('roll-back.snapshot-failed', detail);
  const receipt = {
    step: 'roll-back' as const,
    startedAt: since,
    endedAt: context.now(),
    ok: because === null,
    commands: [],
    trouble,
    detail,
  };
  return context.record(entry, { receipts: withReceipt(entry.receipts, receipt) });
}

function leftAt(entry: JournalEntry): string {
  return entry.snapshotBack === null ? 'not known' : kindOf(entry.snapshotBack).leftAt(entry.snapshotBack, snapshotKey(entry));
}
