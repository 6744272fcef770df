/** `up`: opens the world of the lab, with everything in it enrolled at a real server, and keeps it until Ctrl-C or `down`. */
import { populate } from '../scenario/populate.ts';
import { openProvider, takeOn } from '../scenario/provider.ts';
import { wishes } from '../scenario/wishes.ts';
import type { Lab } from '../scenario/wishes.ts';
import { openLine } from '../world/line.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { openWorlds } from './open-world.ts';
import { waysIn } from './ways-in.ts';

/** Brings the world up and says what is in it. Ends with the world. */
export async function up(say: (line: string) => void): Promise<void> {
  const [open] = await openWorlds();
  if (open !== undefined) throw new Error(`a world is open already, kept by process ${open.owner.pid}: npm run lab -- status, or down`);
  say('opening the world; the first time its base is made, which takes a minute');
  const world = await openWorld({ purpose: 'command' });
  try {
    const lab = await settle(world, say);
    const line = await openLine(world.id, async ([name = '', ...words]) => {
      const wish = wishes.find((one) => one.name === name);
      if (wish === undefined) throw new Error(`the lab has no "${name}"`);
      return wish.grant(lab, words);
    });
    for (const text of await lab.tell()) say(text);
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

async function settle(world: World, say: (line: string) => void): Promise<Lab> {
  const [{ archive, clients }, provider] = await Promise.all([populate(world, say), openProvider(world)]);
  say(`the server answers at ${provider.url}`);
  await Promise.all(clients.map(({ client, devices }) => takeOn(provider, client, devices, say)));

  async function tell(): Promise<readonly string[]> {
    const lines = await waysIn(provider);
    await world.note(lines);
    return lines;
  }
  return { world, archive, provider, tell };
}
