/** The rollback plan as evidence: backups, tests of restores, ways back that were tried, and changes without one that somebody accepted. */
import type { Feature } from '../platform/feature.ts';
import { acceptanceHandlers } from './acceptances.ts';
import { backupHandlers } from './backups.ts';
import type { RollbackChanged } from './backups.ts';
import { listRollback, listTrials } from './list.ts';

export { readAcceptances } from './acceptances.ts';
export { backupsOf } from './known.ts';
export type { Known as BackupsKnown } from './known.ts';
export { rollbackRows } from './list.ts';
export { noteTrials } from './note-trials.ts';

export function rollbackFeature({ changed }: { readonly changed: RollbackChanged }): Feature {
  return { name: 'rollback', handlers: { ...backupHandlers(changed), ...acceptanceHandlers(changed), listRollback, listTrials } };
}
