export { putOffGroups, putOffKinds, putOffTotals } from './put-off.ts';
export type { PutOff, PutOffGroup, PutOffKind, PutOffTotals } from './put-off.ts';
