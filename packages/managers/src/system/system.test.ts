import { describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedReads } from '../machine/recorded.ts';
import { parseFibTrie, parseIfInet6 } from './addresses.ts';
import { readBootId } from './boot.ts';
import { parseOsRelease } from './os-release.ts';
import { readUpSeconds } from './power.ts';
import { countCpus, readSystem } from './read-system.ts';
import { neverRestarts, readVirtualisation } from './virtualisation.ts';

function device(
  files: Readonly<Record<string, string>>,
  virt: { stdout: string; exitCode: number } | null,
  links: RecordedReads['link'] = {},
) {
  return recordedMachine({
    about: 'a device',
    isRoot: false,
    commands: [
      { argv: ['uname', '-m'], exitCode: 0, stdout: 'x86_64\n', stderr: '' },
      virt === null
        ? { argv: ['systemd-detect-virt'], exitCode: null, stdout: '', stderr: '', notStarted: 'spawn systemd-detect-virt ENOENT' }
        : { argv: ['systemd-detect-virt'], stderr: '', ...virt },
    ],
    reads: { file: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [text]])), link: links },
  });
}

const debian = {
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  '/proc/sys/kernel/hostname': 'web-1\n',
  '/proc/sys/kernel/osrelease': '6.1.0-50-amd64\n',
  '/proc/sys/kernel/random/boot_id': '0b7e2c1a-7a3d-4c58-9d5b-2d9d4a3c1e55\n',
  '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  '/proc/meminfo': 'MemTotal:        2048000 kB\nMemFree: 1 kB\n',
  '/sys/devices/system/cpu/online': '0-1\n',
};

describe('what a device says about itself', () => {
  it('is read from the kernel and a few files', async () => {
    const machine = device(debian, { stdout: 'kvm\n', exitCode: 0 }, { '/etc/localtime': ['/usr/share/zoneinfo/Europe/Berlin'] });
    expect(await readSystem(machine)).toEqual({
      hostname: 'web-1',
      machineId: '0123456789abcdef0123456789abcdef',
      os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
      kernel: '6.1.0-50-amd64',
      architecture: 'x86_64',
      virtualisation: 'kvm',
      cpus: 2,
      memoryBytes: 2_097_152_000,
      addresses: [],
      timeZone: 'Europe/Berlin',
    });
    expect(await readBootId(machine)).toBe('0b7e2c1a-7a3d-4c58-9d5b-2d9d4a3c1e55');
  });

  it('says unknown where nothing tells', async () => {
    const machine = device({ '/etc/machine-id': 'uninitialized\n' }, null);
    const facts = await readSystem(machine);
    expect(facts).toMatchObject({ machineId: null, timeZone: null, virtualisation: null, hostname: 'unknown', os: { id: 'unknown' } });
    await expect(readBootId(machine)).rejects.toThrow('boot id');
  });

  it.each([
    [{ stdout: 'none\n', exitCode: 1 }, {}, 'none', false],
    [{ stdout: 'systemd-nspawn\n', exitCode: 0 }, {}, 'systemd-nspawn', true],
    [null, { '/proc/1/environ': 'PATH=/bin\0container=lxc\0' }, 'lxc', true],
    [null, { '/run/systemd/container': 'docker\n' }, 'docker', true],
    [null, { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }, 'kvm', false],
    [null, {}, null, false],
  ] as const)('tells its kind of machine from %o and %o', async (virt, files, word, container) => {
    expect(await readVirtualisation(device(files, virt))).toBe(word);
    expect(await neverRestarts(device(files, virt))).toBe(container);
  });
});

describe('how long it is on', () => {
  const init = (started: number) => `1 (init (it)) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 ${started} 1 1\n`;
  it.each([
    ['a machine', '90000.25 1.00\n', init(12), 90_000.13],
    ['a container on a host that is on for longer', '90000.25 1.00\n', init(8_000_000), 10_000.25],
    ['a container that sees its own uptime', '500.00 1.00\n', init(8_000_000), 500],
    ['the first process can not be seen', '500.00 1.00\n', null, null],
    ['no uptime', null, init(12), null],
  ])('%s', async (_what, uptime, stat, expected) => {
    const files = { ...(uptime === null ? {} : { '/proc/uptime': uptime }), ...(stat === null ? {} : { '/proc/1/stat': stat }) };
    const found = await readUpSeconds(device(files, null));
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected);
  });
});

describe('the kernel tables', () => {
  it('gives the device’s own IPv4 addresses once each, without loopback', () => {
    const table = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
Local:
  +-- 10.77.0.0/24 2 0 2
     |-- 10.77.0.0
        /24 link UNICAST
     |-- 10.77.0.5
        /32 host LOCAL
     |-- 10.77.0.255
        /32 link BROADCAST
     |-- 127.0.0.1
        /32 host LOCAL
`;
    expect(parseFibTrie(table)).toEqual(['10.77.0.5']);
  });

  it('gives global IPv6 addresses in their short form', () => {
    const table = [
      '00000000000000000000000000000001 01 80 10 80       lo',
      'fe80000000000000020c29fffe000001 02 40 20 80     eth0',
      '20010db8000000000001000000000001 02 40 00 00     eth0',
      'fd000000000000000000000000000001 02 40 00 00     eth0',
    ].join('\n');
    expect(parseIfInet6(table)).toEqual(['2001:db8::1:0:0:1', 'fd00::1']);
  });

  it.each([
    ['0\n', 1],
    ['0-3\n', 4],
    ['0-1,4-5\n', 4],
    ['', 0],
  ])('counts the processors of %j', (online, count) => {
    expect(countCpus(online)).toBe(count);
  });
});

describe('os-release', () => {
  it('takes quotes off and leaves other lines out', () => {
    const values = parseOsRelease('ID=ubuntu\nVERSION_ID="24.04"\n# note\nODD=\'a b\'\nESC="a \\"b\\""\nbroken');
    expect(Object.fromEntries(values)).toEqual({ ID: 'ubuntu', VERSION_ID: '24.04', ODD: 'a b', ESC: 'a "b"' });
  });
});
