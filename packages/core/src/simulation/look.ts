/** The server of the simulated world: it looks when there is news, or when time alone may change something, and records what the engine decides. */
import { applyAll, decide, describeRun, describeWaiting, isApproved, nextTurn, toInstant, toMs, waitingOf } from '../deployment/index.ts';
import type { DeploymentEvent } from '../deployment/index.ts';
import { handOut } from './act.ts';
import type { SimDevice } from './device.ts';
import { nextContact } from './device.ts';
import type { SimDeployment, World } from './world.ts';
import { lookAt, lookSoon } from './soon.ts';
import { gather, isHeld } from './world.ts';

/** One look: decide, record, hand out, and know when to look again. */
export function look(world: World, of: SimDeployment): void {
  of.lookAt = Infinity;
  if (of.state.status !== 'active') return;
  const facts = gather(world, of);
  const decision = decide(of.state, facts);
  if (decision.events.length > 0) record(world, of, decision.events, decision.after);
  of.waitingOn = decision.waitingOn;
  for (const order of decision.orders) handOut(world, of, order);
  const next = nextTurn(of.state, facts, of.waitingOn, (deviceId, at) => {
    const device = of.devices.get(deviceId);
    return device === undefined ? null : nextContact(device, at);
  });
  if (next !== null) lookAt(world, of, next, true);
  // What one deployment does may make room in another of the same client.
  if (decision.events.length > 0) for (const other of world.deployments) if (other !== of) lookSoon(world, other);
}

/** Records events, of the engine or of people, and notes what results tell of them. */
export function record(world: World, of: SimDeployment, events: readonly DeploymentEvent[], after = applyAll(of.state, events)): void {
  of.state = after;
  for (const event of events) {
    noteEvent(world, of, event);
    world.tell(of, event);
  }
  const held = isHeld(of.state);
  if (of.heldSince.at(-1)?.held === held) return;
  of.heldSince.push({ at: world.now, held });
  if (held) return;
  for (const device of of.stopped) wake(world, of, device);
  of.stopped.clear();
}

function wake(world: World, of: SimDeployment, device: SimDevice): void {
  const at = nextContact(device, world.now);
  const order = device.inHand;
  if (at !== null && order !== null) world.queue.put(at, { what: 'begin', of, device, order });
}

function noteEvent(world: World, of: SimDeployment, event: DeploymentEvent): void {
  const { deploymentId } = of.state.header;
  switch (event.kind) {
    case 'hold-placed': {
      const { id, reason, ring, detail } = event.hold;
      of.holds.push({ deploymentId, id, reason, at: event.at, releasedAt: null, ring, detail });
      const after = world.given.assumptions.releaseAfterSeconds;
      if (after !== null && reason !== 'freeze' && reason !== 'panic stop' && reason !== 'campaign stop')
        world.queue.put(toMs(event.at) + after * 1_000, { what: 'release', of, holdId: id, because: 'It was looked at.' });
      return;
    }
    case 'hold-released':
      for (const hold of of.holds) if (hold.id === event.holdId) hold.releasedAt = event.at;
      return;
    case 'approved':
      if (isApproved(of.state)) for (const hold of of.holds) if (hold.reason === 'approval') hold.releasedAt ??= event.at;
      return;
    case 'ring-judged':
      if (event.answer === 'passed') of.ringPassedAt[event.ring] = event.at;
      return;
    case 'run-sent':
    case 'run-planned-again':
      return beginAttempt(of, event.deviceId, event.attempt);
    case 'cancelled':
      return callBack(of);
    case 'finished':
      of.finishedAt = event.at;
      return;
    default:
      return;
  }
}

/** A new attempt begins with a clean sheet. */
function beginAttempt(of: SimDeployment, deviceId: string, attempt: number): void {
  const facts = of.facts[deviceId];
  if (facts === undefined) return;
  facts.handedOut = 'no';
  facts.calledBack = false;
  if (facts.attempt === attempt) return;
  facts.attempt = attempt;
  facts.reportedPhase = null;
  facts.reportedPhaseAt = null;
  facts.ended = null;
  facts.verification = null;
}

/** After a cancellation nothing that no device has taken is handed out. */
function callBack(of: SimDeployment): void {
  for (const device of of.devices.values()) {
    const called = device.open.some(({ verb }) => verb === 'install');
    device.open = device.open.filter(({ verb }) => verb !== 'install');
    const facts = of.facts[device.known.deviceId];
    if (called && facts !== undefined) facts.calledBack = true;
  }
}

/** Why a device is not done, in the engine's own words: what it waits for, or how its run ended. */
export function whyNot(of: SimDeployment, deviceId: string): string {
  const run = of.state.runs[deviceId];
  if (run === undefined) return 'It is no part of the deployment.';
  if (run.outcome !== null) return describeRun(run, of.words);
  const waiting = waitingOf(of.state, run, of.waitingOn);
  return waiting === null ? describeRun(run, of.words) : describeWaiting(waiting, of.words).sentence;
}

/** At a deadline: who is not verified by then, and why. */
export function noteDeadline(world: World, of: SimDeployment, devices: readonly SimDevice[]): void {
  look(world, of);
  for (const { known } of devices) {
    const run = of.state.runs[known.deviceId];
    if (run?.outcome !== 'verified') of.whyMissed.set(known.deviceId, whyNot(of, known.deviceId));
  }
}

/** The time as the engine writes it. */
export function nowText(world: World): string {
  return toInstant(world.now);
}
