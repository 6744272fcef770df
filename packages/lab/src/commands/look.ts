/** `status`, `exec` and `down`: on the world that another process keeps. */
import { spawn } from 'node:child_process';
import { insideCommand } from '../world/inside.ts';
import { findLeader } from '../world/power.ts';
import { isRunning, signal } from '../world/process.ts';
import { readStates } from '../world/state.ts';
import { sweepLeftWorlds } from '../world/sweep.ts';
import { waitFor } from '../world/wait.ts';
import { askServer } from './ask-server.ts';
import { findDevice, openWorlds } from './open-world.ts';

/** Says what is up, device by device, and what the server knows of it. */
export async function status(say: (line: string) => void): Promise<void> {
  const worlds = await openWorlds();
  if (worlds.length === 0) say('no world is open: npm run lab -- up');
  for (const world of worlds) {
    say(`world ${world.id}, kept by process ${world.owner.pid}, files in ${world.dir}`);
    const known = await askServer(world);
    for (const device of world.devices) {
      const on = device.supervisor !== null && (await isRunning(device.supervisor));
      const word = on ? 'on ' : 'off';
      say(
        `  ${device.name.padEnd(20)} ${device.address.padEnd(15)} ${device.zone.padEnd(20)} ${word}  ${known.about(device.name)}`.trimEnd(),
      );
    }
    say(`  ${known.server}`);
    for (const note of world.notes) say(`  ${note}`);
  }
}

/** Runs a program in a device on this terminal, a shell where none is named; gives its status. */
export async function exec([name = '', ...argv]: readonly string[]): Promise<number> {
  const { device } = await findDevice(name);
  const leader = device.supervisor === null ? null : await findLeader(device.supervisor.pid);
  if (leader === null) throw new Error(`${name} is off: npm run lab -- on ${name}`);
  const terminal = { TERM: process.env['TERM'] ?? 'dumb' };
  const [file = '', ...args] = insideCommand(leader, argv.length === 0 ? ['bash', '-l'] : argv, terminal);
  const child = spawn(file, args, { stdio: 'inherit' });
  // Ctrl-C is for the program inside, which shares this terminal.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Ends every world, open ones through their keepers, and removes what killed ones left. */
export async function down(say: (line: string) => void): Promise<void> {
  for (const world of await openWorlds()) {
    signal(world.owner.pid, 'SIGTERM');
    const isGone = async (): Promise<true | null> => ((await readStates()).some((state) => state.id === world.id) ? null : true);
    await waitFor(`world ${world.id} to close`, isGone, { timeout: 60_000 });
    say(`world ${world.id} is closed`);
  }
  for (const id of await sweepLeftWorlds()) say(`removed what was left of world ${id}`);
}
