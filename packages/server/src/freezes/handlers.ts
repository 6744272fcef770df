/** Use cases of freezes: what was declared, and how one is declared and ended. */
import { freezeProblems, freezeStanding, scopeWords } from '@fettle/core/calendar';
import type { FreezeScope } from '@fettle/core/calendar';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, appendProviderAudit, auditActor } from '../audit/index.ts';
import type { AuditFact } from '../audit/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, Call, Context, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { addEnd, addFreeze, freezeOf, knownSites, readFreezeRows } from './store.ts';
import type { FreezeRow } from './store.ts';

type View = CallOutput<'declareFreeze'>;

/** In the transaction of a freeze: the deployments of these clients are looked at again after the commit. */
export type FreezesChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

export function freezeHandlers(changed: FreezesChanged): Handlers {
  return {
    async listFreezes({ context, actor, query }) {
      const { after, clientId, limit } = query;
      if (after !== undefined && !isId(after))
        return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
      const scope = actor.scopeFor('policy.read').filter((id) => clientId === undefined || id === clientId);
      const own = clientId === undefined ? sql`true` : sql`f.client_id = any(${[clientId, providerId]}::uuid[])`;
      const before = after === undefined ? sql`true` : sql`f.id < ${after}::uuid`;
      return inClients(context.db, scope, async (tx) => {
        const rows = await readFreezeRows(tx, sql`${own} and ${before} and ${stateFilter(query.state, context.now())}`, limit + 1);
        return {
          items: rows.slice(0, limit).map((row) => viewOf(row, actor, context.now())),
          next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
        };
      });
    },

    async declareFreeze({ context, actor, body }) {
      const owner = body.clientId ?? providerId;
      if (!mayWrite(actor, owner))
        return refuse('permission.missing', 'To freeze all clients, a person needs the permission for all of them.');
      const from = body.from ?? context.now();
      const scope = sorted(body.scope);
      const draft = { name: body.name, reason: body.reason, scope, from, until: body.until };
      const problems = [...scopeProblems(body), ...freezeProblems(draft, context.clock.now())];
      if (problems.length > 0) return refuse('request.invalid', 'This freeze can not be declared.', problems);
      const clients = body.clientId === null ? await allClientIds(context.db) : [body.clientId];
      return inClients(context.db, [owner, ...clients], async (tx) => {
        const isKnown =
          owner === providerId || (await tx.selectFrom('client').select('client_id').where('client_id', '=', owner).executeTakeFirst());
        if (isKnown === undefined) return refuse('not-found', 'There is no such client, or it is out of your reach.');
        if (scope.kind === 'sites' && (await knownSites(tx, owner, scope.ids)) < scope.ids.length)
          return refuse('request.invalid', 'The scope names a site that this client does not have.', [
            { path: 'scope', message: 'must name sites of this client only' },
          ]);
        const freeze = { ...draft, id: context.newId(), exceptUrgent: body.exceptUrgent };
        const at = context.now();
        await addFreeze(tx, { clientId: owner, freeze, by: actor.id, at });
        const { name, until, exceptUrgent } = freeze;
        return settle(tx, context, actor, changed, {
          owner,
          clients,
          id: freeze.id,
          action: 'freeze.declared',
          body: { name, scope, from, until, exceptUrgent },
        });
      });
    },

    async endFreeze({ context, actor, params, body }) {
      const none = () => refuse('not-found', 'There is no such freeze, or it is out of your reach.');
      const scope = actor.scopeFor('freeze.write');
      const [found] = await inClients(context.db, scope, (tx) => readFreezeRows(tx, sql`f.id = ${params.id}`, 1));
      if (found === undefined) return none();
      const owner = found.client_id;
      if (!mayWrite(actor, owner)) return refuse('permission.missing', 'A freeze of all clients is ended by whoever may declare one.');
      const clients = owner === providerId ? await allClientIds(context.db) : [owner];
      return inClients(context.db, [owner, ...clients], async (tx) => {
        const at = context.now();
        const standing = freezeStanding(freezeOf(found), at);
        const isOver = standing === 'over' || standing === 'ended-early';
        if (isOver || !(await addEnd(tx, { clientId: owner, id: found.id, because: body.because, by: actor.id, at })))
          return refuse('freeze.over', 'Its time has passed, or somebody ended it before.');
        return settle(tx, context, actor, changed, {
          owner,
          clients,
          id: found.id,
          action: 'freeze.ended',
          body: { because: body.because },
        });
      });
    },
  };
}

/** For one client, or for the installation. */
export function mayWrite(actor: Actor, owner: string): boolean {
  return owner === providerId ? actor.can('freeze.write') : actor.scopeFor('freeze.write').includes(owner);
}

function scopeProblems({ clientId, scope }: Pick<Call<'declareFreeze'>['body'], 'clientId' | 'scope'>) {
  if (clientId === null && scope.kind !== 'all') return [{ path: 'scope', message: 'must be all clients, or name the client' }];
  if (clientId !== null && scope.kind === 'all') return [{ path: 'scope', message: 'must be of this client' }];
  return [];
}

/** The same scope has the same words, in whatever order it was named. */
function sorted(scope: FreezeScope): FreezeScope {
  if (scope.kind === 'sites') return { kind: 'sites', ids: [...new Set(scope.ids)].toSorted() };
  return scope.kind === 'rings' ? { kind: 'rings', names: [...new Set(scope.names)].toSorted() } : scope;
}

function stateFilter(state: Call<'listFreezes'>['query']['state'], now: string) {
  const past = sql`(f.ends_at <= ${now} or f.ended_at <= ${now})`;
  return state === 'all' ? sql`true` : state === 'past' ? past : sql`${past} is not true`;
}

/** After a change: whoever waits is looked at, screens look again, and last the audit entry. */
async function settle(
  tx: Tx,
  context: Context,
  actor: Actor,
  changed: FreezesChanged,
  given: {
    readonly owner: string;
    readonly clients: readonly string[];
    readonly id: string;
    readonly action: string;
    readonly body: Record<string, unknown>;
  },
): Promise<View> {
  const { owner, clients, id, action, body } = given;
  await changed(tx, context, clients);
  const [row] = await readFreezeRows(tx, sql`f.client_id = ${owner} and f.id = ${id}`, 1);
  if (row === undefined) throw new Error(`freeze ${id} was written and is not there`);
  await notify(tx, 'changed', JSON.stringify({ clientId: owner, what: 'calendar', id }));
  await append(tx, owner, { action, actor: auditActor(actor), subject: `freeze:${id}`, body, at: context.now() });
  return viewOf(row, actor, context.now());
}

export async function append(tx: Tx, owner: string, fact: AuditFact): Promise<void> {
  await (owner === providerId ? appendProviderAudit(tx, fact) : appendAudit(tx, owner, fact));
}

export function viewOf(row: FreezeRow, actor: Actor, now: string): View {
  const freeze = freezeOf(row);
  const standing = freezeStanding(freeze, now);
  return {
    id: row.id,
    clientId: row.client_id === providerId ? null : row.client_id,
    clientName: row.client_name,
    name: row.name,
    reason: row.reason,
    scope: mutable(freeze.scope),
    scopeNames: [...row.site_names],
    of: scopeWords(freeze.scope, row.site_names),
    from: row.starts_at,
    until: row.ends_at,
    exceptUrgent: row.except_urgent,
    by: row.made_by,
    madeAt: row.made_at,
    standing,
    ended: row.ended_at === null ? null : { at: row.ended_at, by: row.ended_by ?? '', because: row.ended_because ?? '' },
    mayEnd: (standing === 'planned' || standing === 'in-force') && mayWrite(actor, row.client_id),
  };
}

function mutable(scope: FreezeScope): View['scope'] {
  if (scope.kind === 'sites') return { kind: 'sites', ids: [...scope.ids] };
  return scope.kind === 'rings' ? { kind: 'rings', names: [...scope.names] } : scope;
}
