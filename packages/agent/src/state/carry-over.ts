/**
 * The agent's own state is not taken back with the system: an agent that forgot what it has taken, begun or refused could do it again, and would look like a copy of itself.
 * A root that is made from a snapshot gets a note into the agent's folder; the first agent that starts in it brings the folder of the root that was left, as it stood when
 * that one ended, and puts it in place of the old one in one step. The limits file comes along: nobody's snapshot widens what its owner allows.
 */
import { dirname, join } from 'node:path';
import type { Machine } from '@fettle/managers/machine';
import { exchangeFolders, isCarried, kindOf } from '@fettle/managers/snapshots';
import { z } from 'zod';
import { foldersIn } from './folders.ts';
import type { Folders } from './folders.ts';
import { readAs } from './read-file.ts';
import { rootShape } from './snapshots.ts';

const CarryNote = z.object({ ...rootShape, key: z.string().regex(/^[0-9a-f]{32}$/), at: z.string() });
export type CarryNote = z.infer<typeof CarryNote>;

/** Leaves the note in the root whose top is at `path`. */
export async function leaveCarryNote(machine: Machine, path: string, folders: Folders, note: CarryNote): Promise<void> {
  const file = foldersIn(join(path, folders.root)).carry;
  await machine.makeFolder(dirname(file));
  await machine.writeFile(file, `${JSON.stringify(note)}\n`);
}

export type Carried = { readonly ok: true; readonly carried: boolean } | { readonly ok: false; readonly sentence: string };

/** Brings the state where a note says so. May be cut off at any moment and begun anew. Where it can not be brought the agent must not go on. */
export async function carryOver(machine: Machine, folders: Folders, limitsFile: string): Promise<Carried> {
  const beside = `${folders.root}.carried`;
  const note = readAs(folders.carry, CarryNote);
  if (!note.ok) return note;
  if (note.value === null) {
    // The old folder, where the power went before it was removed.
    await machine.remove(beside);
    return { ok: true, carried: false };
  }
  const { key, ...root } = note.value;
  try {
    await kindOf(root).withLeftRoot(machine, root, key, async (left, now) => {
      const from = `${left}${folders.root}`;
      if (!(await machine.exists(foldersIn(from).identity))) throw new Error(`${from} has no state of an agent`);
      if (limitsFile.startsWith('/etc/') || (await isCarried(machine, dirname(limitsFile))) === true)
        await carryFile(machine, `${left}${limitsFile}`, `${now}${limitsFile}`);
      await machine.remove(beside);
      await must(machine, ['cp', '--archive', '--reflink=auto', from, `${now}${beside}`]);
      for (const name of [folders.lock, `${folders.lock}.owner`, folders.carry])
        await machine.remove(`${beside}${name.slice(folders.root.length)}`);
      await must(machine, ['sync', '--file-system', beside]);
    });
    await exchangeFolders(machine, folders.root, beside);
    await must(machine, ['sync', '--file-system', folders.root]);
    await machine.remove(beside);
    return { ok: true, carried: true };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      sentence: `The system went back to a snapshot, and the state of this agent could not be brought along: ${why}. It does not start, since it would forget what it has taken, refused or begun. The state lies in ${folders.root} of the root that was left: ${kindOf(root).leftAt(root, key)}.`,
    };
  }
}

/** Also its absence: a device without a limits file only observes. */
async function carryFile(machine: Machine, from: string, to: string): Promise<void> {
  if (!(await machine.exists(from))) return machine.remove(to);
  await must(machine, ['cp', '--archive', from, `${to}.carried`]);
  await machine.move(`${to}.carried`, to);
}

async function must(machine: Machine, argv: readonly string[]): Promise<void> {
  const ran = await machine.run(argv, { timeoutMs: 600_000, maxOutputBytes: 65_536 });
  if (ran.exitCode !== 0) throw new Error(`${argv[0]}: ${ran.notStarted ?? (ran.stderr.trim() || `exit code ${ran.exitCode ?? 'none'}`)}`);
}
