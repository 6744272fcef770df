/** Use cases of stand-ins: a person names one, it is ended, and they are listed with how they stand. */
import { secretInText } from '@fettle/core/stand-ins';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Call, Context, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { standInStandings } from './standings.ts';
import { addStandIn, addStandInEnd, lockDevice, readMachines, readStandInRecords } from './store.ts';
import type { StandInRecord } from './store.ts';

type View = CallOutput<'recordStandIn'>;

/** In the transaction of a change: deployments of this client that wait for a stand-in, and its policies, are looked at again after the commit. */
export type StandInsChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

/** What nobody looks at for longer is no longer known to be so. */
const longestDays = 366;

export function standInHandlers(changed: StandInsChanged): Handlers {
  return {
    async listStandIns({ context, actor, query }) {
      const { after, clientId, deviceId, state, limit } = query;
      if (after !== undefined && !isId(after)) return notOurs();
      const scope = actor.scopeFor('device.read').filter((id) => clientId === undefined || id === clientId);
      const where = sql`n.client_id = any(${[...scope]}::uuid[])
        and ${after === undefined ? sql`true` : sql`n.id < ${after}::uuid`}
        and ${deviceId === undefined ? sql`true` : sql`n.device_id = ${deviceId}`}
        and ${state === 'all' ? sql`true` : sql`e.at is null`}`;
      const rows = await inClients(context.db, scope, (tx) => readStandInRecords(tx, where, limit + 1));
      return {
        items: rows.slice(0, limit).map((row) => viewOf(row, actor)),
        next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
      };
    },

    async listStandInStandings({ context, actor, params, query }) {
      const { after, deviceId, limit } = query;
      if (after !== undefined && !isId(after)) return notOurs();
      if (!actor.scopeFor('device.read').includes(params.id))
        return refuse('not-found', 'There is no such client, or it is out of your reach.');
      const all = await inClients(context.db, [params.id], (tx) => standInStandings(tx, params.id, context.now()));
      const count = (standing: 'good' | 'attention' | 'failing') => all.filter((one) => one.standing.standing === standing).length;
      const from = after === undefined ? 0 : all.findIndex((one) => one.deviceId === after) + 1;
      const wanted = all.slice(from).filter((one) => deviceId === undefined || one.deviceId === deviceId);
      return {
        items: wanted.slice(0, limit).map(({ deviceId: id, deviceName, tier, record, standing, differences }) => ({
          deviceId: id,
          deviceName,
          tier,
          standing: standing.standing,
          sentence: standing.sentence,
          reasons: [...standing.reasons],
          differences: [...differences],
          standIn: record === null ? null : viewOf(record, actor),
        })),
        next: wanted.length > limit ? (wanted[limit - 1]?.deviceId ?? null) : null,
        counts: { good: count('good'), attention: count('attention'), failing: count('failing') },
      };
    },

    async recordStandIn({ context, actor, body }) {
      const { clientId, deviceId, standIn } = body;
      if (!actor.scopeFor('device.write').includes(clientId))
        return refuse('not-found', 'There is no such client, or it is out of your reach.');
      const unfit = unfitText(body) ?? unfitReview(body.reviewAt, context.now());
      if (unfit !== null) return unfit;
      return inClients(context.db, [clientId], async (tx) => {
        const no = await unfitDevices(tx, body);
        if (no !== null) return no;
        const [id, at] = [context.newId(), context.now()];
        await lockDevice(tx, deviceId);
        const [before] = await readStandInRecords(tx, sql`n.client_id = ${clientId} and n.device_id = ${deviceId} and e.at is null`, 1);
        if (before !== undefined) await addStandInEnd(tx, { clientId, id: before.id, because: 'It was recorded anew.', by: actor.id, at });
        const { place, differs, credentialsAt, note, reviewAt } = body;
        const [standInDeviceId, outsideName] = standIn.kind === 'device' ? [standIn.deviceId, null] : [null, standIn.name];
        await addStandIn(tx, {
          clientId,
          id,
          deviceId,
          standInDeviceId,
          outsideName,
          place,
          differs,
          credentialsAt,
          note,
          reviewAt,
          by: actor.id,
          at,
        });
        await tell(tx, context, clientId, changed);
        await appendAudit(tx, clientId, {
          action: 'stand-in.recorded',
          actor: auditActor(actor),
          subject: `device:${deviceId}`,
          body: { id, standIn, place, differs, credentialsAt, note, reviewAt, insteadOf: before?.id ?? null },
          at,
        });
        return shown(tx, id, actor);
      });
    },

    async endStandIn({ context, actor, params, body }) {
      const scope = actor.scopeFor('device.write');
      const [found] = await inClients(context.db, scope, (tx) => readStandInRecords(tx, sql`n.id = ${params.id}`, 1));
      if (found === undefined) return none();
      const clientId = found.client_id;
      return inClients(context.db, [clientId], async (tx) => {
        const at = context.now();
        if (!(await addStandInEnd(tx, { clientId, id: found.id, because: body.because, by: actor.id, at })))
          return refuse('decision.not-possible', 'This stand-in was ended, or recorded anew, before. Look again.');
        await tell(tx, context, clientId, changed);
        await appendAudit(tx, clientId, {
          action: 'stand-in.ended',
          actor: auditActor(actor),
          subject: `device:${found.device_id}`,
          body: { id: found.id, because: body.because },
          at,
        });
        return shown(tx, found.id, actor);
      });
    },
  };
}

const notOurs = () => refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
const none = () => refuse('not-found', 'There is no such stand-in, or it is out of your reach.');

type Body = Call<'recordStandIn'>['body'];

/** Where credentials are kept is written down and shown to whoever may see the device; they themselves never are. */
function unfitText(body: Body) {
  const texts = { credentialsAt: body.credentialsAt, differs: body.differs, note: body.note ?? '', place: body.place ?? '' };
  for (const [path, text] of Object.entries(texts)) {
    const because = secretInText(text);
    if (because !== null)
      return refuse(
        'request.invalid',
        `${because} Say where credentials are kept, such as the entry of a vault, and never what they are.`,
        [{ path, message: 'holds what looks like a credential: say where it is kept' }],
      );
  }
  return body.standIn.kind === 'outside' && body.place === null
    ? refuse('request.invalid', 'Say where the stand-in is: it is no device of Fettle, so that nobody could find it.', [
        { path: 'place', message: 'must be said of a stand-in outside of Fettle' },
      ])
    : null;
}

function unfitReview(reviewAt: string, now: string) {
  const days = Temporal.PlainDate.from(now.slice(0, 10)).until(reviewAt).days;
  return days < 0 || days > longestDays
    ? refuse('request.invalid', 'A stand-in is looked at again within a year: systems grow apart.', [
        { path: 'reviewAt', message: 'must lie ahead, and within 366 days' },
      ])
    : null;
}

async function unfitDevices(tx: Tx, { clientId, deviceId, standIn }: Body) {
  const other = standIn.kind === 'device' ? standIn.deviceId : null;
  const no = (path: string, sentence: string, message: string) => refuse('request.invalid', sentence, [{ path, message }]);
  if (other === deviceId) return no('standIn.deviceId', 'A device is no stand-in of itself.', 'must be another device');
  const known = await readMachines(tx, clientId, [deviceId, other ?? []].flat());
  const usable = (id: string) => known.some((one) => one.id === id && one.status !== 'retired');
  if (!usable(deviceId)) return no('deviceId', 'This is no device of the client, or it is retired.', 'is no device of this client');
  if (other === null) return null;
  if (!usable(other)) return no('standIn.deviceId', 'This is no device of the client, or it is retired.', 'is no device of this client');
  return known.some(({ id, tier }) => id === other && tier === 'mission-critical')
    ? no(
        'standIn.deviceId',
        'A mission-critical device is no place to try changes on. Name another, or change its tier.',
        'is mission-critical',
      )
    : null;
}

async function tell(tx: Tx, context: Context, clientId: string, changed: StandInsChanged): Promise<void> {
  await changed(tx, context, [clientId]);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'stand-in', id: null }));
}

async function shown(tx: Tx, id: string, actor: Actor) {
  const [row] = await readStandInRecords(tx, sql`n.id = ${id}`, 1);
  return row === undefined ? none() : viewOf(row, actor);
}

function viewOf(row: StandInRecord, actor: Actor): View {
  const { ended_at: endedAt, stand_in_device_id: standInDeviceId } = row;
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    deviceId: row.device_id,
    deviceName: row.device_name,
    standIn: { kind: standInDeviceId === null ? 'outside' : 'device', deviceId: standInDeviceId, name: row.stand_in_name },
    place: row.place,
    differs: row.differs,
    credentialsAt: row.credentials_at,
    note: row.note,
    reviewAt: row.review_at,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
    ended: endedAt === null ? null : { at: endedAt, by: row.ended_by ?? '', because: row.ended_because ?? '' },
    mayEnd: endedAt === null && actor.scopeFor('device.write').includes(row.client_id),
  };
}
