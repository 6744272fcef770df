/** What people do with a deployment: hold, release, cancel. Core says whether it may be done and what it means. */
import { command, isRefusal } from '@fettle/core/deployment';
import type { Refusal, Wish } from '@fettle/core/deployment';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { addAttachments } from './attachments.ts';
import type { AttachedFile } from './attachments.ts';
import { stopHandingOut } from './close.ts';
import { wakeNow } from './reactions.ts';
import { record } from './record.ts';
import { currentState } from './reconcile.ts';
import { lockState, withdrawDeployment } from './store.ts';
import type { Engine } from './types.ts';

const actions = {
  hold: 'deployment.held',
  release: 'deployment.released',
  promote: 'deployment.ring-promoted',
  cancel: 'deployment.cancelled',
  test: 'deployment.test-recorded',
} as const;

/** Does it, or says why not. Null: done; what follows from it is the next look's to decide. */
export async function commandDeployment(
  engine: Engine,
  context: Context,
  actor: Actor,
  given: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly wish: Wish;
    /** Refused where its spec has an approval when its turn comes. */
    readonly unlessApproved?: boolean;
    /** Of a test result, whose event names them. */
    readonly files?: readonly AttachedFile[];
  },
): Promise<null | ApiRefusal> {
  const { clientId, deploymentId, wish, files = [] } = given;
  return inClients(context.db, [clientId], async (tx) => {
    const locked = await lockState(tx, clientId, deploymentId, 'wait');
    if (locked === undefined) return refuse('not-found', 'There is no such deployment.');
    if (locked.seq === 0) return commandProposal(tx, context, actor, { clientId, deploymentId, wish, active: locked.active });
    const before = await currentState(tx, clientId, deploymentId, locked);
    if (given.unlessApproved === true && before.approvals.length > 0)
      return refuse('deployment.not-possible', 'Its spec was approved in the meantime.');
    const at = context.now();
    const events = command(before, wish, actor.id, at);
    if (isRefusal(events)) return refusalOf(events);
    const unkept = await addAttachments(tx, clientId, deploymentId, { files, at, by: actor.id });
    if (unkept !== null) return unkept;
    // Committed before any run is called "never handed out": from then on no check-in hands it out.
    if (wish.kind === 'cancel') await stopHandingOut(tx, clientId, deploymentId, at);
    await wakeNow(tx, context, clientId, deploymentId);
    await record(tx, context, engine, {
      clientId,
      deploymentId,
      before,
      events,
      wakeAt: at,
      action: actions[wish.kind],
      actor: auditActor(actor),
    });
    return null;
  });
}

/** A proposal can only be given up: nothing moves that could be held. */
async function commandProposal(
  tx: Tx,
  context: Context,
  actor: Actor,
  given: { readonly clientId: string; readonly deploymentId: string; readonly wish: Wish; readonly active: boolean },
): Promise<null | ApiRefusal> {
  const { clientId, deploymentId, wish } = given;
  if (!given.active) return refuse('deployment.over', 'The deployment has ended.');
  if (wish.kind !== 'cancel') return refuse('deployment.not-possible', 'There is no spec yet: a proposal can be planned or cancelled.');
  const at = context.now();
  await stopHandingOut(tx, clientId, deploymentId, at);
  await withdrawDeployment(tx, clientId, deploymentId, at);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
  await appendAudit(tx, clientId, {
    action: actions.cancel,
    actor: auditActor(actor),
    subject: `deployment:${deploymentId}`,
    body: { proposal: true, because: wish.because },
    at,
  });
  return null;
}

/** Core's refusal as the API says it: the sentence is core's. */
export function refusalOf({ code, sentence }: Refusal): ApiRefusal {
  if (code === 'deployment.over') return refuse('deployment.over', sentence);
  if (code === 'approval.other-spec') return refuse('approval.invalid', sentence);
  return refuse('deployment.not-possible', sentence);
}
