/** Everything that happened in a deployment, as sentences, newest first. */
import { describeEvent } from '@fettle/core/deployment';
import type { DeploymentEvent } from '@fettle/core/deployment';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { clientOfDeployment, readSpec } from './read.ts';
import { wordsForEvents } from './words.ts';

export const getDeploymentEvents: Handler<'getDeploymentEvents'> = async ({ context, actor, params, query }) => {
  const scope = actor.scopeFor('deployment.read');
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, params.id));
  if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
  if (query.after !== undefined && !/^\d{1,9}$/.test(query.after))
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  return inClients(context.db, [clientId], async (tx) => {
    let select = tx
      .selectFrom('deployment_event')
      .select(['seq', 'event'])
      .where('client_id', '=', clientId)
      .where('deployment_id', '=', params.id);
    if (query.after !== undefined) select = select.where('seq', '<', Number(query.after));
    const rows = await select
      .orderBy('seq', 'desc')
      .limit(query.limit + 1)
      .execute();
    const page = rows.slice(0, query.limit).map(({ seq, event }) => ({ seq, event: event as DeploymentEvent })); // written by this feature's store
    const spec = await readSpec(tx, clientId, params.id);
    const rings = spec?.header.rings.map(({ name }) => name) ?? [];
    const words = await wordsForEvents(
      tx,
      clientId,
      rings,
      page.map(({ event }) => event),
    );
    return {
      items: page.map(({ seq, event }) => ({ seq, at: event.at, kind: event.kind, sentence: describeEvent(event, words) })),
      next: rows.length > query.limit ? String(page.at(-1)?.seq ?? '') : null,
    };
  });
};
