/** What the folders of several package managers share: bounds for programs, receipts, failure tables, the store. No manager's own words. */
export { ask, askInParts, endedWell, namesAtOnce, patience, succeeded } from './ask.ts';
export type { Patience } from './ask.ts';
export { whoIsAtWork } from './at-work.ts';
export { linesOf } from './lines.ts';
export { parseListState } from './list-state.ts';
export { notesAt } from './notes.ts';
export type { Notes } from './notes.ts';
export { openReceipt } from './receipts.ts';
export type { ReceiptBook } from './receipts.ts';
export { dropFromStore, isIntact, packageStore } from './store.ts';
export type { PackageReference, StoredPackage } from './store.ts';
export { fillText, translator } from './translate.ts';
export type { FailureRow } from './translate.ts';
