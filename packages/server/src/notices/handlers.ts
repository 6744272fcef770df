/** The outbox as screens show it. */
import type { CallOutput } from '@fettle/protocol/client';
import { isId } from '../platform/ids.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers } from '../platform/feature.ts';
import { acknowledgeHandlers, withoutLink } from './acknowledge.ts';
import { destinationHandlers } from './destinations/handlers.ts';
import { mostTries } from './schedule.ts';
import { readNotices } from './store.ts';
import type { NoticeRow } from './store.ts';

export const handlers: Handlers = {
  ...acknowledgeHandlers,
  ...destinationHandlers,
  async listNotices({ context, actor, query }) {
    if (query.after !== undefined && !isId(query.after))
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const permitted = actor.scopeFor('evidence.read');
    const scope = query.clientId === undefined ? permitted : permitted.filter((id) => id === query.clientId);
    const rows = await inClients(context.db, scope, (tx) =>
      readNotices(tx, scope, { deploymentId: query.deploymentId ?? null, before: query.after ?? null, limit: query.limit + 1 }),
    );
    const page = rows.slice(0, query.limit);
    return {
      items: page.map((row) => ({
        id: row.id,
        clientId: row.client_id,
        clientName: row.client_name,
        kind: row.kind,
        to: row.recipient,
        toName: row.recipient_name,
        subject: row.subject,
        text: withoutLink(row.body_text),
        state: stateOf(context, row),
        tries: row.tries,
        lastTrouble: row.last_trouble,
        deploymentId: row.deployment_id,
        createdAt: row.created_at,
        deliveredAt: row.delivered_at,
        acknowledgedAt: row.acknowledged_at,
      })),
      next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
};

function stateOf(context: Context, row: NoticeRow): CallOutput<'listNotices'>['items'][number]['state'] {
  if (row.delivered_at !== null) return 'delivered';
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.rejected_at !== null) return row.tries >= mostTries ? 'given up' : 'rejected';
  return row.channel === 'mail' && context.config.mail.smtpUrl === null ? 'in outbox (no mail server)' : 'waiting';
}
