/**
 * One simulated future: the engine that runs deployments, over devices that behave as assumed, in a time that jumps from one thing that happens to the next. The same input
 * gives the same future. It ends when every deployment has, or after a number of steps.
 */
import { toMs } from '../deployment/index.ts';
import type { DeploymentEvent } from '../deployment/index.ts';
import { answerDependant, arrive, begin, fetchOrders, finish } from './act.ts';
import type { SimDevice } from './device.ts';
import { look, noteDeadline } from './look.ts';
import { approveIt, happen, releaseIt } from './people.ts';
import { resultOf } from './result.ts';
import { resume } from './resume.ts';
import { lookAt } from './soon.ts';
import type { SimulationInput, SimulationResult } from './types.ts';
import type { Coming, SimDeployment, World } from './world.ts';
import { newWorld } from './world.ts';

const day = 24 * 3_600_000;
/** After the end of a spec the engine waits a week for the silent and a day for the last scan. */
const afterEnd = 9 * day;

/** Steps that a world of so many devices may need: each is reached some thirty times where all goes well. */
export function stepsFor(devices: number): number {
  return 5_000 + 300 * devices;
}

export function simulate(given: SimulationInput, tell: (event: DeploymentEvent, of: SimDeployment) => void = () => {}): SimulationResult {
  const world = openWorld(given, (of, event) => tell(event, of));
  const devices = given.state.deployments.reduce((sum, one) => sum + one.devices.length, 0);
  const mostSteps = given.mostSteps ?? stepsFor(devices);
  const latest = Math.max(...given.state.deployments.map(({ state }) => toMs(state.header.expiresAt))) + afterEnd;
  let steps = 0;
  let complete = true;
  while (world.deployments.some(({ state }) => state.status === 'active')) {
    if (steps >= mostSteps) complete = false;
    const next = complete ? world.queue.take() : null;
    if (next === null || next.at > latest) break;
    steps += 1;
    world.now = Math.max(world.now, next.at);
    step(world, next.item);
  }
  return resultOf(world, steps, complete);
}

/** The world at its start, with everything that is known to come. */
export function openWorld(given: SimulationInput, tell: World['tell']): World {
  const world = newWorld(given, tell);
  prepare(world);
  return world;
}

function prepare(world: World): void {
  const { assumptions, happenings = [] } = world.given;
  for (const happening of happenings) world.queue.put(Math.max(happening.at, world.from), { what: 'happening', happening });
  for (const of of world.deployments) {
    resume(world, of);
    if (assumptions.approveAfterSeconds !== null)
      world.queue.put(world.from + assumptions.approveAfterSeconds * 1_000, { what: 'approve', of });
    if (assumptions.releaseAfterSeconds !== null)
      for (const { id } of of.state.holds)
        world.queue.put(world.from + assumptions.releaseAfterSeconds * 1_000, {
          what: 'release',
          of,
          holdId: id,
          because: 'It was looked at.',
        });
    for (const [at, devices] of deadlinesOf(of)) world.queue.put(Math.max(at, world.from), { what: 'deadline', of, devices });
    lookAt(world, of, world.from, false);
  }
}

/** The tightest deadline of each device. */
function deadlinesOf(of: SimDeployment): ReadonlyMap<number, readonly SimDevice[]> {
  const due = [...of.devices.values()].flatMap((device) => {
    const [first] = device.known.deadlines;
    return first === undefined ? [] : [{ at: toMs(first.at), device }];
  });
  return new Map([...Map.groupBy(due, ({ at }) => at)].map(([at, all]) => [at, all.map(({ device }) => device)]));
}

/** One thing happens. */
export function step(world: World, coming: Coming): void {
  switch (coming.what) {
    case 'look':
      if (world.now >= coming.of.lookAt) look(world, coming.of);
      return;
    case 'fetch':
      return fetchOrders(world, coming);
    case 'begin':
      return begin(world, coming);
    case 'done':
      return finish(world, coming);
    case 'report':
      return arrive(world, coming);
    case 'dependant':
      return answerDependant(world, coming);
    case 'deadline':
      return noteDeadline(world, coming.of, coming.devices);
    case 'approve':
      return approveIt(world, coming.of);
    case 'release':
      return releaseIt(world, coming.of, coming.holdId, coming.because);
    case 'happening':
      return happen(world, coming.happening);
  }
}
