/** What was decided of each update when a deployment was proposed. */
import type { CallOutput } from '@fettle/protocol/client';
import { enterClients, inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { clientOfDeployment, readDeployment } from './read.ts';

type View = CallOutput<'getDeploymentSelection'>;

export const getDeploymentSelection: Handler<'getDeploymentSelection'> = async ({ context, actor, params }) => {
  const scope = actor.scopeFor('deployment.read');
  return inClients(context.db, scope, async (tx) => {
    const clientId = await clientOfDeployment(tx, scope, params.id);
    if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
    await enterClients(tx, [clientId]);
    const deployment = await readDeployment(tx, clientId, params.id);
    const row = await tx
      .selectFrom('deployment_selection')
      .select(['lines', 'more'])
      .where('client_id', '=', clientId)
      .where('deployment_id', '=', params.id)
      .executeTakeFirst();
    // Written by this feature's store and nobody else. Of a roll-back, and of what was proposed before this was kept, there is none.
    return { lane: deployment?.lane ?? null, lines: (row?.lines ?? []) as View['lines'], more: row?.more ?? 0 };
  });
};
