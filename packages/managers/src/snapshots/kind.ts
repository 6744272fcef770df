/** What a kind of snapshot is asked, whatever the system lies on: one folder beside this file for each. */
import type { SnapshotScope } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import type { Mount } from './mounts.ts';

/** What holds the system, as it is kept from one life of the agent to the next. `source`: what / is mounted from. */
export type RootFacts = { readonly filesystem: SnapshotScope['filesystem']; readonly subvolume: string; readonly source: string };

/** Which root it is, also where another one has its name: the number of a subvolume. */
export type RootId = number | string;

/** The root that runs, and the one that the device goes back to. */
export type Back = { readonly from: RootId; readonly to: RootId };

/** Each step may be done again after a power cut at any moment. Each throws, in words for people, where it could not be done. */
export type SnapshotKind = {
  readonly filesystem: SnapshotScope['filesystem'];
  /** Whether / lies on this kind. */
  readonly holds: (root: Mount) => boolean;
  /** Why this kind can take no snapshot here, a sentence without its last period; else what holds the system. Changes nothing. */
  readonly look: (
    machine: Machine,
    at: { readonly mounts: readonly Mount[]; readonly root: Mount },
  ) => Promise<{ readonly because: string } | { readonly root: RootFacts }>;
  /** Takes `before-KEY`, anew where an earlier try left one, and looks that it is there. */
  readonly take: (machine: Machine, root: RootFacts, key: string) => Promise<void>;
  /** Makes ready what the device goes back to; `prepare` gets the path of its top, to leave a note in it. Nothing changes for the running system yet. */
  readonly prepareBack: (machine: Machine, root: RootFacts, key: string, prepare: (top: string) => Promise<void>) => Promise<Back>;
  /** From now on the next start is that of `back.to`, whoever asks for it. Does nothing where it is done. */
  readonly makeNext: (machine: Machine, root: RootFacts, key: string, back: Back) => Promise<void>;
  /** Undoes `makeNext`: the next start is that of `back.from`, which runs. */
  readonly keepRunning: (machine: Machine, root: RootFacts, key: string, back: Back) => Promise<void>;
  readonly runningRoot: (machine: Machine, root: RootFacts) => Promise<RootId>;
  /** Calls `work` with the path at which the root that was left for `key` can be read, and with the top of the new one. Throws where it is gone. */
  readonly withLeftRoot: <T>(machine: Machine, root: RootFacts, key: string, work: (left: string, now: string) => Promise<T>) => Promise<T>;
  /** Where a person finds the root that was left. */
  readonly leftAt: (root: RootFacts, key: string) => string;
  /** Names of what this system keeps, `before-KEY` or `other-KEY`. What lies there without its mark is left to whoever it belongs to. */
  readonly listKept: (machine: Machine, root: RootFacts) => Promise<readonly string[]>;
  /** Removes what is kept under this name; never the root that runs. */
  readonly removeKept: (machine: Machine, root: RootFacts, name: string) => Promise<void>;
};
