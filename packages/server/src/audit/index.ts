/** The audit trail: who did what, when, to what. A chain per client and one for the provider, verifiable offline. */
import { allClientIds } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Context, Feature } from '../platform/feature.ts';
import { checkpointAll } from './checkpoint.ts';

export { appendAudit, appendProviderAudit, auditActor, engine } from './append.ts';
export type { AuditActor, AuditFact } from './append.ts';
export { checkpointChain } from './checkpoint.ts';
export { exportChain } from './export.ts';
export { listAudit } from './list.ts';

const dayMs = 24 * 3600 * 1000;

/** Signs checkpoints at the start and once a day. The routes of the trail stand with the other evidence. */
export const audit: Feature = {
  name: 'audit',
  async start(context) {
    const checkpoint = () =>
      checkpointEveryChain(context).catch((error: unknown) => context.log.error({ err: error }, 'checkpoints could not be made'));
    await checkpoint();
    const timer = setInterval(() => void checkpoint(), dayMs);
    return async () => clearInterval(timer);
  },
};

async function checkpointEveryChain(context: Context): Promise<void> {
  await checkpointAll(context, [providerId, ...(await allClientIds(context.db))]);
}
