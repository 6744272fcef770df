/** A device's root on a btrfs of its own, in a file of this machine: the subvolume `@`, by whose name the device starts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inWorld, pathInWorld } from './holder.ts';
import type { Holder } from './holder.ts';
import { must } from './run.ts';

/** `top`: where the whole file system is mounted; `root`: the subvolume in it; `source`: the loop device, which goes with its last mount. */
export type OnBtrfs = { readonly top: string; readonly root: string; readonly source: string };

/** Sparse: only what is written takes room. */
const size = '6G';

/** Copies what is mounted at `from` to a new file system below `dir`, and unmounts it. */
export async function moveToBtrfs(holder: Holder, dir: string, from: string): Promise<OnBtrfs> {
  const [image, top] = [join(dir, 'btrfs.img'), join(dir, 'top')];
  const root = join(top, '@');
  const inside = (...argv: string[]) => must(inWorld(holder, argv), { timeout: 120_000 });
  await must(['truncate', '--size', size, image]);
  await must(['mkfs.btrfs', '--quiet', '--metadata', 'single', image]);
  await inside('mkdir', top);
  await inside('mount', '-o', 'loop', image, top);
  await inside('btrfs', '--quiet', 'subvolume', 'create', root);
  await inside('cp', '--archive', `${from}/.`, root);
  await inside('umount', from);
  const source = (await inside('findmnt', '--noheadings', '--output', 'SOURCE', top)).trim();
  await writeFile(`${pathInWorld(holder, root)}/etc/fstab`, `${source} / btrfs subvol=@ 0 0\n`);
  return { top, root, source };
}
