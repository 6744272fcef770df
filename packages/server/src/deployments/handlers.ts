/** Use cases of deployments behind their routes. What changes a deployment is followed by a look at it, so that the answer shows what comes of it. */
import { commands } from '@fettle/core/deployment';
import type { Wish } from '@fettle/core/deployment';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import type { Permission } from '@fettle/protocol/permissions';
import { auditActor } from '../audit/index.ts';
import { inClients } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { takeApproval } from './approve.ts';
import { filesOf, getTestAttachment } from './attachments.ts';
import type { AttachedFile } from './attachments.ts';
import { commandDeployment } from './commands.ts';
import { deploymentView } from './detail.ts';
import { getDeploymentEvents } from './events.ts';
import { exportState } from './export-state.ts';
import { listDeployments } from './list.ts';
import { planNow } from './plan.ts';
import { previewDeployment } from './preview.ts';
import { previewRollBack } from './preview-back.ts';
import { propose } from './propose.ts';
import { clientOfDeployment, readDeployment } from './read.ts';
import { reconcileDeployment } from './reconcile.ts';
import { proposeRollBack } from './roll-back.ts';
import { lockState } from './store.ts';
import { getDeploymentSelection } from './selection-view.ts';
import { getDeploymentStanding } from './standing-view.ts';
import type { Engine } from './types.ts';

type View = CallOutput<'getDeployment'>;
type Call = { readonly context: Context; readonly actor: Actor };

const unknownDeployment = () => refuse('not-found', 'There is no such deployment, or it is out of your reach.');

export function deploymentHandlers(engine: Engine): Handlers {
  return {
    listDeployments,
    getDeploymentEvents,
    getDeploymentSelection,
    getDeploymentStanding,
    exportDeploymentState: ({ context, actor, params }) => exportState(engine, context, actor, params.id),
    previewDeployment: ({ context, actor, params, body }) => previewDeployment(engine, context, actor, params.id, body),
    previewRollBack: ({ context, actor, params }) => previewRollBack(context, actor, params.id),
    getDeployment: ({ context, actor, params }) => shown(engine, { context, actor }, params.id),

    async proposeDeployment({ context, actor, body }) {
      const made = await propose(context, actor, body);
      return typeof made === 'string' ? shown(engine, { context, actor }, made) : made;
    },

    planDeployment: (call) =>
      within(engine, call, call.params.id, 'deployment.propose', (clientId) =>
        planByHand(engine, call, clientId, call.params.id, call.body.without),
      ),

    approveDeployment: (call) =>
      within(engine, call, call.params.id, 'deployment.approve', (clientId) =>
        takeApproval(engine, call.context, call.actor, { clientId, deploymentId: call.params.id, envelope: call.body.envelope }),
      ),

    holdDeployment: (call) => wished(engine, call, call.params.id, { kind: 'hold', because: call.body.because }),
    recordTestResult: (call) => told(engine, call),
    getTestAttachment,
    promoteRing: (call) => wished(engine, call, call.params.id, { kind: 'promote', ...call.body }),
    releaseDeployment: (call) => {
      const { holdId, because, acceptedDeviceIds } = call.body;
      return wished(engine, call, call.params.id, { kind: 'release', holdId, content: { because, acceptedDeviceIds } });
    },
    cancelDeployment: (call) => wished(engine, call, call.params.id, { kind: 'cancel', because: call.body.because }),

    async rollBackDeployment({ context, actor, params, body }) {
      const scope = actor.scopeFor('deployment.propose');
      const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, params.id));
      if (clientId === null) return unknownDeployment();
      const made = await proposeRollBack(context, actor, {
        clientId,
        deploymentId: params.id,
        because: body.because,
        deviceIds: body.deviceIds,
        by: body.by === undefined || body.by === 'downgrade' ? null : body.by,
      });
      return typeof made === 'string' ? shown(engine, { context, actor }, made) : made;
    },
  };
}

/** The result of a test step, with the files that show it. */
async function told(
  engine: Engine,
  call: Call & { readonly params: { readonly id: string }; readonly body: CallInput<'recordTestResult'>['body'] },
): Promise<View | ApiRefusal> {
  const { attachments, ...result } = call.body;
  const files = filesOf(attachments ?? []);
  if (isRefusal(files)) return files;
  const named = files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }));
  return wished(engine, call, call.params.id, { kind: 'test', ...result, ...(named.length === 0 ? {} : { attachments: named }) }, files);
}

function wished(
  engine: Engine,
  call: Call,
  deploymentId: string,
  wish: Wish,
  files: readonly AttachedFile[] = [],
): Promise<View | ApiRefusal> {
  return within(engine, call, deploymentId, commands[wish.kind].needs, (clientId) =>
    commandDeployment(engine, call.context, call.actor, { clientId, deploymentId, wish, files }),
  );
}

/** Finds the deployment within what the actor may do, does it, looks at it, and shows it. */
async function within(
  engine: Engine,
  call: Call,
  deploymentId: string,
  permission: Permission,
  act: (clientId: string) => Promise<null | ApiRefusal>,
): Promise<View | ApiRefusal> {
  const { context, actor } = call;
  const scope = actor.scopeFor(permission);
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, deploymentId));
  if (clientId === null) return unknownDeployment();
  const refused = await act(clientId);
  if (refused !== null) return refused;
  await reconcileDeployment(engine, context, clientId, deploymentId);
  return shown(engine, call, deploymentId);
}

async function planByHand(
  engine: Engine,
  { context, actor }: Call,
  clientId: string,
  deploymentId: string,
  without: readonly string[],
): Promise<null | ApiRefusal> {
  return inClients(context.db, [clientId], async (tx) => {
    const locked = await lockState(tx, clientId, deploymentId, 'wait');
    const deployment = await readDeployment(tx, clientId, deploymentId);
    if (locked === undefined || deployment === undefined) return unknownDeployment();
    if (!locked.active) return refuse('deployment.over', 'The deployment has ended.');
    if (locked.seq > 0)
      return refuse('deployment.not-possible', 'The spec is made already, and a spec never changes: make a new deployment.');
    return planNow(tx, context, engine, { clientId, deployment, without, by: auditActor(actor) });
  });
}

async function shown(engine: Engine, { context, actor }: Call, id: string): Promise<View | ApiRefusal> {
  return (await deploymentView(engine, context, actor, id)) ?? unknownDeployment();
}
