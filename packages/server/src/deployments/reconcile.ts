/**
 * One look at one deployment: lock → fold → facts → core decides → events, instructions, audit, notices and the next time to look, in one
 * transaction. A crash before the commit leaves nothing of it, after it the next look sees it. Two servers may look at once: the row is locked.
 */
import type { Bar } from '@fettle/core/decisions';
import { applyAll, decide } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState, Waiting } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { appendAudit, engine as engineActor } from '../audit/index.ts';
import { oneAtATimeOverall } from '../capacity/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { barsOfRuns, callBack, readCalledBack } from './bars-of-runs.ts';
import { closeWhatIsOver, stopHandingOut } from './close.ts';
import { gatherFacts } from './facts.ts';
import { issueOrders } from './orders.ts';
import { answerPatience, byEngine, planNow } from './plan.ts';
import { presenceOf } from './presence.ts';
import { readDeployment, unanswered } from './read.ts';
import { wakeTopic } from './reactions.ts';
import { record } from './record.ts';
import { stopPoint } from './stop-point.ts';
import { isStandingStill } from './standing-still.ts';
import { eventsAfter } from './events-after.ts';
import { lockState, saveFold, saveState, takeWakes, wakeDeployment, withdrawDeployment } from './store.ts';
import type { LockedState } from './store.ts';
import { summarise } from './summary.ts';
import type { Engine } from './types.ts';

/** `looked`: done. `busy`: somebody else is at it. `over`: there is nothing to look at. */
export type Looked = 'looked' | 'busy' | 'over';

/** Looks at a deployment now, whatever its time. `skip` gives way to whoever has it, `wait` looks after them. */
export async function reconcileDeployment(
  engine: Engine,
  context: Context,
  clientId: string,
  deploymentId: string,
  how: 'wait' | 'skip' = 'skip',
): Promise<Looked> {
  const looked = await inClients(context.db, [clientId], async (tx): Promise<Looked | DeploymentState> => {
    const locked = await lockState(tx, clientId, deploymentId, how, engine.states.of(deploymentId));
    if (locked === undefined) return 'busy';
    await takeWakes(tx, clientId, deploymentId);
    if (!locked.active) return 'over';
    if (locked.state === null) return lookAtProposal(tx, context, engine, clientId, deploymentId);
    await oneClientAtATime(tx, clientId);
    await oneAtATimeOverall(tx);
    return look(tx, context, engine, { clientId, deploymentId, locked, panicStop: await isStandingStill(tx, clientId) });
  });
  stopPoint('reconcile:committed');
  if (typeof looked === 'string') return looked;
  engine.states.keep(looked);
  return 'looked';
}

/** The stored fold, and events after it, should a fold ever lag behind: then it is brought up first, so that what is written next rests on what is stored. */
export async function currentState(tx: Tx, clientId: string, deploymentId: string, locked: LockedState): Promise<DeploymentState> {
  const later = await eventsAfter(tx, clientId, deploymentId, locked.seq);
  if (later.length === 0 && locked.state !== null) return locked.state;
  const state = applyAll(locked.state, later);
  await saveFold(tx, { clientId, deploymentId, stored: locked.state, state });
  return state;
}

type Look = { readonly clientId: string; readonly deploymentId: string; readonly locked: LockedState; readonly panicStop: boolean };

/** The state after it. */
async function look(tx: Tx, context: Context, engine: Engine, given: Look): Promise<DeploymentState> {
  const { clientId, deploymentId, locked } = given;
  const state = await currentState(tx, clientId, deploymentId, locked);
  const spec = await engine.specs.of(tx, clientId, deploymentId);
  const now = context.now();
  const there = await presenceOf(tx, clientId, deploymentId);
  const bars = there.decisions ? await barsOfRuns(tx, { clientId, state, changes: spec.changes, now }) : new Map<string, Bar>();
  const calledBack = await readCalledBack(tx, { clientId, state }, () => context.now());
  const facts = await gatherFacts(tx, { clientId, state, spec, panicStop: given.panicStop, now, bars, calledBack, there });
  // After the facts: what is closed just now may be on its way to a device, and counts as called back in the next look only.
  const back = await callBack(tx, { clientId, state, now }, bars);
  const decision = decide(state, facts);
  stopPoint('reconcile:decided');
  const { events, orders, waitingOn: waiting } = decision;
  // Only from when a look has seen the call-back committed does a contact prove anything: that look comes at once.
  // So it is with a test plan that stops the deployment: nothing is said of its runs before it is sure that none is handed out any more.
  const stops = events.some(({ kind }) => kind === 'cancelled');
  if (stops) await stopHandingOut(tx, clientId, deploymentId, now);
  const again = back > 0 || stops;
  const wakeAt = again && decision.wakeAt !== null ? now : decision.wakeAt;
  if (again) await notify(tx, wakeTopic, `${clientId} ${deploymentId}`);
  await issueOrders(tx, context, { clientId, deploymentId, spec, orders });
  stopPoint('reconcile:ordered');
  if (events.length === 0) {
    await saveLook(tx, { clientId, deploymentId, state, locked, waiting, wakeAt });
    stopPoint('reconcile:written');
    return state;
  }
  const { after } = decision;
  await closeWhatIsOver(tx, clientId, deploymentId, after, facts.now);
  await record(tx, context, engine, {
    clientId,
    deploymentId,
    before: state,
    after,
    events,
    waiting,
    waitingDigest: locked.waitingDigest,
    wakeAt,
    action: `deployment.${weightiest(events)}`,
    actor: engineActor,
    facts: { orders: orders.length },
  });
  stopPoint('reconcile:written');
  return after;
}

/** Nothing happened: only what it waits for, and when to look again, may be new. */
async function saveLook(
  tx: Tx,
  look: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly state: DeploymentState;
    readonly locked: LockedState;
    readonly waiting: readonly Waiting[];
    readonly wakeAt: string | null;
  },
): Promise<void> {
  const { clientId, deploymentId, state, locked, waiting, wakeAt } = look;
  const waitsAnew = await saveState(tx, {
    clientId,
    deploymentId,
    fold: null,
    summary: summarise(state, waiting),
    waiting,
    waitingDigest: locked.waitingDigest,
    active: state.status === 'active',
    wakeAt,
  });
  if (waitsAnew) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
}

/** A proposal waits for the answers of its devices, then for its plan; where the plan contradicts itself, for a person, until its end. */
async function lookAtProposal(tx: Tx, context: Context, engine: Engine, clientId: string, deploymentId: string): Promise<Looked> {
  const deployment = await readDeployment(tx, clientId, deploymentId);
  if (deployment === undefined) return 'over';
  const now = context.clock.now();
  if (Temporal.Instant.compare(now, deployment.expires_at) >= 0) {
    await closeWhatIsOver(tx, clientId, deploymentId, null, context.now());
    if (!(await withdrawDeployment(tx, clientId, deploymentId, context.now()))) return 'over';
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
    await appendAudit(tx, clientId, {
      action: 'deployment.proposal-expired',
      actor: byEngine,
      subject: `deployment:${deploymentId}`,
      body: { expiresAt: deployment.expires_at },
      at: context.now(),
    });
    return 'looked';
  }
  await closeWhatIsOver(tx, clientId, deploymentId, null, context.now());
  const { open, askedAt } = await unanswered(tx, clientId, deploymentId);
  const patienceEnds = Temporal.Instant.from(askedAt ?? deployment.created_at).add(answerPatience);
  if (open > 0 && Temporal.Instant.compare(now, patienceEnds) < 0) {
    await wakeDeployment(tx, clientId, deploymentId, patienceEnds.toString());
    return 'looked';
  }
  const problem = await planNow(tx, context, engine, { clientId, deployment, without: [], by: byEngine });
  stopPoint('reconcile:planned');
  if (problem === null) return 'looked';
  await wakeDeployment(tx, clientId, deploymentId, deployment.expires_at);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
  return 'looked';
}

/** Brakes, busy devices and neighbours are counted over a client's deployments: only one of them decides at a time. */
async function oneClientAtATime(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`fettle deployments of ${clientId}`}, 0))`.execute(tx);
}

const weight = [
  'finished',
  'cancelled',
  'hold-placed',
  'hold-released',
  'ring-promoted',
  'ring-judged',
  'ring-opened',
  'run-settled',
  'run-sent',
  'run-planned-again',
  'test-recorded',
  'ring-soaking',
  'check-sent',
  'dependant-judged',
  'dependant-asked',
  'run-progressed',
  'secured',
  'rate-refused',
  'securing-sent',
] as const satisfies readonly DeploymentEvent['kind'][];

/** The event by which an audit entry of several is named. */
function weightiest(events: readonly DeploymentEvent[]): string {
  return weight.find((kind) => events.some((event) => event.kind === kind)) ?? events[0]?.kind ?? 'looked';
}
