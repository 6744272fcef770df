/** Use cases of lists of holidays. */
import { holidayProblems } from '@fettle/core/calendar';
import type { Holiday } from '@fettle/core/calendar';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { auditActor } from '../audit/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { append, mayWrite } from './handlers.ts';
import { addList, isNameTaken, readHolidays, readListRows, removeList, saveList } from './holiday-store.ts';
import type { ListRow } from './holiday-store.ts';

type Detail = CallOutput<'getHolidayList'>;
type View = CallOutput<'listHolidayLists'>['items'][number];

const none = () => refuse('not-found', 'There is no such list, or it is out of your reach.');
const taken = () =>
  refuse('request.invalid', 'There is a list of that name already.', [{ path: 'name', message: 'is the name of another list' }]);

export const holidayHandlers: Handlers = {
  async listHolidayLists({ context, actor, query }) {
    const scope = actor.scopeFor('policy.read').filter((id) => query.clientId === undefined || id === query.clientId);
    const own = query.clientId === undefined ? sql`true` : sql`l.client_id = any(${[query.clientId, providerId]}::uuid[])`;
    return inClients(context.db, scope, async (tx) => {
      const rows = await readListRows(tx, own, today(context));
      return { items: rows.map((row) => listView(row, actor)) };
    });
  },

  getHolidayList: ({ context, actor, params }) =>
    inClients(context.db, actor.scopeFor('policy.read'), async (tx) => (await detail(tx, context, actor, params.id)) ?? none()),

  async createHolidayList({ context, actor, body }) {
    const owner = body.clientId ?? providerId;
    if (!mayWrite(actor, owner)) return refuse('permission.missing', 'A list for all clients needs the permission for all of them.');
    const wrong = problemsOf(body.holidays);
    if (wrong !== null) return wrong;
    return inClients(context.db, [owner], async (tx) => {
      if (
        owner !== providerId &&
        (await tx.selectFrom('client').select('client_id').where('client_id', '=', owner).executeTakeFirst()) === undefined
      )
        return refuse('not-found', 'There is no such client, or it is out of your reach.');
      const list = { clientId: owner, id: context.newId(), name: body.name, holidays: body.holidays, by: actor.id, at: context.now() };
      if (!(await addList(tx, list))) return taken();
      return settle(tx, context, actor, { owner, id: list.id, action: 'holidays.created', body: factsOf(list.name, list.holidays) });
    });
  },

  async saveHolidayList({ context, actor, params, body }) {
    const owner = await ownerOf(context, actor, params.id);
    if (owner === null) return none();
    const wrong = problemsOf(body.holidays);
    if (wrong !== null) return wrong;
    return inClients(context.db, [owner], async (tx) => {
      const list = { clientId: owner, id: params.id, name: body.name, holidays: body.holidays, by: actor.id, at: context.now() };
      if (await isNameTaken(tx, list)) return taken();
      if (!(await saveList(tx, list, body.basedOn)))
        return refuse('conflict.changed', `This change is based on version ${body.basedOn}, and the list is no longer at that version.`);
      return settle(tx, context, actor, { owner, id: list.id, action: 'holidays.saved', body: factsOf(list.name, list.holidays) });
    });
  },

  async removeHolidayList({ context, actor, params, body }) {
    const owner = await ownerOf(context, actor, params.id);
    if (owner === null) return none();
    const clients = owner === providerId ? await allClientIds(context.db) : [];
    return inClients(context.db, [owner, ...clients], async (tx) => {
      const [row] = await readListRows(tx, sql`l.id = ${params.id}`, today(context));
      if (row === undefined) return none();
      if (row.policies.length > 0)
        return refuse(
          'holidays.in-use',
          `${row.policies.length === 1 ? 'A policy names' : 'Policies name'} it: ${row.policies.slice(0, 3).join(', ')}.`,
          row.policies.map((name) => ({ path: 'closedOn', message: name })),
        );
      await removeList(tx, owner, params.id);
      await notify(tx, 'changed', JSON.stringify({ clientId: owner, what: 'calendar', id: params.id }));
      const fact = { name: row.name, days: row.days, because: body.because };
      await append(tx, owner, {
        action: 'holidays.removed',
        actor: auditActor(actor),
        subject: `holidays:${params.id}`,
        body: fact,
        at: context.now(),
      });
      return { done: true };
    });
  },
};

function problemsOf(holidays: readonly Holiday[]): ApiRefusal | null {
  const problems = holidayProblems(holidays);
  return problems.length === 0 ? null : refuse('request.invalid', 'These days can not be kept.', problems);
}

/** Whose list it is, where the actor may change it. */
async function ownerOf(context: Context, actor: Actor, id: string): Promise<string | null> {
  const [row] = await inClients(context.db, actor.scopeFor('freeze.write'), (tx) => readListRows(tx, sql`l.id = ${id}`, today(context)));
  return row === undefined || !mayWrite(actor, row.client_id) ? null : row.client_id;
}

function factsOf(name: string, holidays: readonly Holiday[]): Record<string, unknown> {
  return { name, days: holidays.length, digest: digestOf(holidays) };
}

async function settle(
  tx: Tx,
  context: Context,
  actor: Actor,
  given: { readonly owner: string; readonly id: string; readonly action: string; readonly body: Record<string, unknown> },
): Promise<Detail> {
  const { owner, id, action, body } = given;
  const shown = await detail(tx, context, actor, id);
  if (shown === null) throw new Error(`list ${id} was written and is not there`);
  await notify(tx, 'changed', JSON.stringify({ clientId: owner, what: 'calendar', id }));
  await append(tx, owner, { action, actor: auditActor(actor), subject: `holidays:${id}`, body, at: context.now() });
  return shown;
}

async function detail(tx: Tx, context: Context, actor: Actor, id: string): Promise<Detail | null> {
  const [row] = await readListRows(tx, sql`l.id = ${id}`, today(context));
  return row === undefined ? null : { ...listView(row, actor), holidays: await readHolidays(tx, row.client_id, id) };
}

function listView(row: ListRow, actor: Actor): View {
  return {
    id: row.id,
    clientId: row.client_id === providerId ? null : row.client_id,
    clientName: row.client_name,
    name: row.name,
    version: row.version,
    days: row.days,
    first: row.first,
    last: row.last,
    next: row.next,
    usedBy: row.policies.length,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    mayChange: mayWrite(actor, row.client_id),
  };
}

function today(context: Context): string {
  return context.now().slice(0, 10);
}
