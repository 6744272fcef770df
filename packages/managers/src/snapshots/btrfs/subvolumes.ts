/**
 * Snapshots of the subvolume that holds the system. Each step may be done again after a power cut at any moment. All lie in one folder at the top of the file system,
 * closed to all but root, since old programs with their rights are in them:
 *   before-KEY  how the system stood before the change KEY; read-only
 *   other-KEY   what takes the root's name when the device goes back; from then on: the root that was left
 *   KEY.owner   the machine id (machine-id(5)) of the system whose snapshots they are: several systems may lie on one btrfs
 */
import type { Machine } from '../../machine/index.ts';
import { exchangeAtTop } from '../exchange.ts';
import type { Back, RootFacts } from '../kind.ts';
import { mountOf, readMounts } from '../mounts.ts';
import { must, quick } from '../run.ts';

const folder = '.fettle-snapshots';
const mountPoint = '/run/fettle-agent-top';

/** Takes the snapshot of `key`, anew where an earlier try left one, and looks that it is there and read-only. Throws where it is not. */
export async function takeSnapshot(machine: Machine, root: RootFacts, key: string): Promise<void> {
  await atTop(machine, root, async (top) => {
    await machine.makeFolder(`${top}/${folder}`);
    // Before the snapshot: one without its mark would be nobody's.
    const owner = await ownerOf(machine);
    if (owner !== null) await machine.writeFile(`${top}/${folder}/${key}.owner`, `${owner}\n`);
    const path = `${top}/${folder}/before-${key}`;
    await removeSubvolume(machine, path);
    await must(machine, ['btrfs', 'subvolume', 'snapshot', '-r', `${top}${root.subvolume}`, path]);
    await must(machine, ['btrfs', 'filesystem', 'sync', top]);
    const asked = await must(machine, ['btrfs', 'property', 'get', '-ts', path, 'ro']);
    if (asked.stdout.trim() !== 'ro=true') throw new Error('the snapshot is not read-only');
  });
}

/**
 * Makes, from the snapshot of `key`, the root that will take the place of the one that runs. `prepare` gets the path of its top, to leave a note in it. Nothing changes for the
 * running system yet. Throws where the name is another root's already: what the next restart starts is not of this key then.
 */
export function prepareBack(machine: Machine, root: RootFacts, key: string, prepare: (root: string) => Promise<void>): Promise<Back> {
  return atTop(machine, root, async (top) => {
    const other = `${top}/${folder}/other-${key}`;
    const running = await numberOf(machine, '/');
    const named = await numberOf(machine, `${top}${root.subvolume}`);
    if (running !== named)
      throw new Error(`${root.subvolume} is not the root that runs, so that the next restart starts another one already`);
    await removeSubvolume(machine, other);
    await must(machine, ['btrfs', 'subvolume', 'snapshot', `${top}/${folder}/before-${key}`, other]);
    await prepare(other);
    await must(machine, ['btrfs', 'filesystem', 'sync', top]);
    return { from: running, to: await numberOf(machine, other) };
  });
}

/**
 * Gives the prepared root the name that the device starts from. The next restart, whoever asks for it, goes back. Does nothing where it is done; with `from` and `to` exchanged
 * it is undone.
 */
export async function exchangeRoot(machine: Machine, root: RootFacts, key: string, { from, to }: Back): Promise<void> {
  await atTop(machine, root, async (top, source) => {
    const named = `${top}${root.subvolume}`;
    if ((await numberOf(machine, named)) === from) await exchangeAtTop(machine, { source, top }, named, `${top}/${folder}/other-${key}`);
    await must(machine, ['btrfs', 'filesystem', 'sync', top]);
    if ((await numberOf(machine, named)) !== to) throw new Error(`${root.subvolume} is not the root that it was to be after the exchange`);
  });
}

/** From the top of the file system. */
export function leftFolder(key: string): string {
  return `${folder}/other-${key}`;
}

/** The number of the subvolume that runs as /. */
export function runningRoot(machine: Machine): Promise<number> {
  return numberOf(machine, '/');
}

/** Calls `work` with the path at which the root that was left for `key` can be read, and the top of the new one. Throws where it is gone. */
export function withLeftRoot<T>(
  machine: Machine,
  root: RootFacts,
  key: string,
  work: (left: string, now: string) => Promise<T>,
): Promise<T> {
  return atTop(machine, root, (top) => work(`${top}/${folder}/other-${key}`, `${top}${root.subvolume}`));
}

/** Names of what this system keeps. What lies there without its mark is left to whoever it belongs to. */
export function listKept(machine: Machine, root: RootFacts): Promise<readonly string[]> {
  return atTop(machine, root, async (top) => {
    const owner = await ownerOf(machine);
    const kept = ((await machine.readDir(`${top}/${folder}`)) ?? []).filter((name) => keptName.test(name));
    const own: string[] = [];
    for (const name of kept)
      if (owner !== null && (await machine.readFile(`${top}/${folder}/${keyOf(name)}.owner`))?.trim() === owner) own.push(name);
    return own;
  });
}

/** Removes what is kept under this name. Throws where it can not, as where a subvolume with something in it lies inside. */
export function removeKept(machine: Machine, root: RootFacts, name: string): Promise<void> {
  return atTop(machine, root, async (top) => {
    const key = keyOf(name);
    await removeSubvolume(machine, `${top}/${folder}/${name}`);
    const left = ((await machine.readDir(`${top}/${folder}`)) ?? []).filter((other) => keptName.test(other) && keyOf(other) === key);
    if (left.length === 0) await machine.remove(`${top}/${folder}/${key}.owner`);
  });
}

const keptName = /^(?:before|other)-[0-9a-f]{32}$/;

function keyOf(name: string): string {
  return name.slice(name.indexOf('-') + 1);
}

/** Null: the system has no id, or none yet. */
async function ownerOf(machine: Machine): Promise<string | null> {
  const id = (await machine.readFile('/etc/machine-id'))?.trim() ?? '';
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

async function removeSubvolume(machine: Machine, path: string): Promise<void> {
  if (!(await machine.exists(path))) return;
  // The kernel would do it: all files are gone at once, below the programs that run.
  if ((await numberOf(machine, path)) === (await numberOf(machine, '/'))) throw new Error('it is the root that runs');
  const inside = await must(machine, ['btrfs', 'subvolume', 'list', '-o', path]);
  const names = inside.stdout.split('\n').flatMap((line) => / path (.+)$/.exec(line)?.[1] ?? []);
  const own = path.slice(mountPoint.length + 1);
  // Empty ones only, which systemd makes: rmdir refuses others.
  for (const name of names.toReversed()) if (name.startsWith(`${own}/`)) await must(machine, ['rmdir', `${mountPoint}/${name}`]);
  await must(machine, ['btrfs', 'subvolume', 'delete', '--commit-after', path]);
}

async function numberOf(machine: Machine, path: string): Promise<number> {
  const asked = await must(machine, ['btrfs', 'inspect-internal', 'rootid', path]);
  const number = Number(asked.stdout.trim());
  if (!Number.isInteger(number) || number < 5) throw new Error(`the subvolume of ${path} has no number`);
  return number;
}

/** The top of the file system, mounted for this agent alone and only for so long. */
async function atTop<T>(machine: Machine, root: RootFacts, work: (top: string, source: string) => Promise<T>): Promise<T> {
  await unmount(machine);
  const source = await sourceNow(machine, root);
  await machine.makeFolder(mountPoint);
  await must(machine, ['mount', '-t', 'btrfs', '-o', 'subvolid=5,nosuid,nodev', source, mountPoint]);
  try {
    return await work(mountPoint, source);
  } finally {
    await unmount(machine);
  }
}

/** Names of disks may be others after a restart, and what was noted before it another disk's: what / is mounted from counts. */
async function sourceNow(machine: Machine, { source }: RootFacts): Promise<string> {
  const root = mountOf(readMounts((await machine.readFile('/proc/1/mountinfo')) ?? ''), '/');
  return root?.filesystem === 'btrfs' ? root.source : source;
}

async function unmount(machine: Machine): Promise<void> {
  const mounts = readMounts((await machine.readFile('/proc/self/mountinfo')) ?? '');
  for (const { target } of mounts) if (target === mountPoint) await machine.run(['umount', '--lazy', mountPoint], quick);
}
