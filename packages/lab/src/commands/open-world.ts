/** Finding the world that a command is about. */
import { isRunning } from '../world/process.ts';
import { readStates } from '../world/state.ts';
import type { DeviceState, WorldState } from '../world/state.ts';

/** Every world that `up` opened and whose keeper runs. */
export async function openWorlds(): Promise<readonly WorldState[]> {
  const states = (await readStates()).filter((state) => state.purpose === 'command');
  const running = await Promise.all(states.map((state) => isRunning(state.owner)));
  return states.filter((_, index) => running[index]);
}

/** The one device of that name in the open worlds. Throws with the names there are. */
export async function findDevice(name: string): Promise<{ readonly world: WorldState; readonly device: DeviceState }> {
  const all = (await openWorlds()).flatMap((world) => world.devices.map((device) => ({ world, device })));
  const found = all.find((one) => one.device.name === name);
  if (found !== undefined) return found;
  throw new Error(
    all.length === 0
      ? 'no world is open: npm run lab -- up'
      : `there is no device "${name}"; there are ${all.map((one) => one.device.name).join(', ')}`,
  );
}
