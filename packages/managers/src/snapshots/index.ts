/** Snapshots of what holds the system, as a way back: btrfs. */
export { exchangeRoot, listKept, prepareBack, removeKept, runningRoot, takeSnapshot, withLeftRoot } from './btrfs.ts';
export type { Exchanged } from './btrfs.ts';
export { exchangeFolders } from './exchange.ts';
export { isCarried, leastFreeBytes, lookAtRoot } from './look.ts';
export type { RootFacts, RootLook } from './look.ts';
