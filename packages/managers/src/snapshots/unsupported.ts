/** What / lies on where no kind of snapshot holds it, in words: whoever reads why there is none has to know which of the layers it is about. */
import type { Machine } from '../machine/index.ts';
import { mountOf } from './mounts.ts';
import type { Mount } from './mounts.ts';

/** A sentence without its last period. `root` is of a kind that no snapshots are taken of. Changes nothing. */
export async function noKindWords(machine: Machine, mounts: readonly Mount[], root: Mount): Promise<string> {
  return `${root.filesystem === 'zfs' ? zfsWords(mounts, root) : await layerWords(machine, root)}; Fettle takes snapshots of btrfs only`;
}

/** The source of a mounted ZFS is its dataset, of which the first part is the pool. */
function zfsWords(mounts: readonly Mount[], root: Mount): string {
  const boot = mountOf(mounts, '/boot');
  const bootWords = boot === null || boot === root ? '' : `, /boot on ${boot.filesystem} (${boot.source})`;
  return `/ is the ZFS dataset ${root.source}${bootWords}`;
}

/**
 * Who made a device of the device mapper is the first word of its uuid: LVM-…, CRYPT-… (Documentation/ABI/testing/sysfs-block-dm of the kernel, cryptsetup's ChangeLog).
 * Its name does not tell: both lie below /dev/mapper. Of what lies under an encrypted device nothing is said.
 */
async function layerWords(machine: Machine, { device, filesystem, source }: Mount): Promise<string> {
  const uuid = (await machine.readFile(`/sys/dev/block/${device}/dm/uuid`)) ?? '';
  if (uuid.startsWith('LVM-')) return `/ lies on ${filesystem} on a volume of LVM (${source})`;
  if (uuid.startsWith('CRYPT-')) return `/ lies on ${filesystem} on an encrypted device (${source})`;
  return `/ lies on ${filesystem}${source.startsWith('/dev/mapper/') ? ` (${source})` : ''}`;
}
