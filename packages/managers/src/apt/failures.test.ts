import { describe, expect, it } from 'vitest';
import type { RunResult } from '../machine/index.ts';
import { failures } from './failures.ts';
import { fillText } from '../kit/index.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

function printed(stderr: string, more: Partial<RunResult> = {}): RunResult {
  return { exitCode: 100, signal: null, stdout: '', stderr, timedOut: false, truncated: false, notStarted: null, ...more };
}

// What apt 2.6 and dpkg 1.21 print, one line or two each. Whole recorded runs are in the fixtures.
const seen: readonly (readonly [code: string, output: string, says: string])[] = [
  ['apt.lock-held', 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (apt-get)', 'process 4711 (apt-get)'],
  ['apt.lock-held', 'dpkg: error: dpkg frontend lock was locked by another process with pid 12', 'lock'],
  ['apt.lock-held', 'E: Unable to lock directory /var/lib/apt/lists/', 'lock'],
  ['apt.no-space', 'E: Write error - write (28: No space left on device)', 'full'],
  ['apt.no-space', "E: You don't have enough free space in /var/cache/apt/archives/.", 'full'],
  ['apt.read-only', 'dpkg: error: unable to create new file: Read-only file system', 'read-only'],
  ['apt.interrupted', "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ", 'interrupted'],
  [
    'apt.bad-signature',
    'W: GPG error: http://a.example lab InRelease: The following signatures were invalid: BADSIG 0E98404D386FA1D9 x',
    'signed wrongly',
  ],
  ['apt.unknown-key', 'W: GPG error: … the public key is not available: NO_PUBKEY 0E98404D386FA1D9', '0E98404D386FA1D9'],
  ['apt.key-expired', 'The following signatures were invalid: EXPKEYSIG ABCDEF0123456789 Some One', 'ABCDEF0123456789'],
  [
    'apt.release-expired',
    'E: Release file for http://a.example/dists/lab/InRelease is expired (invalid since 3d). Updates for this repository will not be applied.',
    'stale',
  ],
  [
    'apt.release-changed',
    "E: Repository 'http://a.example lab InRelease' changed its 'Suite' value from 'stable' to 'oldstable'",
    'from “stable” to “oldstable”',
  ],
  ['apt.unsigned-source', "E: The repository 'http://a.example lab Release' does not have a Release file.", 'signed'],
  ['apt.hash-mismatch', 'E: Failed to fetch http://a.example/x.deb  Hash Sum mismatch', 'signed index'],
  [
    'apt.name-not-resolved',
    "W: Failed to fetch http://nowhere.example/x  Temporary failure resolving 'nowhere.example'",
    'nowhere.example',
  ],
  [
    'apt.unreachable',
    'W: Failed to fetch http://a.example/x  Could not connect to a.example:80 (192.0.2.1). - connect (111: Connection refused)',
    'a.example:80',
  ],
  ['apt.unreachable', 'E: Failed to fetch http://a.example/x  503  Service Unavailable [IP: 192.0.2.1 80]', 'reach'],
  ['apt.not-on-archive', 'E: Failed to fetch http://a.example/x.deb  404  Not Found [IP: 192.0.2.1 80]', 'no longer has'],
  ['apt.not-authorised', 'E: Failed to fetch http://a.example/x  401  Unauthorized', 'refuses'],
  ['apt.version-not-found', "E: Version '9' for 'lab-app' was not found", 'package lab-app in version 9'],
  ['apt.version-not-found', 'E: Unable to locate package nope', 'package nope.'],
  ['apt.held', 'E: Held packages were changed and -y was used without --allow-change-held-packages.', 'apt-mark hold'],
  ['apt.would-remove', 'E: Packages need to be removed but remove is disabled.', 'would remove packages'],
  [
    'apt.unsatisfiable',
    'The following packages have unmet dependencies:\n lab-uninst : Depends: lab-nowhere (>= 9) but it is not installable\n',
    'lab-nowhere',
  ],
  ['apt.unmet', "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).", 'from before'],
  ['apt.unauthenticated', 'E: There were unauthenticated packages and -y was used without --allow-unauthenticated', 'signature'],
  [
    'apt.conffile-prompt',
    'dpkg: error processing package x (--configure):\n end of file on stdin at conffile prompt',
    'configuration file',
  ],
  [
    'apt.file-clash',
    "dpkg: error processing archive a.deb (--unpack):\n trying to overwrite '/usr/bin/lab-app', which is also in package lab-app 1.0-1",
    '/usr/bin/lab-app',
  ],
  [
    'apt.broken-script',
    'dpkg: error processing package lab-app (--configure):\n installed lab-app package post-installation script subprocess returned error exit status 1',
    'post-installation script of lab-app',
  ],
  ['apt.script-killed', ' installed lab-app package post-installation script subprocess was killed by signal (Killed)', 'Killed'],
  ['apt.file-damaged', "dpkg-deb: error: 'x.deb' is not a Debian format archive", 'damaged'],
  ['apt.bad-sources', 'E: Malformed entry 1 in list file /etc/apt/sources.list (Suite)', 'sources'],
  ['apt.not-permitted', 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)', 'may not'],
  ['apt.hook-failed', "E: Problem executing scripts APT::Update::Post-Invoke 'false'", 'APT::Update::Post-Invoke'],
];

describe('the failure table', () => {
  it.each(seen)('knows %s in “%s”', (code, output, says) => {
    const trouble = translateFailure(printed(output), 60, 'apt-get');
    expect(trouble.code).toBe(code);
    expect(trouble.cause).toContain(says);
    expect(trouble.excerpt).toContain(output.trim().split('\n').at(-1)?.trim() ?? '');
  });

  it('has an example for every pattern that is not only a guard', () => {
    const shown = new Set(seen.map(([code]) => code));
    const unseen = failures.filter((row) => row.pattern !== null && !shown.has(row.code)).map((row) => row.code);
    expect(unseen).toEqual([
      'apt.no-memory',
      'apt.database-damaged',
      'apt.debconf-locked',
      'apt.release-not-yet-valid',
      'apt.gpgv-missing',
      'apt.proxy-refused',
      'apt.certificate-refused',
      'apt.downgrade-refused',
      'apt.bad-configuration',
      'apt.dependency-unconfigured',
      'apt.package-failed',
    ]);
  });

  it('names every code once', () => {
    const codes = failures.map((row) => row.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('keeps the text of a failure that it does not know', () => {
    const trouble = translateFailure(printed('E: The frobnicator is out of order'), 60, 'apt-get');
    expect(trouble).toMatchObject({ code: 'apt.unknown', retry: 'unknown' });
    expect(trouble.cause).toContain('status 100');
    expect(trouble.excerpt).toContain('frobnicator');
  });

  it('tells a full disk from the broken script that follows from it', () => {
    const output =
      'cp: error writing: No space left on device\n installed a package post-installation script subprocess returned error exit status 1';
    expect(translateFailure(printed(output), 60, 'dpkg').code).toBe('apt.no-space');
  });

  it.each([
    ['apt.not-installed', printed('', { exitCode: null, notStarted: 'spawn apt-get ENOENT' })],
    ['apt.timed-out', printed('', { exitCode: null, signal: 'SIGTERM', timedOut: true })],
    ['apt.killed', printed('', { exitCode: null, signal: 'SIGKILL' })],
  ] as const)('gives %s where the program itself did not end by itself', (code, result) => {
    expect(translateFailure(result, 60, 'apt-get').code).toBe(code);
  });
});

describe('the texts of the table', () => {
  it.each([
    ['a {x}', { x: '1' }, 'a 1'],
    ['a{x: (%)}', { x: '1' }, 'a (1)'],
    ['a{x: (%)}', {}, 'a'],
    ['a{x:: %}', { x: '1' }, 'a: 1'],
    ['a {x|b}', {}, 'a b'],
    ['a {x:y %}', { x: '$&' }, 'a y $&'],
  ])('fills %s', (text, values: Record<string, string>, filled) => {
    expect(fillText(text, values)).toBe(filled);
  });

  it('has no row whose text keeps a brace when all its values are given', () => {
    for (const row of failures) {
      const names = [...`${row.cause} ${row.nextStep}`.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? '');
      const trouble = troubleOf(row.code, Object.fromEntries(names.map((name) => [name, 'v'])));
      expect(`${trouble.cause} ${trouble.nextStep}`).not.toMatch(/[{}%]/);
    }
  });

  it('leaves no password of a source in what is kept', () => {
    const trouble = translateFailure(printed('E: Failed to fetch https://bearer:s3cret@a.example/x.deb  401  Unauthorized'), 60, 'apt-get');
    expect(JSON.stringify(trouble)).not.toContain('s3cret');
    expect(trouble.excerpt).toContain('https://…@a.example/x.deb');
  });

  it('keeps an excerpt within its bound, with the error in it, however much was printed', () => {
    const noise = Array.from({ length: 5_000 }, (_, line) => `Setting up package-${line} …`).join('\n');
    const excerpt = excerptOf({ stdout: noise, stderr: 'E: at last\n' });
    expect(excerpt.length).toBeLessThanOrEqual(2_000);
    expect(excerpt).toContain('E: at last');
  });
});
