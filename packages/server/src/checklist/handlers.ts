/** Use cases of the checklist: how a client stands in the twelve steps, how it stood, and all clients beside each other. */
import { stepTitles } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { groupMembers } from '../policies/index.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { firstComputed, readClientsStood, readDays } from './history-store.ts';
import type { ClientStoodRow } from './history-store.ts';
import { dayBounds, lastDay, stoodOn } from './past.ts';
import { stepView } from './remedies.ts';
import { standNow, standOf } from './rounds.ts';

type Asked = { readonly day?: string | undefined; readonly siteId?: string | undefined; readonly groupId?: string | undefined };
type Part = { readonly kind: 'site' | 'group'; readonly name: string; readonly deviceIds: readonly string[]; readonly undecided: number };
type ClientView = CallOutput<'listChecklists'>['items'][number];

const keyShape = ['number', 'number', 'number', 'number', 'text', 'id'] as const;
const noClient = refuse('not-found', 'There is no such client, or it is out of your reach.');

export const checklistHandlers: Handlers = {
  async getChecklist({ context, actor, params: { id }, query }) {
    if (!actor.scopeFor('client.read').includes(id)) return noClient;
    const wrong = futureDay(context, query.day) ?? twoScopes(query);
    if (wrong !== null) return wrong;
    const day = query.day === undefined || query.day === today(context) ? null : query.day;
    return inClients(context.db, [id], async (tx) => {
      const client = await tx.selectFrom('client').select('name').where('client_id', '=', id).executeTakeFirst();
      if (client === undefined) return noClient;
      const part = await partOf(tx, id, query);
      if (part !== null && 'refusal' in part) return part.refusal;
      const stands =
        part !== null
          ? await standOf(tx, context, id, part.deviceIds)
          : day === null
            ? await standNow(tx, context, id)
            : await stoodOn(tx, id, day);
      if (stands === null) return noClient;
      const { kind, name, undecided } = part ?? { kind: 'client' as const, name: client.name, undecided: 0 };
      return {
        clientId: id,
        clientName: client.name,
        scope: { kind, name, undecided },
        day,
        at: stands.at,
        steps: stands.steps.map((step) => stepView(id, step)),
      };
    });
  },

  async getChecklistHistory({ context, actor, params: { id }, query }) {
    if (!actor.scopeFor('client.read').includes(id)) return noClient;
    const last = Temporal.PlainDate.from(today(context));
    const days = Array.from({ length: query.days }, (_, index) => last.subtract({ days: query.days - 1 - index }).toString());
    return inClients(context.db, [id], async (tx) => {
      const client = await tx.selectFrom('client').select('name').where('client_id', '=', id).executeTakeFirst();
      if (client === undefined) return noClient;
      const rows = await readDays(
        tx,
        id,
        days.map((day) => dayBounds(day).from),
      );
      return {
        clientId: id,
        clientName: client.name,
        firstComputedAt: await firstComputed(tx, id),
        steps: rows.map(({ step, states }) => ({
          step,
          title: stepTitles[step - 1] ?? '',
          days: days.map((day, index) => ({ day, state: states[index] ?? 'unknown', computed: (states[index] ?? null) !== null })),
        })),
      };
    });
  },

  async listChecklists({ context, actor, query: { after, limit, step, state, day } }) {
    const key = readPageKey(after, keyShape);
    if (key === null)
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const wrong = futureDay(context, day);
    if (wrong !== null) return wrong;
    const clientIds = actor.scopeFor('client.read').filter((id) => id !== providerId);
    const { from, to } = day === undefined ? lastDay(context.clock.now()) : dayBounds(day);
    const rows = await inClients(context.db, clientIds, (tx) =>
      readClientsStood(tx, { clientIds, from, to, step: step ?? null, state: state ?? null, after: key, limit: limit + 1 }),
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items: shown.map(clientView), next: last === undefined ? null : keyAfter(last) };
  },
};

function today(context: Context): string {
  return context.now().slice(0, 10);
}

function futureDay(context: Context, day: string | undefined): ApiRefusal | null {
  if (day === undefined || day <= today(context)) return null;
  const message = 'lies in the future';
  return refuse('request.invalid', 'How a client will stand on a day to come can not be said. Choose today or a day before it.', [
    { path: 'day', message },
  ]);
}

function twoScopes({ day, siteId, groupId }: Asked): ApiRefusal | null {
  if (siteId !== undefined && groupId !== undefined) return refuse('request.invalid', 'Name a site or a group, not both.');
  if (day !== undefined && (siteId !== undefined || groupId !== undefined))
    return refuse('request.invalid', 'Past days are kept of whole clients only. Leave out the day, or the site or group.');
  return null;
}

/** The part of the client that was asked for; null: all of it. */
async function partOf(tx: Tx, clientId: string, { siteId, groupId }: Asked): Promise<Part | { readonly refusal: ApiRefusal } | null> {
  if (groupId !== undefined) {
    const members = await groupMembers(tx, clientId, groupId);
    return 'refusal' in members ? members : { kind: 'group', name: members.name, deviceIds: members.ids, undecided: members.undecided };
  }
  if (siteId === undefined) return null;
  const site = await tx.selectFrom('site').select('name').where('client_id', '=', clientId).where('id', '=', siteId).executeTakeFirst();
  if (site === undefined)
    return {
      refusal: refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]),
    };
  const devices = await tx.selectFrom('device').select('id').where('client_id', '=', clientId).where('site_id', '=', siteId).execute();
  return { kind: 'site', name: site.name, deviceIds: devices.map((device) => device.id), undecided: 0 };
}

function keyAfter({ chosen, failing, attention, unknown, sort_name, client_id }: ClientStoodRow): string {
  return pageKeyText([chosen, failing, attention, unknown, sort_name, client_id]);
}

function clientView({ client_id: clientId, name: clientName, at, states, sentences, since }: ClientStoodRow): ClientView {
  return {
    clientId,
    clientName,
    at,
    steps: states.map((state, index) => ({
      step: index + 1,
      state,
      since: since[index] ?? null,
      sentence: sentences[index] ?? 'Nothing was computed: how it stood is not known.',
    })),
  };
}
