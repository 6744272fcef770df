/** Use cases of discovered devices: they are recorded, changed and decided about, and what was patched by hand is noted. */
import { cleanMac, discoveredSentence, sameMachines } from '@fettle/core/discovered';
import type { DiscoveredFacts } from '@fettle/core/discovered';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handlers, Tx } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { importDiscovered } from './import.ts';
import {
  addDiscoveredDecision,
  addDiscoveredPatch,
  lockDiscovered,
  readDiscoveredDecisions,
  readDiscoveredEntries,
  readDiscoveredPatches,
  readDiscoveredRecords,
  readProposed,
  saveDiscovered,
} from './store.ts';
import type { DiscoveredRecord, NewDecision } from './store.ts';

type View = CallOutput<'getDiscovered'>;
/** What nobody looks at for longer is no longer known to be so. */
const longestDays = 366;

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const none = () => refuse('not-found', 'There is no such machine, or it is out of your reach.');
const invalid = (path: string, sentence: string, message: string) => refuse('request.invalid', sentence, [{ path, message }]);

export const discoveredHandlers: Handlers = {
  async listDiscovered({ context, actor, query }) {
    const { after, clientId, state, kind, text, limit } = query;
    const key = readPageKey(after, ['flag', 'text', 'id']);
    if (key === null) return invalid('after', 'This page key is not one of ours.', 'is not a page key');
    const scope = actor.scopeFor('device.read').filter((id) => clientId === undefined || id === clientId);
    const like = text === undefined ? null : `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`;
    const where = sql`n.client_id = any(${[...scope]}::uuid[])
      and ${key === undefined ? sql`true` : sql`((n.gap is null), n.name, n.id) > (${key[0]}, ${key[1]}, ${key[2]}::uuid)`}
      and ${state === 'all' ? sql`true` : state === 'gap' ? sql`n.gap is not null` : sql`n.gap is null`}
      and ${kind === undefined ? sql`true` : sql`n.kind = ${kind}`}
      and ${like === null ? sql`true` : sql`concat_ws(' ', n.name, n.address, n.serial, n.mac) ilike ${like}`}`;
    const rows = await inClients(context.db, scope, (tx) => readDiscoveredRecords(tx, today(context), where, limit + 1));
    const last = rows[limit - 1];
    return {
      items: rows.slice(0, limit).map((row) => summaryOf(row, actor)),
      next: rows.length > limit && last !== undefined ? pageKeyText([!last.is_gap, last.name, last.id]) : null,
    };
  },

  async getDiscovered({ context, actor, params }) {
    return inClients(context.db, actor.scopeFor('device.read'), (tx) => shown(tx, context, actor, params.id));
  },

  async recordDiscovered({ context, actor, params, body }) {
    const { id: clientId } = params;
    if (!actor.scopeFor('device.write').includes(clientId)) return noClient();
    return inClients(context.db, [clientId], async (tx) => {
      if ((await tx.selectFrom('client').select('client_id').where('client_id', '=', clientId).executeTakeFirst()) === undefined)
        return noClient();
      await lockDiscovered(tx, clientId);
      const facts = await fitting(tx, context, { clientId, id: null }, body);
      if (isRefusal(facts)) return facts;
      const [id, at] = [context.newId(), context.now()];
      await saveDiscovered(tx, [{ ...facts, id }], { clientId, by: actor.id, at });
      return done(tx, context, { actor, clientId, id, action: 'discovered.recorded', fact: facts, at });
    });
  },

  async changeDiscovered({ context, actor, params, body }) {
    return change(context, actor, params.id, async (tx, record, at) => {
      const { id, client_id: clientId } = record;
      const { basedOn, ...said } = body;
      if (record.version !== basedOn) return refuse('conflict.changed', 'Somebody changed it meanwhile. Nothing was saved: look again.');
      const facts = await fitting(tx, context, { clientId, id }, said);
      if (isRefusal(facts)) return facts;
      await saveDiscovered(tx, [{ ...facts, id }], { clientId, by: actor.id, at });
      return { action: 'discovered.changed', fact: facts };
    });
  },

  importDiscovered,

  async decideDiscovered({ context, actor, params, body }) {
    return change(context, actor, params.id, async (tx, record, at) => {
      const clientId = record.client_id;
      const unfit = unfitAnswer(body, record, today(context)) ?? (await unfitDevice(tx, clientId, body));
      if (unfit !== null) return unfit;
      const decision: NewDecision = {
        answer: body.answer,
        deviceId: body.answer === 'enrolled' ? body.deviceId : null,
        person: 'person' in body ? body.person : null,
        because: 'because' in body ? body.because : null,
        reviewOn: body.answer === 'waved-off' ? body.reviewOn : null,
        rhythmDays: body.answer === 'by-hand' ? body.rhythmDays : null,
      };
      await addDiscoveredDecision(tx, decision, { clientId, id: context.newId(), discoveredId: record.id, by: actor.id, at });
      return { action: 'discovered.decided', fact: body };
    });
  },

  async recordDiscoveredPatch({ context, actor, params, body }) {
    return change(context, actor, params.id, async (tx, record, at) => {
      if (body.doneOn > today(context)) return invalid('doneOn', 'What was patched was patched by today.', 'must not lie ahead');
      if (record.answer === 'enrolled')
        return refuse('decision.not-possible', 'It is enrolled: its device tells itself what is installed. Open it again first.');
      await addDiscoveredPatch(tx, body, { clientId: record.client_id, id: context.newId(), discoveredId: record.id, by: actor.id, at });
      return { action: 'discovered.patched', fact: body };
    });
  },
};

/** Days of the register count in UTC. */
export function today(context: Context): string {
  return context.now().slice(0, 10);
}

type Act = { readonly action: string; readonly fact: Readonly<Record<string, unknown>> };

/** Reads it again under the lock, lets `act` refuse or write, and records what was done. */
async function change(
  context: Context,
  actor: Actor,
  id: string,
  act: (tx: Tx, record: DiscoveredRecord, at: string) => Promise<Act | ApiRefusal>,
): Promise<View | ApiRefusal> {
  const scope = actor.scopeFor('device.write');
  const found = await inClients(context.db, scope, (tx) => readDiscoveredRecords(tx, today(context), sql`n.id = ${id}`, 1));
  const clientId = found[0]?.client_id;
  if (clientId === undefined) return none();
  return inClients(context.db, [clientId], async (tx) => {
    await lockDiscovered(tx, clientId);
    const [record] = await readDiscoveredRecords(tx, today(context), sql`n.id = ${id}`, 1);
    if (record === undefined) return none();
    const at = context.now();
    const acted = await act(tx, record, at);
    return isRefusal(acted) ? acted : done(tx, context, { actor, clientId, id, ...acted, at });
  });
}

type Done = Act & { readonly actor: Actor; readonly clientId: string; readonly id: string; readonly at: string };

async function done(tx: Tx, context: Context, { actor, clientId, id, action, fact, at }: Done) {
  const view = await shown(tx, context, actor, id);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'client', id: clientId }));
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject: `discovered:${id}`, body: fact, at });
  return view;
}

type Said = Call<'recordDiscovered'>['body'];
type Which = { readonly clientId: string; readonly id: string | null };

/** The facts as they are stored, or why they can not be: another machine of the client is the same, a site is none of the client's, a day lies ahead. Call under the lock. */
async function fitting(tx: Tx, context: Context, { clientId, id }: Which, said: Said): Promise<DiscoveredFacts | ApiRefusal> {
  const mac = said.mac === null ? null : cleanMac(said.mac);
  if (said.mac !== null && mac === null)
    return invalid('mac', 'This is no MAC address. Write it as 00:1b:63:84:45:e6.', 'is no MAC address');
  if (said.lastSeen !== null && said.lastSeen > today(context))
    return invalid('lastSeen', 'It was last seen on a day that lies ahead.', 'must not lie ahead');
  if (said.siteId !== null) {
    const site = await tx
      .selectFrom('site')
      .select('id')
      .where('client_id', '=', clientId)
      .where('id', '=', said.siteId)
      .executeTakeFirst();
    if (site === undefined) return invalid('siteId', 'This is no site of the client.', 'is no site of this client');
  }
  const facts = { ...said, mac };
  const others = (await readDiscoveredEntries(tx, clientId)).filter((one) => one.id !== id);
  const [same] = sameMachines(facts, others);
  return same === undefined
    ? facts
    : refuse(
        'request.invalid',
        `${same.name} is the same machine by its serial number, MAC address or name. Change that one, or say what tells this one apart.`,
        [{ path: 'name', message: 'stands already' }],
      );
}

type Answer = Call<'decideDiscovered'>['body'];

function unfitAnswer(body: Answer, record: DiscoveredRecord, day: string): ApiRefusal | null {
  if (body.answer === 'reopened' && (record.answer === null || record.answer === 'reopened'))
    return refuse('decision.not-possible', 'Nothing is decided about it, so that there is nothing to open again.');
  if (body.answer !== 'waved-off') return null;
  const days = Temporal.PlainDate.from(day).until(body.reviewOn).days;
  return days < 1 || days > longestDays
    ? invalid('reviewOn', 'What is waved off is looked at again within a year.', `must lie ahead, and within ${longestDays} days`)
    : null;
}

async function unfitDevice(tx: Tx, clientId: string, body: Answer): Promise<ApiRefusal | null> {
  if (body.answer !== 'enrolled') return null;
  const device = await tx
    .selectFrom('device')
    .select('status')
    .where('client_id', '=', clientId)
    .where('id', '=', body.deviceId)
    .executeTakeFirst();
  return device === undefined || device.status === 'retired'
    ? invalid('deviceId', 'This is no device of the client, or it is retired. Enrol it first.', 'is no device of this client')
    : null;
}

async function shown(tx: Tx, context: Context, actor: Actor, id: string): Promise<View | ApiRefusal> {
  const [row] = await readDiscoveredRecords(tx, today(context), sql`n.id = ${id}`, 1);
  if (row === undefined) return none();
  const proposed =
    row.answer === 'enrolled' && row.gap === null
      ? []
      : await readProposed(tx, { clientId: row.client_id, name: row.name, address: row.address });
  return {
    ...summaryOf(row, actor),
    decisions: await readDiscoveredDecisions(tx, id),
    patches: await readDiscoveredPatches(tx, id),
    proposed: proposed.map(({ deviceId, deviceName, byName, byAddress }) => ({
      deviceId,
      deviceName,
      because: [byName ? 'it has this name' : [], byAddress ? 'it has this address' : []].flat().join(' and '),
    })),
  };
}

function summaryOf(row: DiscoveredRecord, actor: Actor): CallOutput<'listDiscovered'>['items'][number] {
  const { gap, answer, person } = row;
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    siteId: row.site_id,
    siteName: row.site_name,
    name: row.name,
    kind: row.kind,
    owner: row.owner,
    tier: row.tier,
    address: row.address,
    serial: row.serial,
    mac: row.mac,
    system: row.system,
    source: row.source,
    lastSeen: row.last_seen,
    version: row.version,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
    answer,
    deviceId: row.device_id,
    deviceName: row.device_name,
    patchDueOn: row.patch_due_on,
    gap,
    sentence: discoveredSentence({
      gap,
      answer,
      person,
      deviceName: row.device_name,
      reviewOn: row.review_on,
      rhythmDays: row.rhythm_days,
      lastPatchOn: row.last_patch_on,
      patchDueOn: row.patch_due_on,
    }),
    mayWrite: actor.scopeFor('device.write').includes(row.client_id),
  };
}
