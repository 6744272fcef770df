/** A system on a subvolume of a btrfs: another subvolume takes its name, in one step that can be taken back (ADR 10). */
import type { Back, SnapshotKind } from '../kind.ts';
import { lookAtSubvolume } from './look.ts';
import { exchangeRoot, leftFolder, listKept, prepareBack, removeKept, runningRoot, takeSnapshot, withLeftRoot } from './subvolumes.ts';

const turned = ({ from, to }: Back): Back => ({ from: to, to: from });

export const btrfs: SnapshotKind = {
  filesystem: 'btrfs',
  holds: ({ filesystem }) => filesystem === 'btrfs',
  look: lookAtSubvolume,
  take: takeSnapshot,
  prepareBack,
  makeNext: exchangeRoot,
  keepRunning: (machine, root, key, back) => exchangeRoot(machine, root, key, turned(back)),
  runningRoot,
  withLeftRoot,
  leftAt: ({ source }, key) => `${leftFolder(key)}, from the top of the file system on ${source}`,
  listKept,
  removeKept,
};
