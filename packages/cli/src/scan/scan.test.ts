import { describe, expect, it } from 'vitest';
import type { Scan } from '@fettle/core/inventory';
import type { Machine } from '@fettle/managers/machine';
import { screenOf } from '../output/screen.ts';
import { runCli } from '../run.ts';
import { testIo } from '../testing/io.ts';
import { recordedScan } from '../testing/recorded-scan.ts';
import { cveText } from './cve-text.ts';
import { scanFolders } from './folders.ts';
import { changelogSteps, cvesOf } from './steps.ts';
import type { GoodScan } from './steps.ts';

const env = { XDG_CACHE_HOME: '/home/anna/.cache' };

async function scan(machine: Machine, ...args: string[]) {
  const io = testIo({ machine, env });
  const exit = await runCli(['scan', ...args], io);
  return { exit, said: io.said(), told: io.told() };
}

describe('fettle scan', () => {
  it('shows what is missing with the age of the lists, and then what is known of CVE ids', async () => {
    const { exit, said } = await scan(recordedScan('one-security-update'));
    expect(exit).toBe(0);
    expect(said).toMatch(
      /It misses 1 update, 1 of them from a security pocket:\n.*\nlab-app:\S+ +1\.0-1 +1\.1-1 +security +…\nLists refreshed 2026-03-02 09:00 \(now\)\./,
    );
    expect(said).toContain('Not known, because the changelog does not say or could not be read: lab-app.');
  });

  it('asks only in lists of the user’s own, never in the system’s', async () => {
    const ran: (readonly string[])[] = [];
    await scan(recordedScan('one-security-update', ran, false));
    const asked = ran.filter(([program]) => program === 'apt-get' || program === 'apt-cache').filter((argv) => !argv.includes('--version'));
    expect(asked.length).toBeGreaterThan(4);
    for (const argv of asked) expect(argv).toContain('Dir::State::lists=/home/anna/.cache/fettle/scan/cache/apt/lists');
    expect(ran.some((argv) => argv.includes('update') && !argv.includes('--print-uris'))).toBe(true);
  });

  it('does not fetch lists with --no-refresh', async () => {
    const ran: (readonly string[])[] = [];
    const { said } = await scan(recordedScan('one-security-update', ran), '--no-refresh', '--no-cves');
    expect(ran.some((argv) => argv.includes('update') && !argv.includes('--print-uris'))).toBe(false);
    expect(said).toContain('Lists refreshed never, or at an unknown time.');
  });

  it('says who can reach the machine by what listens on it, or that it is not known', async () => {
    const tables: Readonly<Record<string, string>> = {
      '/proc/net/tcp': '   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n',
      '/proc/net/udp': '',
      '/proc/net/fib_trie': '     |-- 8.8.8.8\n        /32 host LOCAL\n',
    };
    const machine = recordedScan('clean');
    const open: Machine = { ...machine, readFile: async (path, most) => tables[path] ?? machine.readFile(path, most) };
    expect((await scan(open, '--no-cves')).said).toMatch(/Exposure +internet, by its own measure: .* tcp 22/);
    expect((await scan(machine, '--no-cves')).said).toMatch(/Exposure +Not known: /);
  });

  it('says that nothing is missing where nothing is', async () => {
    expect(await scan(recordedScan('clean'))).toMatchObject({
      exit: 0,
      said: expect.stringContaining('It misses nothing that its sources offer.'),
    });
  });

  it('says what it still knows where the lists could not be fetched, and that they could not', async () => {
    const { exit, said } = await scan(recordedScan('mirror-unreachable'), '--no-cves');
    expect(exit).toBe(0);
    expect(said).toMatch(/The last refresh failed: /);
  });

  it('says “unknown” and fails where the package manager can not be asked', async () => {
    const deaf: Machine = {
      ...recordedScan('clean'),
      run: async (argv, options) => (argv.includes('--version') ? recordedScan('clean').run(argv, options) : nothing),
    };
    const { exit, said } = await scan(deaf, '--no-refresh');
    expect(exit).toBe(1);
    expect(said).toContain('What this machine misses is unknown: ');
    expect(said).not.toContain('misses nothing');
  });

  it('says “unknown” and fails where there is no package manager that it speaks', async () => {
    const { exit, said } = await scan({ ...recordedScan('clean'), exists: async () => false });
    expect(exit).toBe(1);
    expect(said).toContain('no package manager that Fettle speaks');
  });

  it('gives the scan as JSON, once, with what changelogs said', async () => {
    const { said } = await scan(recordedScan('one-security-update'), '--json');
    const read = JSON.parse(said) as Scan;
    expect(read.managers).toMatchObject([
      { manager: 'apt', ok: true, offers: [{ name: 'lab-app' }], changelogs: [{ sourceName: 'lab-app', cves: null }] },
    ]);
  });

  it('tells what goes on only where that is wanted', async () => {
    expect((await scan(recordedScan('clean'))).told).toBe('');
    expect((await scan(recordedScan('clean'), '--progress')).told).toContain('Fetching the lists of apt');
  });
});

const nothing = { exitCode: 100, signal: null, stdout: '', stderr: 'E: broken', timedOut: false, truncated: false, notStarted: null };

it.each([
  [{ XDG_CACHE_HOME: '/cache' }, '/cache/fettle/scan/cache'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/home/anna' }, '/home/anna/.cache/fettle/scan/cache'],
  [{ HOME: '/home/anna' }, '/home/anna/.cache/fettle/scan/cache'],
])('with %j lists are kept in %s', (given, cache) => {
  expect(scanFolders({ env: given }).cache).toBe(cache);
});

describe('CVE ids', () => {
  const offer = (name: string, sourceName: string, kind: 'security' | 'normal' = 'security') => ({
    name,
    architecture: 'amd64',
    from: '1:1.0-1+b2',
    to: '1:1.1-1',
    sourceName,
    sourceVersion: '1.1-1',
    class: kind,
    origin: { label: 'Debian-Security', archive: 'stable-security', codename: 'bookworm-security' },
    bytes: 1,
    withheld: null,
  });
  const installed = {
    name: 'libssl3',
    version: '1:1.0-1+b2',
    architecture: 'amd64',
    sourceName: 'openssl',
    sourceVersion: '1.0-1',
    condition: 'installed',
    pinned: false,
  } as const;
  const scanned: GoodScan = {
    manager: 'apt',
    ok: true,
    installed: [installed, { ...installed, name: 'openssl' }],
    offers: [offer('zlib1g', 'zlib', 'normal'), offer('libssl3', 'openssl'), offer('openssl', 'openssl')],
    changelogs: [
      { sourceName: 'openssl', from: '1.0-1', to: '1.1-1', cves: Array.from({ length: 12 }, (_, index) => `CVE-2026-${1000 + index}`) },
    ],
    lists: { refreshedAt: null, lastAttempt: null },
    problems: [],
  };

  it('are asked for once a source package, in the versions that its changelog counts in, security first', () => {
    expect(changelogSteps(scanned)).toMatchObject([
      { sourceName: 'openssl', packageName: 'openssl', from: '1.0-1', to: '1.1-1' },
      { sourceName: 'zlib', from: '1:1.0-1+b2', to: '1.1-1' },
    ]);
  });

  it('belong to every binary of the source; unknown stays unknown', () => {
    expect(scanned.offers.map((one) => cvesOf(scanned, one)?.length ?? null)).toEqual([null, 12, 12]);
  });

  it('are shown with their number, and what is not known is named', () => {
    const text = cveText(screenOf(testIo()), scanned);
    expect(text).toContain('CVE-2026-1009 +2');
    expect(text).toContain('could not be read: zlib.');
  });
});
