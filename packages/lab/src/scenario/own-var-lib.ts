/**
 * Where the checkout lies in a folder that is closed to others, such as root's home, the server keeps its database in /var/lib/fettle. A world then
 * gets a /var/lib of its own over this machine's: what is written there lies in the world's folder and goes with it.
 */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { World } from '../world/world.ts';

/** Once a world; where the way to its folder is open to all there is nothing to do. */
export async function giveOwnVarLib(world: World): Promise<void> {
  const folder = join(world.dir, 'var-lib');
  const isThere = (await stat(folder).catch(() => null)) !== null;
  if (isThere || !(await isClosed(world.dir))) return;
  const [changes, work] = [join(folder, 'changes'), join(folder, 'work')];
  for (const path of [changes, work]) await mkdir(path, { recursive: true });
  let said = '';
  const mount = ['mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=/var/lib,upperdir=${changes},workdir=${work}`, '/var/lib'];
  const { status } = await world.startOnServer(mount, { onOutput: (text) => (said += text) }).ended;
  if (status !== 0) throw new Error(`the world could not be given a /var/lib of its own: ${said.trim()}`);
}

/** Whether some folder on the way may not be passed through by other accounts. */
async function isClosed(folder: string): Promise<boolean> {
  if (((await stat(folder)).mode & 0o001) === 0) return true;
  return dirname(folder) !== folder && isClosed(dirname(folder));
}
