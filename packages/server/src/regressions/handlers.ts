/** Use cases of regressions: which there are, and what a person decides of one. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { clientOfDeployment } from '../deployments/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handlers } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { addDecision, againCounts, answerWithinHours, isRollBackOf, readRegressions, silentOf } from './store.ts';
import type { AgainRow, AgainState, RegressionRow } from './store.ts';

type View = CallOutput<'decideRegression'>;
type AgainView = CallOutput<'getChecksAgain'>['items'][number];

const mostSilent = 200;

export const regressionHandlers: Handlers = {
  async listRegressions({ context, actor, query }) {
    const { after, clientId, deploymentId, deviceId, limit, state } = query;
    if (after !== undefined && !isId(after))
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const scope = actor.scopeFor('deployment.read').filter((id) => clientId === undefined || id === clientId);
    const where = sql`r.client_id = any(${[...scope]}::uuid[])
      and ${after === undefined ? sql`true` : sql`r.id < ${after}::uuid`}
      and ${deploymentId === undefined ? sql`true` : sql`r.deployment_id = ${deploymentId}`}
      and ${deviceId === undefined ? sql`true` : sql`r.device_id = ${deviceId}`}
      and ${state === 'all' ? sql`true` : state === 'open' ? sql`d.what is null` : sql`d.what is not null`}`;
    const rows = await inClients(context.db, scope, (tx) => readRegressions(tx, where, limit + 1));
    return {
      items: rows.slice(0, limit).map((row) => viewOf(row, actor)),
      next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    };
  },

  async getChecksAgain({ context, actor, params }) {
    const scope = actor.scopeFor('deployment.read');
    const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, params.id));
    if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
    return inClients(context.db, [clientId], async (tx) => {
      const now = context.now();
      const counts = await againCounts(tx, clientId, params.id, now);
      const silent = await silentOf(tx, clientId, params.id, now, mostSilent);
      return {
        items: [...Map.groupBy(counts, ({ days }) => days)].map(([days, rows]) => againView(days, rows)),
        silent: silent.map((row) => ({
          days: row.days,
          deviceId: row.device_id,
          deviceName: row.device_name,
          state: row.state,
          askedAt: row.asked_at,
          until: Temporal.Instant.from(row.asked_at).add({ hours: answerWithinHours }).toString({ smallestUnit: 'millisecond' }),
        })),
      };
    });
  },

  async decideRegression({ context, actor, params, body }) {
    const none = () => refuse('not-found', 'There is no such regression, or it is out of your reach.');
    const scope = actor.scopeFor('deployment.hold');
    const [found] = await inClients(context.db, scope, (tx) => readRegressions(tx, sql`r.id = ${params.id}`, 1));
    if (found === undefined) return none();
    const { client_id: clientId, deployment_id: deploymentId } = found;
    return inClients(context.db, [clientId], async (tx) => {
      const { what, because, rollbackId } = body;
      if (
        (what === 'roll-back') !== (rollbackId !== null) ||
        (rollbackId !== null && !(await isRollBackOf(tx, clientId, rollbackId, deploymentId)))
      )
        return refuse('request.invalid', 'A regression that is taken back names the roll-back of its deployment, and no other does.', [
          { path: 'rollbackId', message: 'must be the roll-back of the deployment, for “roll-back” only' },
        ]);
      const at = context.now();
      if (!(await addDecision(tx, { clientId, id: found.id, what, because, rollbackId, by: actor.id, at })))
        return refuse('regression.decided', 'Somebody has decided what becomes of this regression.');
      const [row] = await readRegressions(tx, sql`r.id = ${params.id}`, 1);
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
      await appendAudit(tx, clientId, {
        action: 'regression.decided',
        actor: auditActor(actor),
        subject: `deployment:${deploymentId}`,
        body: { regressionId: found.id, deviceId: found.device_id, check: found.check_name, what, because, rollbackId },
        at,
      });
      return row === undefined ? none() : viewOf(row, actor);
    });
  },
};

function againView(days: number, rows: readonly AgainRow[]): AgainView {
  const of = (state: AgainState): number => rows.find((row) => row.state === state)?.devices ?? 0;
  return {
    days,
    devices: rows.reduce((sum, row) => sum + row.devices, 0),
    planned: of('planned'),
    waiting: of('waiting'),
    passed: of('passed'),
    failed: of('failed'),
    notMeasured: of('not-measured'),
    refused: of('refused'),
    unknown: of('unknown'),
    notAsked: of('not-asked'),
    nextAt: rows.find(({ state }) => state === 'planned')?.next_at ?? null,
  };
}

function viewOf(row: RegressionRow, actor: Actor): View {
  const { what, because, decided_at: at } = row;
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    deploymentId: row.deployment_id,
    deploymentTitle: row.title,
    deviceId: row.device_id,
    deviceName: row.device_name,
    check: row.check_name,
    seen: row.seen,
    days: row.days,
    before: row.before_detail,
    after: row.after_detail,
    changedSince: row.changed_since,
    foundAt: row.found_at,
    sentence: sentenceOf(row),
    decision:
      what === null || at === null ? null : { what, because: because ?? '', rollbackId: row.rollback_id, by: row.decided_by ?? '', at },
    mayDecide: what === null && actor.scopeFor('deployment.hold').includes(row.client_id),
  };
}

function sentenceOf(row: RegressionRow): string {
  const when = row.days === null ? 'at the end of the soak' : `${row.days} ${row.days === 1 ? 'day' : 'days'} after the change`;
  const others =
    row.changed_since === 0
      ? ''
      : ` Meanwhile ${row.changed_since === 1 ? 'another deployment' : `${row.changed_since} other deployments`} changed the device: it may come from there.`;
  return `${row.check_name} passed before the change and failed ${when}.${others}`;
}
