/** What every device's root holds before it becomes a device. */
import { createHash } from 'node:crypto';
import type { DebianSource } from './source.ts';

/**
 * Everything comes from "main" alone, the last point release: so what the security pocket has since published is honestly
 * missing. No Python; perl is there because needrestart and the lab's own service are written in it.
 */
export const PACKAGES: readonly string[] = [
  'systemd-sysv',
  'dbus',
  'udev',
  'iproute2',
  'procps',
  'ca-certificates',
  'libatomic1',
  'libstdc++6',
  'needrestart',
  'nginx-light',
  'openssl',
  'curl',
  // For devices whose root lies on btrfs.
  'btrfs-progs',
  // Lets a test move a device's time ahead: its kernel's clock is this machine's own.
  'libfaketime',
];

/** Timers that would look for updates behind the lab's back. */
const MASKED = ['apt-daily.timer', 'apt-daily-upgrade.timer', 'e2scrub_all.timer', 'fstrim.timer', 'dpkg-db-backup.timer'];

const FIXED_OPTIONS: readonly string[] = [
  '--quiet',
  '--mode=root',
  '--variant=minbase',
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::Languages "none"',
  '--dpkgopt=force-unsafe-io',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
  '--dpkgopt=path-exclude=/usr/share/man/*',
  ...MASKED.map((unit) => `--customize-hook=ln -sf /dev/null "$1/etc/systemd/system/${unit}"`),
  // An empty machine-id is filled for each device; a name server could not be reached from inside anyway.
  '--customize-hook=: > "$1/etc/machine-id"',
  '--customize-hook=: > "$1/etc/resolv.conf"',
  // force-unsafe-io was for the build alone: devices must write the way real ones do.
  '--customize-hook=rm -f "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"',
];

/** The mmdebstrap(1) command for a root at `target`, with what it has besides. */
export function recipeCommand(target: string, source: DebianSource, more: readonly string[]): readonly string[] {
  return [
    'mmdebstrap',
    ...FIXED_OPTIONS,
    `--include=${[...PACKAGES, ...more].join(',')}`,
    source.codename,
    target,
    `deb ${source.uri} ${source.codename} main`,
  ];
}

/** Changes when the recipe or the point release changes: the cache's key. */
export function recipeKey(source: DebianSource, more: readonly string[]): string {
  const content = JSON.stringify([FIXED_OPTIONS, [...PACKAGES, ...more], source.codename, source.version, process.arch]);
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
