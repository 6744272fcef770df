/** Use cases of rebuilds: which are awaited, and what a person says of one. */
import type { RebuildPlan } from '@fettle/core/deployment';
import { isRebuildOpen, rebuildState } from '@fettle/core/rollback';
import type { RebuildState, RebuildWord } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor, engine } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { clientOfDeployment, failedWays, readShares, storedState } from '../deployments/index.ts';
import { askRebuilt } from './ask.ts';
import { awaitOne } from './await.ts';
import { addWord, inState, isActiveDevice, readRebuilds, wasTold } from './store.ts';
import type { RebuildRow, WordRow } from './store.ts';

type View = CallOutput<'reportRebuild'>;

export const rebuildHandlers: Handlers = {
  async listRebuilds({ context, actor, query }) {
    const { after, clientId, deploymentId, deviceId, limit, state } = query;
    if (after !== undefined && !isId(after))
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const scope = actor.scopeFor('deployment.read').filter((id) => clientId === undefined || id === clientId);
    const where = sql`r.client_id = any(${[...scope]}::uuid[])
      and ${after === undefined ? sql`true` : sql`r.id < ${after}::uuid`}
      and ${deploymentId === undefined ? sql`true` : sql`r.deployment_id = ${deploymentId}`}
      and ${deviceId === undefined ? sql`true` : sql`r.device_id = ${deviceId}`}
      and ${inState(state)}`;
    const rows = await inClients(context.db, scope, (tx) => readRebuilds(tx, where, limit + 1));
    return {
      items: rows.slice(0, limit).map((row) => viewOf(row, actor)),
      next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    };
  },

  async awaitRebuild({ context, actor, params, body }) {
    const { deviceId, because } = body;
    const scope = actor.scopeFor('deployment.hold');
    const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, params.id));
    if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
    return inClients(context.db, [clientId], async (tx) => {
      const [share] = await readShares(tx, clientId, params.id, [deviceId]);
      if (share === undefined || share.direction === 'back')
        return refuse('rebuild.not-possible', 'This deployment does not change this device.');
      const plan = share.wayBack.kind === 'rebuild' ? share.wayBack.rebuild : await plannedAfter(tx, clientId, params.id, deviceId);
      if (plan === null)
        return refuse(
          'rebuild.not-possible',
          'A rebuild was not approved as the way back of this device from this deployment; nor did its way back fail where the plan of its policy names a rebuild after it.',
        );
      if (!(await wasTold(tx, clientId, params.id, deviceId)))
        return refuse(
          'rebuild.not-possible',
          'The device was not told to change by this deployment yet, so there is nothing to come back from.',
        );
      const one = {
        clientId,
        deploymentId: params.id,
        deviceId,
        plan,
        because,
        askedBy: actor.id,
        at: context.now(),
      };
      const id = await awaitOne(tx, context, one, auditActor(actor));
      const [row] = id === null ? [] : await readRebuilds(tx, sql`r.id = ${id}`, 1);
      return row === undefined
        ? refuse('rebuild.not-possible', 'A rebuild of this device is awaited already, because of this deployment.')
        : viewOf(row, actor);
    });
  },

  async reportRebuild({ context, actor, params, body }) {
    const none = () => refuse('not-found', 'There is no such rebuild, or it is out of your reach.');
    const where = sql`r.id = ${params.id}`;
    const [found] = await inClients(context.db, actor.scopeFor('deployment.hold'), (tx) => readRebuilds(tx, where, 1));
    if (found === undefined) return none();
    const { client_id: clientId, deployment_id: deploymentId } = found;
    return inClients(context.db, [clientId], async (tx) => {
      const [row] = await readRebuilds(tx, where, 1);
      if (row === undefined) return none();
      const { what, note } = body;
      if (!isRebuildOpen(stateOf(row))) return refuse('rebuild.over', 'Nothing is awaited of this rebuild any more.');
      if (what === 'dropped' && body.nowDeviceId !== null)
        return refuse('request.invalid', 'What is not to be built anew is no other device now.', [
          { path: 'nowDeviceId', message: 'must be null for “dropped”' },
        ]);
      const nowDeviceId = body.nowDeviceId ?? row.device_id;
      if (what === 'done' && !(await isActiveDevice(tx, clientId, nowDeviceId)))
        return refuse(
          'rebuild.device-away',
          'The device that it is now is not an enrolled device of this client, or is in quarantine, and can not be looked at.',
        );
      const n = row.words.at(-1)?.n ?? 0;
      const at = context.now();
      const said = what === 'done' ? { nowDeviceId, instructionId: await askRebuilt(tx, context, row, nowDeviceId, n + 1) } : {};
      if (!(await addWord(tx, clientId, row.id, n, { what, note, by: actor.id, at, ...said })))
        return refuse('conflict.changed', 'Somebody said something of this rebuild at the same moment. Look at it again.');
      const [after] = await readRebuilds(tx, where, 1);
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
      await appendAudit(tx, clientId, {
        action: 'rebuild.reported',
        actor: auditActor(actor),
        subject: `deployment:${deploymentId}`,
        body: { rebuildId: row.id, deviceId: row.device_id, what, note, ...(what === 'done' ? { nowDeviceId } : {}) },
        at,
      });
      return after === undefined ? none() : viewOf(after, actor);
    });
  },
};

/** A rebuild that the plan of its policy names after the way back that failed there; null: there is none. */
async function plannedAfter(tx: Tx, clientId: string, deploymentId: string, deviceId: string): Promise<RebuildPlan | null> {
  const state = await storedState(tx, clientId, deploymentId);
  const next = state === null ? [] : ((await failedWays(tx, clientId, state)).get(deviceId)?.next ?? []);
  return next.find(({ can }) => can === 'rebuild')?.rebuild ?? null;
}

function stateOf({ words }: RebuildRow): RebuildState {
  return rebuildState(words.map(wordOf));
}

function wordOf({ what, passed }: WordRow): RebuildWord {
  return what === 'compared' ? { what, passed: passed === true } : { what };
}

function viewOf(row: RebuildRow, actor: Actor): View {
  const { plan, words } = row;
  const state = stateOf(row);
  const compared = words.findLast(({ what }) => what === 'compared');
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    deploymentId: row.deployment_id,
    deploymentTitle: row.title,
    deviceId: row.device_id,
    deviceName: row.device_name,
    ...plan,
    because: row.because,
    askedBy: row.asked_by,
    since: row.since,
    dueAt: Temporal.Instant.from(row.since).add({ minutes: plan.minutes }).toString({ smallestUnit: 'millisecond' }),
    state,
    sentence: sentenceOf(row, state),
    differs: [...(compared?.differs ?? [])],
    notKnown: [...(compared?.notKnown ?? [])],
    words: words.map(({ what, note, by, at, nowDeviceId, nowDeviceName }) => ({
      what,
      note,
      by: by === engine.id ? 'Fettle' : by,
      at,
      nowDeviceId,
      nowDeviceName,
    })),
    mayReport: isRebuildOpen(state) && actor.scopeFor('deployment.hold').includes(row.client_id),
  };
}

function sentenceOf({ plan: { by }, words, asked_by: asked }: RebuildRow, state: RebuildState): string {
  const last = words.at(-1);
  return {
    awaited:
      asked === null
        ? `A rebuild by ${by} is awaited: its change ended badly, and that is its way back.`
        : `A rebuild by ${by} is awaited: ${asked} has it built anew.`,
    reported: `${last?.by ?? 'Somebody'} says that it was built anew. It is compared with before the change as soon as it was looked at again.`,
    differs: 'It was built anew, and is not as before the change, or that is not known.',
    back: 'It was built anew, and its packages and checks are as before the change.',
    dropped: `It is not to be built anew: ${last?.note ?? ''}`,
  }[state];
}
