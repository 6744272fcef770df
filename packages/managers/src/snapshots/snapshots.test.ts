import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedCommand, Recording } from '../machine/index.ts';
import { loaderTrouble, lookAtRoot } from './look.ts';
import { isBelow, mountOf, readMounts } from './mounts.ts';
import { notStartedByName } from './btrfs/start.ts';

/** As Debian 12 on a btrfs of its installer shows it, with /boot and /home of their own. */
const mountinfo = `24 1 0:22 /@rootfs / rw,relatime shared:1 - btrfs /dev/vda2 rw,space_cache=v2,subvolid=256,subvol=/@rootfs
25 24 0:5 / /dev rw shared:2 - devtmpfs udev rw
26 24 254:1 / /boot rw,relatime shared:3 - ext4 /dev/vda1 rw
27 24 0:22 /@home /home rw,relatime shared:4 - btrfs /dev/vda2 rw,space_cache=v2,subvolid=257,subvol=/@home
28 24 8:1 / /mnt/two\\040words rw - xfs /dev/sdb1 rw
29 24 0:22 /@rootfs/srv /mnt/bound rw - btrfs /dev/vda2 rw,subvolid=256,subvol=/@rootfs
30 24 0:40 / /tmp rw - tmpfs tmpfs rw
`;
const commandLine = 'BOOT_IMAGE=/vmlinuz root=UUID=1 ro rootflags=subvol=@rootfs quiet';

const says = (argv: readonly string[], stdout = '', exitCode = 0): RecordedCommand => ({ argv, exitCode, stdout, stderr: '' });
const folder = { kind: 'folder', bytes: 0, modifiedAt: '2026-01-01T00:00:00Z' } as const;

type Part = {
  mounts?: string;
  file?: Record<string, (string | null)[]>;
  list?: string;
  free?: number;
  isRoot?: boolean;
  perl?: boolean;
  inside?: string[];
};
function device({ mounts = mountinfo, file = {}, list = '', free = 5e9, isRoot = true, perl = true, inside = [] }: Part = {}) {
  const recording: Recording = {
    about: 'a device on btrfs',
    isRoot,
    commands: [
      says(['btrfs', '--version'], 'btrfs-progs v6.2\n'),
      says(['uname', '-m'], 'x86_64\n'),
      says(['btrfs', 'subvolume', 'list', '-o', '/'], list),
    ],
    reads: {
      file: { '/proc/1/mountinfo': [mounts], '/proc/cmdline': [commandLine], '/etc/fstab': [''], ...file },
      stat: { '/srv': [folder], '/home': [folder], '/var/log': [folder] },
      exists: { '/usr': [true], '/etc': [true], '/var/lib/dpkg': [true], '/usr/bin/perl': [perl] },
      freeBytes: { '/': [free] },
      folder: { '/var/lib/machines': [inside] },
    },
  };
  return recordedMachine(recording);
}
const look = async (part: Part = {}, names: readonly string[] = ['nginx']) =>
  (
    await lookAtRoot(
      device(part),
      names.map((name) => ({ name })),
    )
  ).look;

describe('mounts', () => {
  test('are read with escapes, and the nearest one above a path holds it', () => {
    const mounts = readMounts(mountinfo);
    expect(mounts.map(({ target }) => target)).toContain('/mnt/two words');
    expect(mountOf(mounts, '/home/ada')?.root).toBe('/@home');
    expect(mountOf(mounts, '/homes')?.root).toBe('/@rootfs');
    expect(mountOf([], '/')).toBeNull();
  });

  test('whatever the kernel wrote, nothing is thrown, and what holds a path lies above it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        const held = mountOf(readMounts(`${mountinfo}${text}`), `/${path}`);
        return held !== null && isBelow(`/${path}`, held.target);
      }),
    );
  });
});

describe('a start by the name of the subvolume', () => {
  const told = { commandLine: '', fstab: '', isContainer: false };
  test.each([
    [{ commandLine }, null],
    [{ commandLine: 'root=/dev/vda2 rootflags=compress=zstd,subvol=/@rootfs' }, null],
    [{ commandLine: 'rootflags=subvol=@old' }, 'starts from the subvolume @old'],
    [{ commandLine: 'root=/dev/vda2' }, 'does not say'],
    [{ commandLine: 'rootflags=subvolid=256' }, 'by the number'],
    [{ commandLine, fstab: 'UUID=1 / btrfs subvolid=256 0 0' }, 'by the number'],
    [{ commandLine, fstab: '# UUID=1 / btrfs subvolid=256 0 0' }, null],
    [{ isContainer: true, commandLine: 'rootflags=subvolid=1', fstab: '/dev/loop0 / btrfs subvol=@rootfs 0 0' }, null],
    [{ isContainer: true, commandLine }, 'subvol= in /etc/fstab'],
  ] as const)('%j', (part, because) => {
    const why = notStartedByName('/@rootfs', { ...told, ...part });
    if (because === null) expect(why).toBeNull();
    else expect(why).toContain(because);
  });
});

describe('a look at the root', () => {
  test('says what goes back and what not', async () => {
    expect(await look()).toEqual({
      possible: true,
      scope: {
        filesystem: 'btrfs',
        subvolume: '/@rootfs',
        alsoBack: ['/srv', '/var/log'],
        notCovered: ['/boot', '/home', '/mnt/two words'],
      },
    });
  });

  test('passes over empty subvolumes inside, which systemd makes', async () => {
    const list = 'ID 260 gen 7 top level 256 path @rootfs/var/lib/machines\n';
    expect(await look({ list })).toMatchObject({ possible: true });
    expect(await look({ list, inside: ['web'] })).toMatchObject({
      possible: false,
      because: expect.stringContaining('/var/lib/machines') as string,
    });
    expect(await look({ list: 'ID 260 gen 7 top level 5 path other\n' })).toMatchObject({ possible: false });
  });

  test.each([
    [{ mounts: '' }, 'could not be found out'],
    [{ mounts: '24 1 0:22 / / rw - btrfs /dev/vda2 rw,subvolid=5,subvol=/' }, 'not a subvolume of its own'],
    [{ mounts: '24 1 0:22 /@/root / rw - btrfs /dev/vda2 rw,subvolid=256,subvol=/@' }, 'not a subvolume of its own'],
    [{ mounts: `${mountinfo}31 24 8:2 / /var rw - ext4 /dev/vda3 rw\n` }, '/var/lib/dpkg lies on a file system'],
    [{ isRoot: false }, 'does not run as root'],
    [{ perl: false }, '/usr/bin/perl is not installed'],
    [{ free: 5e8 }, '476 MiB left'],
    [{ file: { '/proc/cmdline': ['quiet'] } }, 'rootflags=subvol='],
  ] as const)('says why there is none: %#', async (part, because) => {
    expect(await look(part as Part)).toMatchObject({ possible: false, because: expect.stringContaining(because) as string });
  });

  const mapped = (uuid: string | null) => ({
    mounts: '24 1 254:3 / / rw - ext4 /dev/mapper/vg-root rw',
    file: uuid === null ? {} : { '/sys/dev/block/254:3/dm/uuid': [`${uuid}\n`] },
  });
  const pool = '24 1 0:25 / / rw - zfs rpool/ROOT/debian rw,xattr\n';
  test.each([
    [{ mounts: '24 1 8:1 / / rw - ext4 /dev/sda1 rw' }, '/ lies on ext4'],
    [mapped('LVM-5kxYJwTtXc'), '/ lies on ext4 on a volume of LVM (/dev/mapper/vg-root)'],
    [mapped('CRYPT-LUKS2-0b1c-root'), '/ lies on ext4 on an encrypted device (/dev/mapper/vg-root)'],
    [mapped('mpath-3600'), '/ lies on ext4 (/dev/mapper/vg-root)'],
    [mapped(null), '/ lies on ext4 (/dev/mapper/vg-root)'],
    [{ mounts: pool }, '/ is the ZFS dataset rpool/ROOT/debian'],
    [
      { mounts: `${pool}25 24 0:26 / /boot rw - zfs bpool/BOOT/debian rw\n` },
      '/ is the ZFS dataset rpool/ROOT/debian, /boot on zfs (bpool/BOOT/debian)',
    ],
    [{ mounts: `${pool}25 24 8:2 / /boot rw - ext4 /dev/sda2 rw\n` }, '/ is the ZFS dataset rpool/ROOT/debian, /boot on ext4 (/dev/sda2)'],
  ] as const)('says what else than a btrfs it lies on: %#', async (part, lies) => {
    expect(await look(part as Part)).toEqual({ possible: false, because: `${lies}; Fettle takes snapshots of btrfs only.` });
  });

  test.each([
    ['grub-pc', true, 'where the device starts from'],
    ['shim-signed', true, 'where the device starts from'],
    ['linux-image-6.1.0-50-amd64', false, 'writes to /boot'],
    ['kernel-core', false, 'writes to /boot'],
    ['linux-image-6.1.0-50-amd64', true, null],
    ['linux-libc-dev', false, null],
    ['kernelshark', false, null],
  ])('%s with /boot inside: %s', (name, inside, because) => {
    const why = loaderTrouble([{ name: 'nginx' }, { name }], inside);
    if (because === null) expect(why).toBeNull();
    else expect(why).toContain(because);
  });
});
