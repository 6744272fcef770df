/** The switch of the emergency lane: a rule of the provider. */
import { sql } from 'kysely';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, named, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers } from '../platform/feature.ts';
import { isLaneOn, laneRule } from './emergency.ts';
import { saveRule } from './store.ts';

export const laneHandlers: Handlers = {
  getEmergencyLane: ({ context }) => shown(context),

  async setEmergencyLane({ context, actor, body }) {
    if (!actor.can('deployment.propose'))
      return refuse('permission.missing', 'The lane is for all clients: it needs the permission for all of them.');
    await inNoClient(context.db, async (tx) => {
      const at = context.now();
      await saveRule(tx, laneRule, { on: body.on }, actor.id, at);
      await notify(tx, 'emergency', '');
      await appendProviderAudit(tx, { action: 'emergency-lane.set', actor: auditActor(actor), subject: 'emergency-lane', body, at });
    });
    return shown(context);
  },
};

async function shown(context: Context) {
  return inNoClient(context.db, async (tx) => {
    const found = await sql<{ at: string; by: string }>`
      select r.changed_at as at, ${named(sql`r.changed_by`)} as by from provider_rule r where r.name = ${laneRule}`.execute(tx);
    return { on: await isLaneOn(tx), changed: found.rows[0] ?? null };
  });
}
