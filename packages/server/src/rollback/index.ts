/** The rollback plan as evidence: backups, tests of restores, ways back that were tried, and changes without one that somebody accepted. */
import type { Feature } from '../platform/feature.ts';
import { acceptanceHandlers } from './acceptances.ts';
import { backupHandlers } from './backups.ts';
import type { RollbackChanged } from './backups.ts';
import { listRollback, listTrials } from './list.ts';
import { lookAtWaysBack } from './look.ts';
import { askProbes } from './ask-probes.ts';
import { keepWorking } from '../platform/keep-working.ts';

export { readAcceptances } from './acceptances.ts';
export { backupsOf } from './known.ts';
export type { Known as BackupsKnown } from './known.ts';
export { rollbackRows } from './list.ts';
export { lookAtClient } from './look.ts';
export { askProbes } from './ask-probes.ts';
export { noteProbes } from './note-probes.ts';
export { noteRebuildTrial, noteTrials } from './note-trials.ts';

export function rollbackFeature({ changed }: { readonly changed: RollbackChanged }): Feature {
  return {
    name: 'rollback',
    start: async (context) => {
      const looking = keepWorking(context, {
        topic: 'rollback',
        everyMs: 60 * 60_000,
        round: (signal) => lookAtWaysBack(context, signal),
        failed: 'ways back could not be looked at',
      });
      const asking = keepWorking(context, {
        topic: 'rollback-probes',
        everyMs: 10 * 60_000,
        round: (signal) => askProbes(context, signal),
        failed: 'devices could not be asked for their backups',
      });
      return async () => {
        await Promise.all([looking(), asking()]);
      };
    },
    handlers: { ...backupHandlers(changed), ...acceptanceHandlers(changed), listRollback, listTrials },
  };
}
