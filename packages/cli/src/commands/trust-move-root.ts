import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { rootKeyFile } from '../trust/change.ts';
import { memoryFile } from '../trust/remember.ts';

/** `fettle trust move-root`: says how the root key leaves the server's machine. Does nothing by itself: that is a walk with a stick in the hand. */
export function addTrustMoveRoot(group: Group, { io, finish }: Session): void {
  offline(group, 'move-root', 'how to move the root key off this machine (prints it, does nothing)')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action((options) => {
      const path = resolve(io.folder, rootKeyFile(io, options));
      const isHere = existsSync(path);
      const memory = memoryFile(io.folder, path);
      const files = existsSync(memory) ? `${path} ${memory}` : path;
      const text = isHere
        ? howTo(path, files)
        : `${path} is not here: either it was moved already, or the keys folder is another one (FETTLE_KEYS).`;
      finish(options, { json: { rootKeyFile: path, isHere }, text });
    });
}

function howTo(path: string, files: string): string {
  return `The root key ${path} decides who may approve. As long as it lies on the server's machine,
whoever takes that machine can approve changes on every device. Move it:

  1. Take two USB sticks that are used for nothing else. Mount the first, here as /mnt.
       cp --preserve=mode ${files} /mnt/ && sync
  2. Make the same copy on the second. Keep the two in different places, both locked away.
  3. See that a copy is whole, from a machine that has Fettle and the stick; this changes nothing for devices:
       fettle trust renew --root-key /mnt/root.key
  4. Only then remove it here, and from every backup that holds this folder:
       shred -u ${path}

From then on commands that need it take --root-key /mnt/root.key. Devices need nothing: they know the key by its fingerprint.
If both sticks are lost, nobody can be admitted any more, and every device has to be enrolled anew.`;
}
