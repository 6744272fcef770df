/** Snapshots of what holds the system, as a way back: of each kind behind one interface. */
export { exchangeFolders } from './exchange.ts';
export type { RootFacts, SnapshotKind } from './kind.ts';
export { kindOf } from './kinds.ts';
export { isCarried, leastFreeBytes, lookAtRoot } from './look.ts';
export type { RootLook } from './look.ts';
