/** `up`: opens the world of the lab and keeps it until Ctrl-C or `down`. */
import { populate } from '../scenario/populate.ts';
import { wishes } from '../scenario/wishes.ts';
import { openLine } from '../world/line.ts';
import { openWorld } from '../world/world.ts';
import { openWorlds } from './open-world.ts';

/** Brings the world up and says what is in it. Ends with the world. */
export async function up(say: (line: string) => void): Promise<void> {
  const [open] = await openWorlds();
  if (open !== undefined) throw new Error(`a world is open already, kept by process ${open.owner.pid}: npm run lab -- status, or down`);
  say('opening the world; the first time its base is made, which takes a minute');
  const world = await openWorld({ purpose: 'command' });
  try {
    const { archive } = await populate(world, say);
    const line = await openLine(world.id, async ([name = '', ...words]) => {
      const wish = wishes.find((one) => one.name === name);
      if (wish === undefined) throw new Error(`the lab has no "${name}"`);
      return wish.grant(world, archive, words);
    });
    say('the world is up; Ctrl-C ends it');
    try {
      await world.closed;
    } finally {
      await line.end();
    }
  } catch (error) {
    await world.close();
    throw error;
  }
}
