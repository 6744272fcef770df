/** One look of `decide`: the facts, what was decided so far, and the state as it stands after that. */
import { foldInto } from './apply.ts';
import type { Draft } from './draft.ts';
import { openDraft } from './draft.ts';
import { toInstant, toMs } from './instants.ts';
import type { NotAwaited } from './gate.ts';
import { everybodyAwaited } from './gate.ts';
import { patience } from './patience.ts';
import type { Download } from './bandwidth.ts';
import type { DeploymentEvent, DeploymentState, Facts, Order, RunFacts, RunState } from './types.ts';

export type Look = {
  readonly facts: Facts;
  readonly now: number;
  readonly expiresAt: number;
  /** The state with all events of this look folded in. */
  readonly draft: Draft;
  readonly events: DeploymentEvent[];
  readonly orders: Order[];
};

type Undated<Event> = Event extends DeploymentEvent ? Omit<Event, 'at'> : never;

/** Begins a look. The state that was given stays as it is. */
export function openLook(state: DeploymentState, facts: Facts): Look {
  return { facts, now: toMs(facts.now), expiresAt: toMs(state.header.expiresAt), draft: openDraft(state), events: [], orders: [] };
}

/** Decides an event: it is kept for the record, and what follows in this look already sees it. */
export function record(look: Look, undated: Undated<DeploymentEvent>): void {
  const event: DeploymentEvent = { ...undated, at: look.facts.now };
  look.events.push(event);
  foldInto(look.draft, event);
}

/** Gives an order along with the event that says so: both are stored in one transaction. */
export function order(
  look: Look,
  verb: Order['verb'],
  run: RunState,
  span: { readonly from: number; readonly to: number; readonly outside?: RunState['outside']; readonly share?: Download },
): void {
  const instructionId = instructionIdOf(look, verb, run);
  const { deviceId, attempt } = run;
  const notBefore = toInstant(span.from);
  const notAfter = toInstant(span.to);
  const download = span.share === undefined ? {} : { download: span.share };
  look.orders.push({ verb, deviceId, attempt, instructionId, notBefore, notAfter, ...(verb === 'get' ? download : {}) });
  switch (verb) {
    case 'get':
      return record(look, { kind: 'securing-sent', deviceId, attempt, instructionId, ...download });
    case 'install':
      return record(look, {
        kind: 'run-sent',
        deviceId,
        attempt,
        instructionId,
        notBefore,
        notAfter,
        ...(span.outside === undefined ? {} : { outside: span.outside }),
      });
    case 'check':
      return record(look, { kind: 'check-sent', deviceId, attempt, instructionId });
  }
}

/** Has a device asked for its checks because it depends on one that changes, along with the event that says so. */
export function orderDependant(look: Look, run: RunState, dependantId: string, when: 'before' | 'after'): void {
  const { deviceId, attempt } = run;
  const asked = run.dependants?.[dependantId]?.asked ?? 0;
  const instructionId = `${look.draft.header.deploymentId}:${dependantId}:${attempt}:${when}:${deviceId}:${asked + 1}`;
  const [notBefore, notAfter] = [toInstant(look.now), toInstant(Math.min(look.now + patience.check, look.expiresAt))];
  look.orders.push({ verb: 'check', deviceId: dependantId, attempt, instructionId, notBefore, notAfter, dependantOf: deviceId });
  record(look, { kind: 'dependant-asked', deviceId, attempt, dependantId, when, instructionId });
}

/** The same order has the same id, whoever decides it and how often. A check that is measured again is another order, and so is a fetch after its time was over. */
function instructionIdOf(look: Look, verb: Order['verb'], run: RunState): string {
  const id = `${look.draft.header.deploymentId}:${run.deviceId}:${run.attempt}:${verb}`;
  if (verb === 'get' && run.fetches !== undefined) return `${id}:${run.fetches + 1}`;
  return verb === 'check' && run.checkRounds > 0 ? `${id}:${run.checkRounds + 1}` : id;
}

/** What is known about this attempt of the run; reports of an earlier attempt are left out. */
export function factsOf(look: Look, run: RunState): RunFacts | null {
  const facts = look.facts.runs[run.deviceId];
  if (facts === undefined) return null;
  if (facts.attempt === run.attempt) return facts;
  return {
    ...facts,
    attempt: run.attempt,
    handedOut: 'unknown',
    emptyHandedAt: null,
    reportedPhase: null,
    reportedPhaseAt: null,
    ended: null,
    verification: null,
    checksNow: null,
    checksOf: null,
    calledBack: false,
  };
}

/**
 * Devices that a ring does not wait for, because a decision keeps something of their run off them and others stand behind. For the last ring nobody waits: there they are
 * awaited until the decision or the spec ends.
 */
export function notAwaitedIn(look: Look, ring: number): NotAwaited {
  if (ring === look.draft.rings.length - 1) return everybodyAwaited;
  return { has: (deviceId) => (look.facts.runs[deviceId]?.barred ?? null) !== null };
}

/** Was the device seen at or after this time? */
export function seenSince(facts: RunFacts | null, ms: number): boolean {
  return facts !== null && facts.lastSeenAt !== null && toMs(facts.lastSeenAt) >= ms;
}

/** Did the device say at or after this time that it does not have this attempt in hand? That it was seen and told nothing proves nothing: a report may be on its way. */
export function emptyHandedSince(facts: RunFacts | null, ms: number): boolean {
  return facts !== null && facts.emptyHandedAt !== null && toMs(facts.emptyHandedAt) >= ms;
}

/** Nothing new will be sent any more: cancelled, or past its end. */
export function isWindingDown(look: Look): boolean {
  return look.draft.cancelled !== null || isExpired(look);
}

/** Nothing of a spec starts at or after its end. */
export function isExpired(look: Look): boolean {
  return look.now >= look.expiresAt;
}

/** May anything new be sent? */
export function maySend(look: Look): boolean {
  return look.draft.holds.length === 0 && !isWindingDown(look);
}
