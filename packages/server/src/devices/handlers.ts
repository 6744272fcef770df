/** Use cases of devices: lists, one device, its software and time line, and what a person may change of it. */
import { exposureContradiction, measuredExposure } from '@fettle/core/inventory';
import type { RuntimeState, SystemFacts } from '@fettle/core/inventory';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { silentBefore } from '../clients/index.ts';
import { dropOffers, offersOf, queueDevice, touchCounts } from '../findings/index.ts';
import { issueInstruction } from '../instructions/index.ts';
import { forgetSubjects } from '../lifecycle/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import type { DeviceChanged } from './check-in.ts';
import { countDevices, deviceRows, healthOf, summaryOf } from './rows.ts';
import { changeDevice, clientOfDevice, dependenciesOf, deviceStatus, retireDevice, settleQuarantine, softwareOf } from './store.ts';
import { answerOf, statesOf } from './manager-states.ts';
import { orders, readKey, readSoftwareKey } from './page-keys.ts';
import type { Permission } from '@fettle/protocol/permissions';

const noPageKey = () => refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
const retired = () => refuse('device.retired', 'This device was retired; its key is no longer taken.');
const noDevice = () => refuse('not-found', 'There is no such device, or it is out of your reach.');

/** What other features know of a device; given by the composition root, since they stand above devices. */
export type DeviceNews = {
  readonly waiting: (tx: Tx, clientId: string, deviceId: string) => Promise<CallOutput<'getDevice'>['waitingOn']>;
  readonly timeline: (
    tx: Tx,
    clientId: string,
    deviceId: string,
    after: string | undefined,
    limit: number,
  ) => Promise<CallOutput<'getDeviceTimeline'>>;
  readonly policy: (tx: Tx, clientId: string) => Promise<CallOutput<'getDevice'>['policy']>;
  /** Its clusters, and whether it counts as unwell after a change. */
  readonly capacity: (tx: Tx, clientId: string, deviceId: string) => Promise<Pick<CallOutput<'getDevice'>, 'clusters' | 'unwell'>>;
};

export function deviceHandlers(news: DeviceNews, changed: DeviceChanged): Handlers {
  return {
    async listDevices({ context, actor, query }) {
      const scope = narrowed(actor, 'device.read', query.clientId);
      const silent = silentBefore(context);
      const filter = sql`d.client_id = any(${[...scope]}::uuid[]) and d.status <> 'retired'
        and ${query.siteId === undefined ? sql`true` : sql`d.site_id = ${query.siteId}`}
        and ${query.text === undefined ? sql`true` : sql`(position(lower(${query.text}) in lower(d.name)) > 0 or position(lower(${query.text}) in lower(d.os_name)) > 0)`}
        and ${query.health === undefined ? sql`true` : sql`${healthOf(silent)} = ${query.health}`}`;
      const order = orders[query.sort];
      const filtered = query.health === undefined ? 'own row' : 'what they said';
      const chosenBy = query.health === undefined ? order.reads : 'what they said';
      const key = readKey(query.after, query.sort);
      if (query.after !== undefined && key === null) return noPageKey();
      return inClients(context.db, scope, async (tx) => {
        const rows = await deviceRows(
          tx,
          silent,
          chosenBy,
          sql`${filter} and ${key === null ? sql`true` : order.after(key)}`,
          order.by,
          query.limit + 1,
        );
        const total = await countDevices(tx, filtered, filter);
        const page = rows.slice(0, query.limit);
        const last = page.at(-1);
        const next =
          rows.length > query.limit && last !== undefined
            ? Buffer.from(
                JSON.stringify([{ name: last.name, missing: last.missing ?? -1, seen: last.last_seen_at }[query.sort], last.id]),
              ).toString('base64url')
            : null;
        return { items: page.map(summaryOf), next, total };
      });
    },

    getDevice: ({ context, actor, params }) => view(context, actor, params.id, 'device.read'),

    async getDeviceUpdates({ context, actor, params }) {
      return withDevice(context, actor, 'device.read', params.id, async (tx, clientId) => ({
        items: await offersOf(tx, clientId, params.id, context.now()),
        next: null,
      }));
    },

    async getDeviceSoftware({ context, actor, params, query }) {
      const after = readSoftwareKey(query.after);
      if (after === null) return noPageKey();
      return withDevice(context, actor, 'device.read', params.id, (tx, clientId) =>
        softwareOf(tx, clientId, params.id, { ...query, after }),
      );
    },

    async getDeviceTimeline({ context, actor, params, query }) {
      return withDevice(context, actor, 'device.read', params.id, (tx, clientId) =>
        news.timeline(tx, clientId, params.id, query.after, query.limit),
      );
    },

    async updateDevice({ context, actor, params, body }) {
      const done = await withDevice(context, actor, 'device.write', params.id, async (tx, clientId) => {
        const problem = await changeDevice(tx, clientId, params.id, body);
        if (problem !== null) return refuse('request.invalid', problem.message, [problem]);
        await queueDevice(tx, { clientId, deviceId: params.id }, false);
        await notify(tx, 'judge', '');
        await record(tx, context, actor, clientId, 'device.changed', params.id, { changed: Object.keys(body) });
        return null;
      });
      return done ?? view(context, actor, params.id, 'device.write');
    },

    async scanDevice({ context, actor, params }) {
      return withDevice(context, actor, 'device.write', params.id, async (tx, clientId) => {
        const status = await deviceStatus(tx, clientId, params.id);
        if (status === 'retired') return retired();
        if (status === 'quarantined') return refuse('device.quarantined', 'Nothing is told to this device until somebody says what it is.');
        const id = context.newId();
        const notAfter = context.clock.now().add({ hours: 24 }).toString({ smallestUnit: 'millisecond' });
        await issueInstruction(tx, context, {
          clientId,
          deviceId: params.id,
          id: `scan:${id}`,
          deploymentId: null,
          attempt: null,
          notBefore: context.now(),
          notAfter,
          body: { verb: 'scan' },
        });
        await record(tx, context, actor, clientId, 'device.scan-asked', params.id, {});
        return { done: true as const };
      });
    },

    async settleQuarantine({ context, actor, params, body }) {
      const done = await withDevice(context, actor, 'device.write', params.id, async (tx, clientId) => {
        const settled = await settleQuarantine(tx, clientId, params.id, body.verdict, context.now());
        if (!settled) return refuse('conflict.changed', 'This device is not quarantined.');
        const dropped = body.verdict === 'cloned' ? await dropOffers(tx, { clientId, deviceId: params.id }, context.now()) : [];
        if (body.verdict === 'cloned') await forgetSubjects(tx, { clientId, deviceId: params.id }, context.clock.now());
        await record(tx, context, actor, clientId, 'device.quarantine-settled', params.id, {
          verdict: body.verdict,
          because: body.because,
        });
        await changed(tx, context, [clientId]);
        return { clientId, dropped };
      });
      if (isRefusal(done)) return done;
      touchCounts(context, done.clientId, new Set(done.dropped));
      return view(context, actor, params.id, 'device.write');
    },

    async retireDevice({ context, actor, params, body }) {
      const done = await withDevice(context, actor, 'device.write', params.id, async (tx, clientId) => {
        if (!(await retireDevice(tx, clientId, params.id, context.now()))) return retired();
        const dropped = await dropOffers(tx, { clientId, deviceId: params.id }, context.now());
        await forgetSubjects(tx, { clientId, deviceId: params.id }, context.clock.now());
        await record(tx, context, actor, clientId, 'device.retired', params.id, { because: body.because });
        await changed(tx, context, [clientId]);
        return { clientId, dropped };
      });
      if (isRefusal(done)) return done;
      touchCounts(context, done.clientId, new Set(done.dropped));
      return { done: true as const };
    },
  };

  async function view(context: Context, actor: Actor, id: string, permission: Permission): Promise<CallOutput<'getDevice'> | ApiRefusal> {
    return withDevice(context, actor, permission, id, async (tx, clientId) => {
      const [row] = await deviceRows(tx, silentBefore(context), 'own row', sql`d.client_id = ${clientId} and d.id = ${id}`, sql`d.id`, 1);
      if (row === undefined) return noDevice();
      const more = await tx
        .selectFrom('device')
        .leftJoin('device_inventory', (join) =>
          join.onRef('device_inventory.client_id', '=', 'device.client_id').onRef('device_inventory.device_id', '=', 'device.id'),
        )
        .select([
          'device.key_id',
          'device.owner',
          'device.service',
          'device.outage',
          'device.agent_version',
          'device.enrolled_at',
          'device.quarantined_at',
          'device.quarantined_because',
          'device_inventory.system',
          'device_inventory.runtime',
          'device_inventory.restart_pending_since',
          'device_inventory.managers',
          sql<number | null>`cardinality(device_inventory.installed)`.as('packages'),
        ])
        .where('device.client_id', '=', clientId)
        .where('device.id', '=', id)
        .executeTakeFirstOrThrow();
      const { lists, trouble, problems } = answerOf(statesOf(more.managers));
      return {
        ...summaryOf(row),
        keyId: more.key_id,
        owner: more.owner,
        service: more.service,
        outage: more.outage,
        ...(await dependenciesOf(tx, clientId, id)),
        ...(await news.capacity(tx, clientId, id)),
        system: more.system as SystemFacts | null,
        runtime: mutableRuntime(more.runtime),
        restartPendingSince: more.restart_pending_since,
        exposureMeasured: exposureMeasured(row.exposure, more.system as SystemFacts | null, more.runtime as RuntimeState | null),
        lists,
        trouble,
        problems: [...problems],
        packages: more.packages,
        agentVersion: more.agent_version,
        enrolledAt: more.enrolled_at,
        quarantine: more.quarantined_at === null ? null : { since: more.quarantined_at, because: more.quarantined_because ?? '' },
        policy: await news.policy(tx, clientId),
        waitingOn: await news.waiting(tx, clientId, id),
      };
    });
  }
}

/** Finds the client of a device within what the actor may reach, and works within that client alone. */
async function withDevice<T>(
  context: Context,
  actor: Actor,
  permission: Permission,
  deviceId: string,
  work: (tx: Tx, clientId: string) => Promise<T>,
): Promise<T | ApiRefusal> {
  return inClients(context.db, actor.scopeFor(permission), async (tx) => {
    const clientId = await clientOfDevice(tx, deviceId);
    return clientId === null ? noDevice() : work(tx, clientId);
  });
}

async function record(
  tx: Tx,
  context: Context,
  actor: Actor,
  clientId: string,
  action: string,
  deviceId: string,
  body: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject: `device:${deviceId}`, body, at: context.now() });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'device', id: deviceId }));
}

function narrowed(actor: Actor, permission: Permission, clientId: string | undefined): readonly string[] {
  const scope = actor.scopeFor(permission);
  return clientId === undefined ? scope : scope.filter((id) => id === clientId);
}

function exposureMeasured(
  said: string | null,
  system: SystemFacts | null,
  runtime: RuntimeState | null,
): CallOutput<'getDevice'>['exposureMeasured'] {
  const measured = measuredExposure(system?.addresses ?? null, runtime?.listening);
  return {
    value: measured.value,
    why: measured.why,
    listening: measured.listening?.map((one) => ({ ...one, ports: [...one.ports] })) ?? null,
    contradiction: exposureContradiction(said, measured),
  };
}

type RuntimeOut = NonNullable<CallOutput<'getDevice'>['runtime']>;
function mutableRuntime(value: unknown): RuntimeOut | null {
  const runtime = value as RuntimeState | null;
  if (runtime === null || runtime === undefined) return null;
  return {
    bootId: runtime.bootId,
    restartPending: runtime.restartPending === null ? null : [...runtime.restartPending],
    staleServices: runtime.staleServices === null ? null : [...runtime.staleServices],
    automaticUpdates: runtime.automaticUpdates ?? null,
  };
}
