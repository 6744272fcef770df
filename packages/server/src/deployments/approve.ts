/** Takes in an approval that an approver has signed elsewhere. The server verifies it and hands it on; it holds no key that could make one. */
import { approve, isRefusal } from '@fettle/core/deployment';
import { verifyApproval } from '@fettle/proof/approval';
import { auditActor } from '../audit/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';
import { refusalOf } from './commands.ts';
import { record } from './record.ts';
import { currentState } from './reconcile.ts';
import { readSpec } from './read.ts';
import { addApproval, lockState } from './store.ts';
import type { Engine } from './types.ts';
import { wakeNow } from './reactions.ts';

/** Null: it was taken. */
export async function takeApproval(
  engine: Engine,
  context: Context,
  actor: Actor,
  given: { readonly clientId: string; readonly deploymentId: string; readonly envelope: unknown },
): Promise<null | ApiRefusal> {
  const { clientId, deploymentId, envelope } = given;
  const { authority } = await readTrust(context);
  const at = context.now();
  if (Temporal.Instant.compare(authority.expiresAt, at) <= 0)
    return refuse('approval.invalid', `The authority in force ended at ${authority.expiresAt}: nobody can approve until it is renewed.`);
  return inClients(context.db, [clientId], async (tx) => {
    const locked = await lockState(tx, clientId, deploymentId, 'wait');
    if (locked === undefined) return refuse('not-found', 'There is no such deployment.');
    const spec = await readSpec(tx, clientId, deploymentId);
    if (spec === null) return refuse('deployment.not-ready', 'There is no spec yet that could be approved.');
    const verified = verifyApproval(envelope, authority, { clientId, deploymentId, specHash: spec.hash, now: at });
    if (!verified.ok) return refuse('approval.invalid', verified.detail);
    const { approver } = verified;
    const before = await currentState(tx, clientId, deploymentId, locked);
    const approval = { specHash: spec.hash, keyid: approver.keyid, name: approver.name, personId: approver.personId };
    const events = approve(before, approval, at);
    if (isRefusal(events)) return refusalOf(events);
    await addApproval(tx, { clientId, deploymentId, keyId: approver.keyid, envelope, at });
    await wakeNow(tx, context, clientId, deploymentId);
    await record(tx, context, engine, {
      clientId,
      deploymentId,
      before,
      events,
      wakeAt: at,
      action: 'deployment.approved',
      actor: auditActor(actor),
      facts: { specHash: spec.hash, keyid: approver.keyid },
    });
    return null;
  });
}
