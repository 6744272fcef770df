/** Fettle gives up what it proposed by itself and nobody has approved. */
import { sql } from 'kysely';
import type { Actor, Context } from '../platform/feature.ts';
import { commandDeployment } from './commands.ts';
import type { Engine } from './types.ts';

/** Of `deployment_state s`: nobody has approved it, for it has no spec, or its spec waits and has no approval. What holds when it is given up is decided under its lock. */
export const unapproved = sql<boolean>`(s.seq = 0 or (s.summary -> 'holds' @> '[{"reason": "approval"}]'
  and not exists (select 1 from approval a where a.client_id = s.client_id and a.deployment_id = s.deployment_id)))`;

/** So many in one round; those that are left over come first in the next. */
export const mostGivenUp = 200;

export type Overtaken = { readonly client_id: string; readonly deployment_id: string; readonly because: string };

const self: Actor = { kind: 'system', id: 'engine', name: 'Fettle', everywhere: true, scope: [], can: () => true, scopeFor: () => [] };

/** Cancels each, unless a person approved it or it ended in the meantime. One that can not be cancelled keeps no other. */
export async function giveUpUnapproved(engine: Engine, context: Context, overtaken: readonly Overtaken[]): Promise<void> {
  for (const { client_id: clientId, deployment_id: deploymentId, because } of overtaken)
    try {
      await commandDeployment(engine, context, self, { clientId, deploymentId, wish: { kind: 'cancel', because }, unlessApproved: true });
    } catch (error) {
      context.log.error(
        { err: error, clientId, deploymentId },
        'a deployment that nobody approved could not be given up; it is tried again',
      );
    }
}
