/** A file of machines without an agent: first it is said what it changes, then all of it is taken, or nothing. */
import { planDiscovered, readDiscovered } from '@fettle/core/discovered';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { lockDiscovered, readDiscoveredEntries, saveDiscovered } from './store.ts';

/** So many are told of what is wrong, or was changed; how many there are is told as well. */
const mostTold = 500;
const mostLines = 2_000;

export const importDiscovered: Handler<'importDiscovered'> = async ({ context, actor, params, body }) => {
  const { id: clientId } = params;
  const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
  if (!actor.scopeFor('device.write').includes(clientId)) return noClient();
  const { rows, problems: unread } = readDiscovered(body.csv, context.now().slice(0, 10));
  if (rows.length > mostLines)
    return refuse('request.invalid', `The file holds ${rows.length} machines; at most ${mostLines} are taken at once.`, [
      { path: 'csv', message: 'is too long' },
    ]);
  return inClients(context.db, [clientId], async (tx) => {
    const client = await tx.selectFrom('client').select('client_id').where('client_id', '=', clientId).executeTakeFirst();
    if (client === undefined) return noClient();
    await lockDiscovered(tx, clientId);
    const sites = await tx.selectFrom('site').select(['id', 'name']).where('client_id', '=', clientId).orderBy('id').execute();
    const plan = planDiscovered(rows, { sites, discovered: await readDiscoveredEntries(tx, clientId) }, body.source);
    const problems = [...unread, ...plan.problems].toSorted((a, b) => a.line - b.line);
    const told = {
      changed: plan.changes.length,
      changes: plan.changes.slice(0, mostTold),
      wrong: problems.length,
      problems: problems.slice(0, mostTold),
    };
    if (body.dryRun) return { applied: false, ...told };
    if (problems.length > 0)
      return refuse(
        'request.invalid',
        `${problems.length} of the lines can not be taken, so that nothing was.`,
        told.problems.map(({ line, message }) => ({ path: `line ${line}`, message })),
      );
    if (rows.length === 0)
      return refuse('request.invalid', 'The file holds no line but its titles.', [{ path: 'csv', message: 'is empty' }]);
    if (plan.save.length > 0) {
      const at = context.now();
      const entries = plan.save.map((one) => ({ ...one, id: one.id ?? context.newId() }));
      await saveDiscovered(tx, entries, { clientId, by: actor.id, at });
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'client', id: clientId }));
      await appendAudit(tx, clientId, {
        action: 'discovered.imported',
        actor: auditActor(actor),
        subject: `client:${clientId}`,
        body: { lines: rows.length, changed: told.changed, changes: told.changes.map(({ sentence }) => sentence) },
        at,
      });
    }
    return { applied: true, ...told };
  });
};
