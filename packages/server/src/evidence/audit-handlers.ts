/** The audit trail of a client or of the provider: as rows, and as a file that verifies without any server. */
import { appendProviderAudit, auditActor, exportChain, listAudit as readAudit } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Handler } from '../platform/feature.ts';
import { currentAuthority } from '../trust/index.ts';

export const listAudit: Handler<'listAudit'> = async ({ context, actor, query }) => {
  const chain = query.clientId ?? providerId;
  return refusedChain(actor, query.clientId) ?? (await readAudit(context, chain, query.after, query.limit));
};

export const exportAudit: Handler<'exportAudit'> = async ({ context, actor, query }) => {
  const refused = refusedChain(actor, query.clientId);
  if (refused !== null) return refused;
  const chain = query.clientId ?? providerId;
  const file = await exportChain(context, chain, await currentAuthority(context));
  await inNoClient(context.db, (tx) =>
    appendProviderAudit(tx, {
      action: 'audit.exported',
      actor: auditActor(actor),
      subject: `chain:${chain}`,
      body: { lines: String(file.body).split('\n').length - 1 },
      at: context.now(),
    }),
  );
  return file;
};

/** A client that is out of reach is told like one that is not there. */
function refusedChain(actor: Actor, clientId: string | undefined): ApiRefusal | null {
  if (actor.scopeFor('evidence.read').includes(clientId ?? providerId)) return null;
  return clientId === undefined
    ? refuse(
        'permission.missing',
        "The provider's own trail is open to those who may read the evidence of all clients. Name a client to see its trail.",
      )
    : refuse('not-found', 'There is no such client, or it is out of your reach.');
}
