/**
 * The snapshot of a change: looked for again and taken right before it, so that nothing but the change lies between, and removed after the soak. A snapshot that is not
 * what was approved is none: what it would take back stands in the spec that people signed.
 */
import type { SnapshotScope } from '@fettle/core/deployment';
import { soakSeconds } from '@fettle/core/policy';
import { isCarried, kindOf, leastFreeBytes, lookAtRoot } from '@fettle/managers/snapshots';
import type { RootFacts } from '@fettle/managers/snapshots';
import { begunPhases } from '../journal/entry.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Life } from '../life.ts';
import { fileNameOf } from '../state/folders.ts';
import { noteKept, readKept, removeAt, writeKept } from '../state/snapshots.ts';
import type { KeptSnapshot } from '../state/snapshots.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';

export type Missing = { readonly code: string; readonly because: string };

/** What an instruction's snapshots are called by. */
export function snapshotKey({ instruction }: Pick<JournalEntry, 'instruction'>): string {
  return fileNameOf(instruction.id);
}

/** Why the snapshot that was approved can not be taken now; null: it can, or another way back was approved. */
export async function snapshotMissing(context: RunContext, entry: JournalEntry): Promise<Missing | null> {
  const found = await findRoot(context, entry);
  return found === null || 'root' in found ? null : found;
}

/** Takes it, and gives why it could not be taken; null: it is there, or another way back was approved. */
export async function takeForChange(context: RunContext, entry: JournalEntry): Promise<Missing | null> {
  const found = await findRoot(context, entry);
  if (found === null || !('root' in found)) return found;
  const { folders } = context.life.state;
  const key = snapshotKey(entry);
  // Noted first: one that is there and not noted would stay.
  noteKept(folders, { name: `before-${key}`, ...found.root, removeAt: removeAt(context.now(), null) });
  try {
    await kindOf(found.root).take(context.machine, found.root, key);
    return null;
  } catch (error) {
    return missing('snapshot.failed', `it could not be taken (${wordsOf(error)})`);
  }
}

async function findRoot(context: RunContext, entry: JournalEntry): Promise<{ readonly root: RootFacts } | Missing | null> {
  const { share } = approvedOf(entry);
  const { wayBack } = share;
  if (wayBack.kind !== 'snapshot') return null;
  if (context.life.standing().limits.limits.restarts === 'never')
    return missing('snapshot.no-restart', 'the limits of this device forbid restarts, and only a restart makes a snapshot its root');
  const { look, root } = await lookAtRoot(context.machine, share.changes);
  if (!look.possible || root === null) return missing('snapshot.not-possible', look.possible ? 'its root was not found' : look.because);
  const apart = await stateApart(context);
  if (apart !== null) return missing('snapshot.not-possible', apart);
  const other = otherThanApproved(wayBack.scope, look.scope);
  return other === null ? { root } : missing('snapshot.other', other);
}

function missing(code: string, why: string): Missing {
  return { code, because: `A snapshot can not be its way back now: ${why.replace(/\.$/, '')}.` };
}

/** It may take back less than people were told, and never more. Null: it is what was approved. */
function otherThanApproved(approved: SnapshotScope, now: SnapshotScope): string | null {
  if (approved.subvolume !== now.subvolume) return `/ is the subvolume ${now.subvolume} now, and ${approved.subvolume} was approved`;
  const more = now.alsoBack.find((path) => !approved.alsoBack.includes(path));
  if (more !== undefined) return `${more} would go back with it, and that was not approved; propose the deployment again`;
  const less = now.notCovered.find((path) => !approved.notCovered.includes(path));
  return less === undefined ? null : `${less} lies outside of it now, and that was not approved; propose the deployment again`;
}

/** The run is over: from now on the soak counts. What was left when the device went back is kept for people. */
export function keepAfterRun({ life, now }: Pick<RunContext, 'life' | 'now'>, entry: JournalEntry): void {
  const { share, header } = approvedOf(entry);
  if (share.wayBack.kind !== 'snapshot') return;
  const { folders } = life.state;
  const key = snapshotKey(entry);
  const before = readKept(folders).find(({ name }) => name === `before-${key}`);
  if (before === undefined) return;
  const soak = entry.snapshotBack === null ? soakSeconds(header.rings[share.ring]?.gate.soak ?? 'PT0S') : null;
  noteKept(folders, { ...before, removeAt: removeAt(now(), soak) });
  if (entry.snapshotBack !== null) noteKept(folders, { ...before, name: `other-${key}`, removeAt: removeAt(now(), null) });
}

/**
 * Removes snapshots whose time is over, all that are not in use where room is short, and those that no run knows of. While a change runs nothing is removed. What can not
 * be removed is told, and tried again.
 */
export async function tidySnapshots(life: Life): Promise<void> {
  try {
    await tidy(life);
  } catch (error) {
    life.log(`snapshots could not be looked at: ${wordsOf(error)}`);
  }
}

async function tidy(life: Life): Promise<void> {
  const { settings, state, now } = life;
  const { machine } = settings;
  const { folders, journal } = state;
  if (readKept(folders).length === 0 || journal.entries().some(({ phase }) => begunPhases.includes(phase))) return;
  const free = await machine.freeBytes('/');
  const short = free !== null && free < leastFreeBytes;
  const at = Temporal.Instant.from(now());
  for (const one of readKept(folders)) {
    if (!short && Temporal.Instant.compare(at, Temporal.Instant.from(one.removeAt)) < 0) continue;
    await removeNoted(life, one, short ? ': room is short' : '');
  }
  const [any] = readKept(folders);
  if (any === undefined) return;
  // What a state that was lost had noted.
  for (const name of await kindOf(any)
    .listKept(machine, any)
    .catch(() => []))
    if (!readKept(folders).some((one) => one.name === name)) noteKept(folders, { ...any, name, removeAt: removeAt(now(), null) });
}

async function removeNoted({ settings: { machine }, state: { folders }, log }: Life, one: KeptSnapshot, why: string): Promise<void> {
  try {
    await kindOf(one).removeKept(machine, one, one.name);
    writeKept(
      folders,
      readKept(folders).filter(({ name }) => name !== one.name),
    );
    log(`snapshot ${one.name} removed${why}`);
  } catch (error) {
    log(`snapshot ${one.name} could not be removed: ${wordsOf(error)}`);
  }
}

/** The change was held back right after its snapshot was taken: by the time that it begins the snapshot would be of another time, and where it never does nobody needs it. */
export async function dropUnused({ life }: Pick<RunContext, 'life'>, entry: JournalEntry): Promise<void> {
  const name = `before-${snapshotKey(entry)}`;
  const taken = readKept(life.state.folders).find((one) => one.name === name);
  if (taken !== undefined) await removeNoted(life, taken, ': the change did not begin');
}

/** Why what the agent keeps could not be brought along from the root that was left, and with it the limits of the owner; null: it could. */
export async function stateApart(context: RunContext): Promise<string | null> {
  const { root } = context.life.state.folders;
  const carried = await isCarried(context.machine, root);
  if (carried === true) return null;
  return `${root} ${carried === null ? 'lies behind a link' : 'lies on a file system or subvolume of its own'}, so that the state of the agent and its limits file could not be brought along`;
}

/**
 * A run that ends anywhere else than in its snapshot gives the root that runs its name back: a restart weeks later would take back all that was written until then. Gives what
 * a person should know where it could not; null: the next restart starts the root that runs.
 */
export async function keepRootThatRuns({ settings: { machine } }: Life, entry: JournalEntry): Promise<string | null> {
  const { snapshotBack } = entry;
  if (snapshotBack === null) return null;
  const kind = kindOf(snapshotBack);
  try {
    if ((await kind.runningRoot(machine, snapshotBack)) !== snapshotBack.to)
      await kind.keepRunning(machine, snapshotBack, snapshotKey(entry), snapshotBack);
    return null;
  } catch (error) {
    return `The next restart may still go back to the snapshot, and lose what is written until then: that could not be taken back from ${snapshotBack.subvolume} (${wordsOf(error)}).`;
  }
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
