/** What the device is: read from the kernel and a few files, without any package manager. */
export { readBootId } from './boot.ts';
export { readLastEnd } from './last-end.ts';
export type { LastEnd } from './last-end.ts';
export { readUpSeconds } from './power.ts';
export { readSystem } from './read-system.ts';
export { readAddresses } from './addresses.ts';
export { readListening } from './listening.ts';
export { neverRestarts, readVirtualisation } from './virtualisation.ts';
export { readLoadPercent, readOnMains } from './conditions.ts';
export { readMemoryPercent } from './usage.ts';
export { readSessions } from './sessions.ts';
export type { Session } from './sessions.ts';
export { tellSessions } from './tell.ts';
export type { Told } from './tell.ts';
