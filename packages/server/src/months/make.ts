/** Makes the report of a month that is over, once. */
import { lastMonth, monthSpan } from '@fettle/core/months';
import type { MonthReport } from '@fettle/core/months';
import { digestOf } from '@fettle/proof/hash';
import { appendAudit, engine } from '../audit/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { gatherMonth } from './gather.ts';
import { addMonth, reportedClients } from './store.ts';

/** Devices that were heard last before midnight tell of that day when they scan next. */
const settleHours = 6;

/** One round over all clients: the month that ended last, where it is not reported yet. Returns how many reports it made. */
export async function monthRound(context: Context, signal?: AbortSignal): Promise<number> {
  const all = await allClientIds(context.db);
  const clients = await inClients(context.db, all, reportedClients);
  let made = 0;
  for (const { client_id: clientId, zone, since, last } of clients) {
    if (signal?.aborted === true) break;
    const month = lastMonth(context.clock.now().subtract({ hours: settleHours }), zone);
    if ((last !== null && last >= month) || since >= monthSpan(month, zone).until) continue;
    made += (await makeSafely(context, clientId, month)) ? 1 : 0;
  }
  return made;
}

/** One client's trouble never keeps others from their reports; the next round tries again. */
async function makeSafely(context: Context, clientId: string, month: string): Promise<boolean> {
  try {
    return await inClients(context.db, [clientId], (tx) => makeMonth(tx, context, clientId, month));
  } catch (error) {
    context.log.error({ err: error, clientId, month }, 'the monthly report of a client could not be made');
    return false;
  }
}

/** False: there is one already, or the client is not in view. Last in the transaction: it ends with the audit entry. */
export async function makeMonth(tx: Tx, context: Context, clientId: string, month: string): Promise<boolean> {
  const content = await gatherMonth(tx, context, clientId, month);
  if (content === null) return false;
  const digest = monthDigest(content);
  if (!(await addMonth(tx, clientId, { content, digest, at: content.asOf }))) return false;
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'month', id: null }));
  await appendAudit(tx, clientId, {
    action: 'month.reported',
    actor: engine,
    subject: `month:${month}`,
    body: { month, digest },
    at: content.asOf,
  });
  return true;
}

/** Hex SHA-256 of its canonical form (RFC 8785), as the audit trail binds it. */
export function monthDigest(content: MonthReport): string {
  return digestOf(content);
}
