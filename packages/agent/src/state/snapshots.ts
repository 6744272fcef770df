/** Which snapshots are kept on this device, and until when. What can not be read is begun anew: snapshots that nobody noted are found where they lie. */
import { snapshotSystems } from '@fettle/core/deployment';
import { z } from 'zod';
import { writeJson } from './durable.ts';
import type { Folders } from './folders.ts';
import { readAs } from './read-file.ts';

/** What holds a system, as it is kept. Earlier agents noted nothing but btrfs. */
export const rootShape = { filesystem: z.enum(snapshotSystems).default('btrfs'), subvolume: z.string(), source: z.string() };

const KeptSnapshot = z.object({
  /** `before-KEY`, or `other-KEY` for a root that was left. */
  name: z.string(),
  ...rootShape,
  /** RFC 3339. */
  removeAt: z.string(),
});
export type KeptSnapshot = z.infer<typeof KeptSnapshot>;

/** No snapshot is kept longer, whatever a soak says: it holds on to all that is deleted meanwhile. */
export const mostDaysKept = 7;

export function readKept({ snapshots }: Folders): readonly KeptSnapshot[] {
  const read = readAs(snapshots, z.array(KeptSnapshot));
  return read.ok ? (read.value ?? []) : [];
}

/** Notes one, in place of what was noted of that name. */
export function noteKept(folders: Folders, one: KeptSnapshot): void {
  writeKept(folders, [...readKept(folders).filter(({ name }) => name !== one.name), one]);
}

export function writeKept({ snapshots }: Folders, all: readonly KeptSnapshot[]): void {
  writeJson(snapshots, all);
}

/** So many days, or until the soak is over where that is sooner. `soakSeconds` null: not known. */
export function removeAt(now: string, soakSeconds: number | null): string {
  const most = mostDaysKept * 86_400;
  return Temporal.Instant.from(now)
    .add({ seconds: Math.min(most, soakSeconds ?? most) })
    .toString();
}
