export { proofWords, provenAbsence, shortestAbsenceHours } from './prove.ts';
export type { Absence, AbsenceProof, ContactBefore, ContactNow } from './types.ts';
