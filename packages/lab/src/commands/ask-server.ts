/** What the server of a world says about itself and its devices, asked the way the command line asks. */
import { openOfficeAt, readLocalKey } from '../scenario/drive.ts';
import { keysFolderIn } from '../scenario/server.ts';
import type { WorldState } from '../world/state.ts';

export type Known = {
  /** One sentence on the server. */
  readonly server: string;
  /** What it knows of the device of that name; nothing where it does not answer. */
  about(name: string): string;
};

/** Asks the server of an open world. That it does not answer is an answer. */
export async function askServer(world: WorldState): Promise<Known> {
  const folder = keysFolderIn(world.dir);
  const local = readLocalKey(folder);
  if (local === null) return { server: 'the server has not started yet', about: () => '' };
  try {
    const office = await openOfficeAt(local.server, folder);
    const { items } = await office.api('listDevices', { query: { limit: 500 } });
    const words = new Map(
      items.map(({ name, missing, missingSecurity, status }) => [
        name,
        `${status === 'active' ? 'enrolled' : status}, ${missing === null ? 'not scanned yet' : `misses ${missing}, ${missingSecurity ?? 0} of them security updates`}`,
      ]),
    );
    return { server: `the server answers at ${local.server}`, about: (name) => words.get(name) ?? 'not enrolled' };
  } catch {
    return { server: 'the server does not answer: npm run lab -- server start, or server log', about: () => '' };
  }
}
