/** Every change of people and keys stands in the provider's chain, and screens look again. Last in the transaction. */
import { appendProviderAudit } from '../audit/index.ts';
import type { AuditActor } from '../audit/index.ts';
import { notify } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Tx } from '../platform/feature.ts';

export async function record(
  tx: Tx,
  at: string,
  actor: AuditActor,
  action: string,
  subject: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await appendProviderAudit(tx, { action, actor, subject, body, at });
  await notify(tx, 'changed', JSON.stringify({ clientId: providerId, what: 'people', id: null }));
}
