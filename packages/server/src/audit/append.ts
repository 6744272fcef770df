/**
 * Writes an audit entry in the transaction of the change: no change without its entry, no entry without its change. Call it last in the transaction; where one
 * change touches two chains, take the client's before the provider's, so that writers can not block each other in a ring.
 */
import { entryText, genesisHead, leafHash, nextHead } from '@fettle/proof/chain';
import { enterClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import type { Actor } from '../platform/feature.ts';
import { addEntry, lockChain } from './store.ts';

/** Who did it: a person, an API key, a device, or the server's own engine. Ids and kinds only: names are looked up when shown. */
export type AuditActor = { readonly kind: 'person' | 'api key' | 'device' | 'system' | 'link'; readonly id: string };
export type AuditFact = {
  /** From the route table, or the engine's events. */
  readonly action: string;
  readonly actor: AuditActor;
  /** What it was done to: `deployment:ID`, `device:ID`, … */
  readonly subject: string;
  /** Facts, no free personal data. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: string;
};

/** The actor of a call, as the audit trail names it. */
export function auditActor(actor: Pick<Actor, 'kind' | 'id'>): AuditActor {
  return { kind: actor.kind, id: actor.id };
}

/** The server acting by itself. */
export const engine: AuditActor = { kind: 'system', id: 'engine' };

/** Appends to a client's chain. The transaction must have that client in its scope. */
export async function appendAudit(tx: Tx, clientId: string, fact: AuditFact): Promise<void> {
  const chain = await lockChain(tx, clientId, genesisHead());
  const seq = chain.size + 1;
  const actor = `${fact.actor.kind}:${fact.actor.id}`;
  const entry = entryText({
    chain: clientId,
    seq,
    at: fact.at,
    action: fact.action,
    actor,
    subject: fact.subject,
    body: JSON.parse(JSON.stringify(fact.body)) as Record<string, unknown>,
  });
  const leaf = leafHash(entry);
  await addEntry(tx, clientId, {
    seq,
    at: fact.at,
    action: fact.action,
    actor,
    subject: fact.subject,
    entry,
    leaf,
    head: nextHead(chain.head, leaf),
  });
}

/** Appends to the provider's chain: for what belongs to no client. Sets the transaction's scope to the provider for that, so call it last. */
export async function appendProviderAudit(tx: Tx, fact: AuditFact): Promise<void> {
  await enterClients(tx, [providerId]);
  await appendAudit(tx, providerId, fact);
}
