/** Why a device can not be part of a spec. */
import { day, toMs } from './instants.ts';
import type { Excluded, PlanDevice, PlanInput } from './plan-types.ts';

/** What a device simulated longer ago than this may no longer hold; it simulates again before it changes anyway. */
export const longestSimulationAge = day;

/** The reason for leaving a device out, or null. `firstOf`: by id, each device as it was named first. */
export function excludedBecause(
  device: PlanDevice,
  input: Pick<PlanInput, 'policy' | 'now' | 'drill'>,
  firstOf: ReadonlyMap<string, PlanDevice>,
): Excluded | null {
  const { simulation } = device;
  const out = (code: string, because: string): Excluded => ({ deviceId: device.deviceId, code, because });
  if (input.policy.rings[device.ring] === undefined)
    return out('plan.ring-unknown', `The policy has no ring number ${device.ring + 1}, so nobody said when it is the turn of this device.`);
  if (firstOf.get(device.deviceId) !== device) return out('plan.device-twice', 'The device was named twice; it takes part once.');
  if (!('changes' in simulation)) return out(simulation.code, `The device could not simulate the change: ${simulation.cause}`);
  if (simulation.changes.length === 0)
    return out('plan.nothing-to-do', 'The device has nothing to do: it is where the change would bring it.');
  if (toMs(input.now) - toMs(simulation.at) > longestSimulationAge)
    return out('plan.simulation-too-old', 'The device simulated the change more than a day ago; let it simulate again.');
  const removed = simulation.changes.filter(({ to }) => to === null).map(({ name }) => name);
  if (removed.length > 0)
    return out('plan.removal', `The change would remove ${removed.join(', ')}; Fettle removes nothing. Solve this on the device.`);
  if (input.drill === true && simulation.wayBack.kind === 'none')
    return out('plan.no-way-back', `A drill takes the device back, and this change has no way back. ${simulation.wayBack.because}`);
  return null;
}
