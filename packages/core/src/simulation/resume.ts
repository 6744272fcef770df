/** Where a deployment is under way already: what its devices have in hand, or have still to fetch, when the simulation begins. */
import { isInFlight, isPlanned } from '../deployment/index.ts';
import type { Order, RunState } from '../deployment/index.ts';
import type { SimDevice } from './device.ts';
import { askDependant, handOut } from './act.ts';
import type { SimDeployment, World } from './world.ts';

/** Gives every device what was on its way. Nobody knows how far a change is that has begun: half of it is taken to be left. */
export function resume(world: World, of: SimDeployment): void {
  for (const device of of.devices.values()) {
    const run = of.state.runs[device.known.deviceId];
    if (run === undefined || of.state.status !== 'active') continue;
    resumeQuestions(world, of, run);
    if (isPlanned(run)) resumePlanned(world, of, run);
    else if (isInFlight(run)) resumeInFlight(world, of, device, run);
    else if (run.checkInstructionId !== null && of.state.rings[run.ring]?.phase === 'soaking')
      handOut(world, of, orderOf(of, run, 'check', run.checkInstructionId));
  }
}

/** Devices that were asked because this one changes, and have not answered. */
function resumeQuestions(world: World, of: SimDeployment, { deviceId: changedId, dependants = {} }: RunState): void {
  for (const [dependantId, { before, after, answer }] of Object.entries(dependants)) {
    const known = of.facts[changedId]?.dependants?.[dependantId];
    const open =
      answer !== null
        ? null
        : after !== null
          ? known?.afterOf === after.id
            ? null
            : after
          : known?.beforeOf === before?.id
            ? null
            : before;
    if (open !== null) askDependant(world, of, { dependantId, instructionId: open.id, changedId });
  }
}

function resumePlanned(world: World, of: SimDeployment, run: RunState): void {
  if (run.secured || run.securingSentAt === null || of.facts[run.deviceId]?.securedOk !== null) return;
  const id = run.fetchId ?? `${of.state.header.deploymentId}:${run.deviceId}:${run.attempt}:get`;
  const { download } = run;
  const told = download === undefined ? {} : { download, notBefore: run.securingSentAt, notAfter: download.until };
  handOut(world, of, { ...orderOf(of, run, 'get', id), verb: 'get', ...told });
}

function resumeInFlight(world: World, of: SimDeployment, device: SimDevice, run: RunState): void {
  const order = orderOf(of, run, 'install', `${of.state.header.deploymentId}:${run.deviceId}:${run.attempt}:install`);
  const facts = of.facts[run.deviceId];
  const ended = facts?.ended ?? null;
  if (ended !== null || run.phase === 'reported') {
    if (ended?.how === 'done' && facts?.verification === null)
      world.queue.put(world.from, { what: 'report', of, device: owing(device), messages: [{ kind: 'scan', attempt: run.attempt }] });
    return;
  }
  if (!run.accepted && facts?.reportedPhase === null) return handOut(world, of, order);
  const phase = facts?.reportedPhase ?? run.phase;
  if (phase === 'changing' || phase === 'restarting' || phase === 'checking') {
    const until = world.from + Math.round(device.known.expectedSeconds * 500);
    device.begunAt = world.from;
    device.changing = { order, until };
    world.queue.put(until, { what: 'done', of, device, order });
    return;
  }
  device.inHand = order;
  world.queue.put(Math.max(world.from, Temporal.Instant.from(order.notBefore).epochMilliseconds), { what: 'begin', of, device, order });
}

function owing(device: SimDevice): SimDevice {
  device.unreported += 1;
  return device;
}

function orderOf(
  of: SimDeployment,
  { deviceId, attempt, notBefore, notAfter }: RunState,
  verb: Order['verb'],
  instructionId: string,
): Order {
  const { createdAt, expiresAt } = of.state.header;
  return { verb, deviceId, attempt, instructionId, notBefore: notBefore ?? createdAt, notAfter: notAfter ?? expiresAt };
}
