/** Use cases of changes without a way back: a named person accepts them for some software, and it is taken back. */
import type { Acceptance } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handlers, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import type { RollbackChanged } from './backups.ts';
import { addAcceptance, addAcceptanceEnd, countOwn, readAcceptanceRows } from './store.ts';
import type { AcceptanceRow } from './store.ts';

type View = CallOutput<'acceptNoWayBack'>;

/** An acceptance is a risk that is taken: it is looked at again within a year. */
const longestDays = 366;
/** More than anybody keeps an eye on. */
const most = 1_000;

export function acceptanceHandlers(changed: RollbackChanged): Handlers {
  return {
    async listNoWayBack({ context, actor, query }) {
      const { after, clientId, limit, state } = query;
      if (after !== undefined && !isId(after))
        return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
      const scope = actor.scopeFor('decision.read').filter((id) => clientId === undefined || id === clientId);
      const where = sql`n.client_id = any(${[...scope]}::uuid[])
        and ${after === undefined ? sql`true` : sql`n.id < ${after}::uuid`}
        and ${state === 'all' ? sql`true` : sql`e.at is null and n.ends_at > ${context.now()}`}`;
      const rows = await inClients(context.db, scope, (tx) => readAcceptanceRows(tx, where, limit + 1));
      return {
        items: rows.slice(0, limit).map((row) => viewOf(row, actor, context.now())),
        next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
      };
    },

    async acceptNoWayBack({ context, actor, body }) {
      const { clientId, scope, until } = body;
      if (!actor.scopeFor('decision.write').includes(clientId))
        return refuse('not-found', 'There is no such client, or it is out of your reach.');
      const days = (Date.parse(until) - context.clock.now().epochMilliseconds) / 86_400_000;
      if (days <= 0 || days > longestDays)
        return refuse('request.invalid', 'An acceptance ends within a year: it is a risk that somebody looks at again.', [
          { path: 'until', message: 'must lie ahead, and within 366 days' },
        ]);
      return inClients(context.db, [clientId], async (tx) => {
        if (scope.kind !== 'client' && (await countOwn(tx, clientId, scope.kind, scope.ids)) < new Set(scope.ids).size)
          return refuse('request.invalid', 'The scope names something that this client does not have.', [
            { path: 'scope', message: 'must name sites or devices of this client only' },
          ]);
        const id = context.newId();
        const at = context.now();
        await addAcceptance(tx, { ...body, id, by: actor.id, at });
        await changed(tx, context, [clientId]);
        await notify(tx, 'changed', JSON.stringify({ clientId, what: 'rollback', id: null }));
        const { software, reason, acceptedBy } = body;
        await appendAudit(tx, clientId, {
          action: 'no-way-back.accepted',
          actor: auditActor(actor),
          subject: `client:${clientId}`,
          body: { id, scope, software, reason, acceptedBy, until },
          at,
        });
        return shown(tx, id, actor, at);
      });
    },

    async endNoWayBack({ context, actor, params, body }) {
      const scope = actor.scopeFor('decision.write');
      const [found] = await inClients(context.db, scope, (tx) => readAcceptanceRows(tx, sql`n.id = ${params.id}`, 1));
      if (found === undefined) return none();
      const clientId = found.client_id;
      return inClients(context.db, [clientId], async (tx) => {
        const at = context.now();
        if (!(await addAcceptanceEnd(tx, { clientId, id: found.id, because: body.because, by: actor.id, at })))
          return refuse('decision.not-possible', 'Somebody has taken this acceptance back before.');
        await changed(tx, context, [clientId]);
        await notify(tx, 'changed', JSON.stringify({ clientId, what: 'rollback', id: null }));
        await appendAudit(tx, clientId, {
          action: 'no-way-back.ended',
          actor: auditActor(actor),
          subject: `client:${clientId}`,
          body: { id: found.id, because: body.because },
          at,
        });
        return shown(tx, found.id, actor, at);
      });
    },
  };
}

const none = () => refuse('not-found', 'There is no such acceptance, or it is out of your reach.');

async function shown(tx: Tx, id: string, actor: Actor, now: string) {
  const [row] = await readAcceptanceRows(tx, sql`n.id = ${id}`, 1);
  return row === undefined ? none() : viewOf(row, actor, now);
}

/** What of a client's acceptances stands at a time. */
export async function readAcceptances(tx: Tx, clientId: string, now: string): Promise<readonly Acceptance[]> {
  const rows = await readAcceptanceRows(tx, sql`n.client_id = ${clientId} and e.at is null and n.ends_at > ${now}`, most);
  return rows.map((row) => ({ id: row.id, scope: scopeOf(row), software: row.software, until: row.ends_at, revokedAt: row.ended_at }));
}

function scopeOf({ scope, scope_ids: ids }: AcceptanceRow): Acceptance['scope'] {
  return scope === 'client' ? { kind: 'client' } : { kind: scope, ids };
}

function viewOf(row: AcceptanceRow, actor: Actor, now: string): View {
  const scope = scopeOf(row);
  const { ended_at: endedAt } = row;
  const stands = endedAt === null && Date.parse(row.ends_at) > Date.parse(now);
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    scope: scope.kind === 'client' ? scope : { kind: scope.kind, ids: [...scope.ids] },
    scopeNames: [...row.scope_names],
    software: row.software,
    reason: row.reason,
    acceptedBy: row.accepted_by,
    until: row.ends_at,
    recordedBy: row.made_by,
    recordedAt: row.made_at,
    ended: endedAt === null ? null : { at: endedAt, by: row.ended_by ?? '', because: row.ended_because ?? '' },
    stands,
    mayEnd: stands && actor.scopeFor('decision.write').includes(row.client_id),
  };
}
