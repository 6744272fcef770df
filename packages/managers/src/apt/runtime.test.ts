import { describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { DpkgPackage } from './installed.ts';
import { compareKernels } from './kernel.ts';
import { parseNeedrestart } from './needrestart.ts';
import { restartFlag } from './restart-flag.ts';
import { replacedFile, scanStaleProcesses, unitOf } from './stale-processes.ts';

function image(release: string, version: string): DpkgPackage {
  return {
    name: `linux-image-${release}`,
    version,
    architecture: 'amd64',
    sourceName: 'linux',
    sourceVersion: version,
    condition: 'installed',
    pinned: false,
    installedKib: 1,
    reinstallRequired: false,
  };
}
const debianBuild =
  'Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-05-01)';

describe('the running kernel', () => {
  it.each([
    ['the newest', '6.1.0-50-amd64', [image('6.1.0-50-amd64', '6.1.176-1')], 0],
    ['older than an installed one', '6.1.0-50-amd64', [image('6.1.0-50-amd64', '6.1.176-1'), image('6.1.0-56-amd64', '6.1.192-1')], 1],
    ['older by number, not by text', '6.1.0-9-amd64', [image('6.1.0-9-amd64', '6.1.27-1'), image('6.1.0-10-amd64', '6.1.38-1')], 1],
    ['of the same name in an older version', '6.1.0-50-amd64', [image('6.1.0-50-amd64', '6.1.177-1')], 1],
    ['of another flavour', '6.1.0-50-amd64', [image('6.1.0-50-amd64', '6.1.176-1'), image('6.1.0-56-cloud-amd64', '6.1.192-1')], 0],
    [
      'Ubuntu’s, with a newer one',
      '6.8.0-45-generic',
      [image('6.8.0-45-generic', '6.8.0-45.45'), image('6.8.0-100-generic', '6.8.0-100.100')],
      1,
    ],
    ['not from any package', '6.18.44-custom', [image('6.1.0-56-amd64', '6.1.192-1')], 0],
    ['the only one there is not', '6.1.0-50-amd64', [], 0],
  ] as const)('that is %s gives the right reasons', (_what, running, packages, reasons) => {
    const found = compareKernels(running, debianBuild, packages);
    expect(found).toHaveLength(reasons);
    for (const reason of found) expect(reason.detail).toContain(running);
  });
});

describe('the restart flag', () => {
  const device = (names: readonly string[] | null, packages?: string) =>
    recordedMachine({
      about: 'flag',
      isRoot: false,
      commands: [],
      reads: { folder: { '/run': [names] }, file: packages === undefined ? {} : { '/run/reboot-required.pkgs': [packages] } },
    });

  it('names who asked, once each', async () => {
    expect(await restartFlag(device(['reboot-required', 'reboot-required.pkgs'], 'linux-image-6.1.0-56-amd64\ndbus\ndbus\n'))).toEqual([
      { kind: 'flag', detail: 'dbus asked for it' },
      { kind: 'flag', detail: 'linux-image-6.1.0-56-amd64 asked for it' },
    ]);
  });

  it('may be there without a name, may be absent, and may be unknown', async () => {
    expect(await restartFlag(device(['reboot-required']))).toMatchObject([{ kind: 'flag' }]);
    expect(await restartFlag(device(['lock']))).toEqual([]);
    expect(await restartFlag(device(null))).toBeNull();
  });
});

const deleted =
  '7f1c00000000-7f1c00200000 r-xp 00026000 fe:00 1234                       /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)\n';

describe('processes on replaced files', () => {
  it.each([
    [deleted, '/usr/lib/x86_64-linux-gnu/libssl.so.3'],
    ['55d0-55d1 r-xp 00000000 fe:00 12 /usr/sbin/nginx (deleted)\n', '/usr/sbin/nginx'],
    ['55d0-55d1 r--p 00000000 fe:00 12 /usr/share/locale/x (deleted)\n', null],
    ['55d0-55d1 r-xp 00000000 00:01 12 /memfd:jit (deleted)\n', null],
    ['55d0-55d1 r-xp 00000000 00:01 12 /dev/zero (deleted)\n', null],
    ['55d0-55d1 r-xp 00000000 00:01 12 /tmp/ffi1234 (deleted)\n', null],
    ['55d0-55d1 r-xp 00000000 fe:00 12 /usr/sbin/nginx\n', null],
    ['garbage\n', null],
  ])('reads %j', (maps, file) => {
    expect(replacedFile(maps)).toBe(file);
  });

  it.each([
    ['0::/system.slice/nginx.service\n', 'nginx.service'],
    ['12:memory:/x\n1:name=systemd:/system.slice/system-getty.slice/getty@tty1.service\n0::/\n', 'getty@tty1.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/app.service\n', 'app.service'],
    ['0::/init.scope\n', 'init.scope'],
    ['0::/user.slice/user-1000.slice/session-1.scope\n', null],
    ['', null],
  ])('finds the unit in %j', (cgroup, unit) => {
    expect(unitOf(cgroup)).toBe(unit);
  });

  it('of a container are the container’s matter', async () => {
    const machine = recordedMachine({
      about: 'container',
      isRoot: true,
      commands: [],
      reads: {
        folder: { '/proc': [['1', '30']] },
        file: { '/proc/30/maps': [deleted], '/proc/30/comm': ['nginx\n'] },
        link: { '/proc/1/ns/pid': ['pid:[4026531836]'], '/proc/30/ns/pid': ['pid:[4026532222]'] },
      },
    });
    expect(await scanStaleProcesses(machine)).toEqual([]);
  });

  it('are told once for each unit; a process that ended meanwhile is gone', async () => {
    const of = (pid: number) => ({
      [`/proc/${pid}/maps`]: [deleted],
      [`/proc/${pid}/comm`]: ['nginx\n'],
      [`/proc/${pid}/cgroup`]: ['0::/system.slice/nginx.service\n'],
    });
    const machine = recordedMachine({
      about: 'stale',
      isRoot: true,
      commands: [],
      reads: { folder: { '/proc': [['1', '20', '21', '22', 'self', 'uptime']] }, file: { '/proc/1/maps': [''], ...of(20), ...of(21) } },
    });
    expect(await scanStaleProcesses(machine)).toEqual([
      { unit: 'nginx.service', because: 'nginx still uses /usr/lib/x86_64-linux-gnu/libssl.so.3, which was replaced (2 processes)' },
    ]);
  });
});

describe('needrestart', () => {
  it('is believed in its batch form only', () => {
    const text =
      'NEEDRESTART-VER: 3.6\nNEEDRESTART-SVC: nginx.service\nNEEDRESTART-SVC: systemd-manager\nNEEDRESTART-SVC: nginx.service\nNEEDRESTART-CONT: LXC x\n';
    expect(parseNeedrestart(text)?.map((one) => one.unit)).toEqual(['nginx.service', 'systemd-manager']);
    expect(parseNeedrestart('NEEDRESTART-VER: 3.6\n')).toEqual([]);
    expect(parseNeedrestart('No services need to be restarted.\n')).toBeNull();
  });
});
