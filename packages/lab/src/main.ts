/** `npm run lab -- COMMAND`: a believable world of devices on this machine. Needs root. */
import { down, exec, status } from './commands/look.ts';
import { openWorlds } from './commands/open-world.ts';
import { up } from './commands/up.ts';
import { updateKernel } from './machine/update-kernel.ts';
import { wishes } from './scenario/wishes.ts';
import { askLine } from './world/line.ts';
import { requireLab } from './world/needs.ts';

const help = `Usage: npm run lab -- COMMAND

  up                     brings the world up and keeps it until Ctrl-C
  status                 what is up
  exec DEVICE [COMMAND]  runs a command in a device; a shell without one
  down                   ends the world, and removes what a killed one left
  kernel                 a virtual machine of its own gets Debian's kernel update and restarts (amd64; some ten minutes)

While it is up:
${wishes.map((wish) => `  ${`${wish.name} ${wish.takes}`.padEnd(33)} ${wish.does}`).join('\n')}
`;

async function main([command = 'up', ...words]: readonly string[]): Promise<number> {
  if (command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(help);
    return 0;
  }
  await requireLab(command === 'kernel' ? 'machine' : 'devices');
  if (command === 'up') await up(say);
  else if (command === 'status') await status(say);
  else if (command === 'exec') return exec(words);
  else if (command === 'down') await down(say);
  else if (command === 'kernel') await updateKernel(say);
  else if (wishes.some((wish) => wish.name === command)) await ask([command, ...words]);
  else {
    process.stderr.write(`The lab does not know "${command}".\n\n${help}`);
    return 2;
  }
  return 0;
}

async function ask(words: readonly string[]): Promise<void> {
  const [world] = await openWorlds();
  if (world === undefined) throw new Error('no world is open: npm run lab -- up');
  say(await askLine(world.id, words));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
