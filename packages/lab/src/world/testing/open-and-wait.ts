/** Started as a program by a test: opens a world with one device, says its state on a line, and waits to be ended from outside. */
import { readStates } from '../state.ts';
import { openWorld } from '../world.ts';

const world = await openWorld();
await world.addDevice({ name: 'left' });
const state = (await readStates()).find((one) => one.id === world.id);
process.stdout.write(`${JSON.stringify(state)}\n`);
