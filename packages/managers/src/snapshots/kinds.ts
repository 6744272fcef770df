/** The kinds of snapshot that there are, and which of them a root is for. */
import { btrfs } from './btrfs/kind.ts';
import type { RootFacts, SnapshotKind } from './kind.ts';
import type { Mount } from './mounts.ts';

/** A root is of the first that holds it: a btrfs may lie on anything. */
const kinds: readonly SnapshotKind[] = [btrfs];

/** Null: no snapshots are taken of what this lies on. */
export function kindHolding(root: Mount): SnapshotKind | null {
  return kinds.find((kind) => kind.holds(root)) ?? null;
}

/** Throws for a kind that a later agent noted. */
export function kindOf({ filesystem }: Pick<RootFacts, 'filesystem'>): SnapshotKind {
  const kind = kinds.find((one) => one.filesystem === filesystem);
  if (kind === undefined) throw new Error(`this agent takes no snapshots of ${filesystem}`);
  return kind;
}
