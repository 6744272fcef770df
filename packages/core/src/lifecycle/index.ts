export { productOfOs } from './os.ts';
export type { OsName, OsProduct } from './os.ts';
export { endingDays, supportOf, supportStandings, supportWords } from './standing.ts';
export type { Support, SupportStanding } from './standing.ts';
export { lifecycleOf } from './state.ts';
export type { Lifecycle, LifecycleReason, LifecycleState } from './state.ts';
export type { LifecycleProduct, LifecycleRelease } from './types.ts';
export { windowsEdition } from './windows.ts';
export type { WindowsEdition } from './windows.ts';
