/** Recording: events, the fold at its new sequence number, what follows elsewhere, the audit entry and the hint, in one transaction. */
import { applyAll } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState, Waiting } from '@fettle/core/deployment';
import { digestOf } from '@fettle/proof/hash';
import { appendAudit } from '../audit/index.ts';
import type { AuditActor } from '../audit/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readShares } from './read.ts';
import { addEvents, saveState } from './store.ts';
import { summarise } from './summary.ts';
import type { Engine } from './types.ts';

export type Recording = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly before: DeploymentState | null;
  readonly events: readonly DeploymentEvent[];
  /** The state after them, where it is known already. */
  readonly after?: DeploymentState;
  /** What it waits for after that; undefined: as far as the state alone tells. */
  readonly waiting?: readonly Waiting[];
  /** What is waited for as it is stored; undefined: it is written anew. */
  readonly waitingDigest?: string;
  readonly wakeAt: string | null;
  readonly action: string;
  readonly actor: AuditActor;
  readonly facts?: Readonly<Record<string, unknown>>;
};

/** Records at least one event and returns the state after it. The deployment must be locked. Last in the transaction: it ends with the audit entry. */
export async function record(tx: Tx, context: Context, engine: Engine, given: Recording): Promise<DeploymentState> {
  const { clientId, deploymentId, before, events } = given;
  const state = given.after ?? applyAll(before, events);
  const waiting = given.waiting ?? waitingFromState(state);
  await addEvents(tx, clientId, deploymentId, before?.seq ?? 0, events);
  await saveState(tx, {
    clientId,
    deploymentId,
    fold: { stored: before, state },
    summary: summarise(state, waiting),
    waiting,
    waitingDigest: given.waitingDigest,
    active: state.status === 'active',
    wakeAt: given.wakeAt,
  });
  const shares = once(() => readShares(tx, clientId, deploymentId, null));
  for (const react of engine.reactions) await react(tx, context, { clientId, deploymentId, header: state.header, state, events, shares });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
  await appendAudit(tx, clientId, {
    action: given.action,
    actor: given.actor,
    subject: `deployment:${deploymentId}`,
    body: { ...given.facts, ...auditFacts(before?.seq ?? 0, events) },
    at: context.now(),
  });
  return state;
}

/** Binds the events into the audit chain: their places, how many of each kind, and the digest of them all. */
function auditFacts(after: number, events: readonly DeploymentEvent[]): Record<string, unknown> {
  const kinds = Object.fromEntries([...Map.groupBy(events, ({ kind }) => kind)].map(([kind, list]) => [kind, list.length]));
  return { firstEvent: after + 1, lastEvent: after + events.length, kinds, digest: digestOf(events) };
}

/** Between a person's wish and the look that follows it, the holds say why nothing moves. */
function waitingFromState(state: DeploymentState): readonly Waiting[] {
  return state.status === 'active' ? state.holds.map((hold) => ({ what: 'hold', hold })) : [];
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
