/** Use cases of backups: they are told, by whoever makes them or by hand, and listed. */
import type { Call } from '../platform/feature.ts';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { addBackups, devicesCalled, readBackups } from './store.ts';
import type { BackupRow, NamedDevice } from './store.ts';

/** In the transaction of a change: deployments of this client that wait for it are looked at again after the commit. */
export type RollbackChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

type Item = Call<'recordBackups'>['body']['items'][number];
type Unknown = CallOutput<'recordBackups'>['unknown'][number];

/** A clock may be a little ahead; what lies further in the future is a mistake. */
const aheadMs = 10 * 60_000;

export function backupHandlers(changed: RollbackChanged): Handlers {
  return {
    async recordBackups({ context, actor, body }) {
      const scope = actor.scopeFor('backup.record');
      const source = actor.kind === 'person' ? 'hand' : body.source;
      const names = [...new Set(body.items.flatMap(({ device }) => [device, device.toLowerCase()]))];
      const devices = await inClients(context.db, scope, (tx) => devicesCalled(tx, names));
      const matched = body.items.map((item, index) => match(item, index, devices, context.clock.now().epochMilliseconds));
      const byClient = Map.groupBy(
        matched.flatMap((one) => ('because' in one ? [] : [one])),
        ({ device }) => device.client_id,
      );
      if (byClient.size === 0)
        return refuse(
          'not-found',
          'None of these items could be matched to a device; nothing was recorded.',
          matched.flatMap((one) => ('because' in one ? [{ path: `items[${one.index}]`, message: one.because }] : [])).slice(0, 100),
        );
      let recorded = 0;
      for (const [clientId, own] of byClient)
        recorded += await inClients(context.db, [clientId], async (tx) => {
          const at = context.now();
          const rows = own.map(({ item, device }) => rowOf(context, item, device));
          const added = await addBackups(tx, clientId, rows, { source, by: actor.id, at });
          if (added === 0) return 0;
          await changed(tx, context, [clientId]);
          await notify(tx, 'changed', JSON.stringify({ clientId, what: 'rollback', id: null }));
          await appendAudit(tx, clientId, {
            action: 'backup.recorded',
            actor: auditActor(actor),
            subject: `client:${clientId}`,
            body: { recorded: added, source, devices: [...new Set(rows.map((row) => row.device_id))].slice(0, 100) },
            at,
          });
          return added;
        });
      const unknown = matched.flatMap((one): Unknown[] => ('because' in one ? [one] : []));
      return { recorded, known: body.items.length - unknown.length - recorded, unknown };
    },

    async listBackups({ context, actor, query }) {
      const { after, clientId, deviceId, what, limit } = query;
      if (after !== undefined && !isId(after))
        return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
      const scope = actor.scopeFor('device.read').filter((id) => clientId === undefined || id === clientId);
      const where = sql`b.client_id = any(${[...scope]}::uuid[])
        and ${after === undefined ? sql`true` : sql`b.id < ${after}::uuid`}
        and ${deviceId === undefined ? sql`true` : sql`b.device_id = ${deviceId}`}
        and ${what === undefined ? sql`true` : sql`b.what = ${what}`}`;
      const rows = await inClients(context.db, scope, (tx) => readBackups(tx, where, limit + 1));
      return { items: rows.slice(0, limit).map(viewOf), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
    },
  };
}

/** The device that is meant, or why nobody can tell. */
function match(
  item: Item,
  index: number,
  devices: readonly NamedDevice[],
  now: number,
): Unknown | { readonly item: Item; readonly device: NamedDevice } {
  const wanted = item.device.toLowerCase();
  const unknown = (because: string): Unknown => ({ index, device: item.device, because });
  const found = devices.filter(
    ({ id, name, client_id: clientId }) =>
      (id === item.device || name.toLowerCase() === wanted) && (item.clientId === undefined || item.clientId === clientId),
  );
  const [device] = found;
  if (device === undefined) return unknown('No device within your reach has this name or id.');
  if (found.length > 1) return unknown('Several devices have this name: name it by its id, or name its client.');
  if (Date.parse(item.at) > now + aheadMs) return unknown('Its time lies in the future.');
  return { item, device };
}

function rowOf(context: Context, item: Item, device: NamedDevice) {
  const { what, at, ok, kind, tool, covers, seconds, note, attachment } = item;
  return { id: context.newId(), device_id: device.id, what, at, ok, kind, tool, covers, seconds, note, attachment };
}

function viewOf(row: BackupRow): CallOutput<'listBackups'>['items'][number] {
  const { id, what, at, ok, kind, tool, covers, seconds, note, attachment, source } = row;
  return {
    id,
    what,
    at,
    ok,
    kind,
    tool,
    covers,
    seconds,
    note,
    attachment,
    source,
    clientId: row.client_id,
    clientName: row.client_name,
    deviceId: row.device_id,
    deviceName: row.device_name,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  };
}
