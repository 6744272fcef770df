export { proofWords, provenAbsence } from './prove.ts';
export type { Absence, ContactBefore, ContactNow } from './types.ts';
