/** What people do in a simulated world, and what was decided beforehand to happen. */
import { acceptableDevices, approvalsNeeded, approve, command, isApproved, isRefusal, toInstant } from '../deployment/index.ts';
import type { DeploymentEvent, Refusal, Wish } from '../deployment/index.ts';
import { comeBack, leave, nextContact } from './device.ts';
import { look, nowText, record } from './look.ts';
import type { Happening } from './types.ts';
import type { SimDeployment, World } from './world.ts';

/** The spec is approved, if that is what it waits for. */
export function approveIt(world: World, of: SimDeployment): void {
  const needed = approvalsNeeded(of.state.header);
  for (let number = 1; number <= needed && !isApproved(of.state); number += 1) {
    // Each of several is another person, and none whom the server knows.
    const who = needed === 1 ? { keyid: '', personId: null } : { keyid: `approver ${number}`, personId: `person ${number}` };
    const approval = { specHash: of.state.specHash, name: 'A person', ...who };
    say(world, of, approve(of.state, approval, nowText(world)));
  }
}

/** A hold is released, and everything is accepted that it is about; nothing where it does not stand any more. */
export function releaseIt(world: World, of: SimDeployment, holdId: string, because: string): void {
  const hold = of.state.holds.find(({ id }) => id === holdId);
  if (hold === undefined) return;
  const acceptedDeviceIds = acceptableDevices(of.state, hold);
  wish(world, of, { kind: 'release', holdId, content: { because, acceptedDeviceIds } });
}

function wish(world: World, of: SimDeployment, what: Wish): void {
  say(world, of, command(of.state, what, 'person', nowText(world)));
}

function say(world: World, of: SimDeployment, answer: readonly DeploymentEvent[] | Refusal): void {
  if (isRefusal(answer)) return;
  record(world, of, answer);
  look(world, of);
}

/** Something that was decided beforehand happens. */
export function happen(world: World, happening: Happening): void {
  switch (happening.do) {
    case 'leaves':
    case 'returns':
    case 'fails':
    case 'refuses':
    case 'is well':
      for (const of of world.deployments) happenTo(world, of, happening.deviceId, happening.do);
      return;
    case 'panic stop':
    case 'panic stop lifted':
      world.panicStop = happening.do === 'panic stop';
      break;
    case 'freeze':
      world.freeze = { until: toInstant(happening.until), because: happening.because };
      break;
    case 'freeze ended':
      world.freeze = null;
      break;
    case 'approve':
      return world.deployments.forEach((of) => approveIt(world, of));
    case 'hold':
    case 'cancel':
      return world.deployments.forEach((of) => wish(world, of, { kind: happening.do, because: happening.because }));
    case 'release':
      return world.deployments.forEach((of) => of.state.holds.forEach(({ id }) => releaseIt(world, of, id, happening.because)));
  }
  for (const of of world.deployments) look(world, of);
}

function happenTo(world: World, of: SimDeployment, deviceId: string, what: 'leaves' | 'returns' | 'fails' | 'refuses' | 'is well'): void {
  const device = of.devices.get(deviceId);
  if (device === undefined) return;
  if (what === 'leaves') return leave(device, world.now);
  if (what === 'fails' || what === 'refuses') device.fate = what;
  if (what === 'is well') device.fate = 'well';
  if (what !== 'returns') return;
  comeBack(device, world.now);
  const at = nextContact(device, world.now);
  if (at === null) return;
  for (const messages of device.spool.splice(0)) world.queue.put(at, { what: 'report', of, device, messages });
  if (device.open.length > 0) world.queue.put(at, { what: 'fetch', of, device });
  if (device.inHand !== null) world.queue.put(at, { what: 'begin', of, device, order: device.inHand });
}
