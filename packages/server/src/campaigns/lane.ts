/** The switch of the emergency lane: a rule of the provider. */
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers, Tx } from '../platform/feature.ts';
import { laneRule, readLane } from './emergency.ts';
import type { Lane } from './emergency.ts';
import { lockRule, readRule, saveRule } from '../platform/provider-rule.ts';

export const laneHandlers: Handlers = {
  getEmergencyLane: ({ context }) => shown(context),

  async setEmergencyLane({ context, actor, body }) {
    if (!actor.can('deployment.propose'))
      return refuse('permission.missing', 'The lane is for all clients: it needs the permission for all of them.');
    await inNoClient(context.db, async (tx) => {
      const at = context.now();
      const { version, exploited, critical } = await lockedLane(tx);
      const value = { on: body.on, exploited: body.exploited ?? exploited, critical: body.critical ?? critical, version: version + 1 };
      await saveRule(tx, laneRule, value, actor.id, at);
      await notify(tx, 'emergency', '');
      await appendProviderAudit(tx, { action: 'emergency-lane.set', actor: auditActor(actor), subject: 'emergency-lane', body: value, at });
    });
    return shown(context);
  },
};

async function shown(context: Context) {
  return inNoClient(context.db, async (tx) => {
    const saved = await readRule(tx, laneRule);
    return { ...(await readLane(tx)), changed: saved === null ? null : { at: saved.at, by: saved.by } };
  });
}

/** Two people who set it at once make two versions. */
async function lockedLane(tx: Tx): Promise<Lane> {
  await lockRule(tx, laneRule);
  return readLane(tx);
}
