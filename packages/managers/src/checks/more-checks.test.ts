import type { HealthCheck } from '@fettle/core/deployment';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedCommand } from '../machine/index.ts';
import { runHealthChecks } from './index.ts';
import { judgeValidity } from './validity.ts';

type RecordedReads = Parameters<typeof recordedMachine>[0]['reads'];
const since = '2026-03-02T08:00:00Z';
async function ask(check: HealthCheck, commands: readonly RecordedCommand[] = [], reads: RecordedReads = {}) {
  const [answer] = await runHealthChecks(recordedMachine({ about: 'a device', isRoot: true, commands, reads }), [check], since);
  return answer;
}
const ran = (argv: readonly string[], stdout: string, more: Partial<RecordedCommand> = {}): RecordedCommand => ({
  argv,
  exitCode: 0,
  stdout,
  stderr: '',
  ...more,
});
const missing = (argv: readonly string[]) => ran(argv, '', { exitCode: null, notStarted: 'ENOENT' });
const base = { name: 'c', timeoutSeconds: 1 } as const;

describe('a process check', () => {
  const reads = (stat: string, cmdline = '') => ({
    folder: { '/proc': [['1', '77', 'self']] },
    file: { '/proc/1/stat': ['1 (systemd) S 0'], '/proc/77/stat': [stat], '/proc/77/cmdline': [cmdline] },
  });
  it.each([
    ['nginx', '77 (nginx) S 1', '', 'passed'],
    ['nginx', '77 (nginx) Z 1', '', 'failed'],
    ['nginx', '77 (nginx-helper) S 1', '', 'failed'],
    ['a-very-long-program', '77 (a-very-long-pro) S 1', '/usr/bin/a-very-long-program\0--run', 'passed'],
    ['a-very-long-program', '77 (a-very-long-pro) S 1', '/usr/bin/a-very-long-prologue\0', 'failed'],
  ])('of %s, where %s: %s', async (process, stat, cmdline, answer) => {
    expect(await ask({ ...base, kind: 'process', process }, [], reads(stat, cmdline))).toMatchObject({ answer });
  });
  it('does not measure where /proc is out of reach', async () => {
    expect(await ask({ ...base, kind: 'process', process: 'nginx' }, [], { folder: { '/proc': [null] } })).toMatchObject({
      answer: 'could-not-measure',
    });
  });
});

describe('a name check', () => {
  const argv = ['getent', 'ahosts', 'mail.example.com'];
  const said = '192.0.2.7 STREAM mail.example.com\n192.0.2.7 DGRAM\n2001:db8::7 STREAM\n';
  it.each([
    ['is known', {}, ran(argv, said), 'passed'],
    ['has the address', { address: '2001:0db8::0007' }, ran(argv, said), 'passed'],
    ['has another address', { address: '192.0.2.9' }, ran(argv, said), 'failed'],
    ['is not known', {}, ran(argv, '', { exitCode: 2 }), 'failed'],
    ['is asked of a device without getent', {}, missing(argv), 'could-not-measure'],
    ['is asked of a resolver that is broken', {}, ran(argv, '', { exitCode: 3 }), 'could-not-measure'],
  ] as const)('that %s', async (_, more, command, answer) => {
    expect(await ask({ ...base, kind: 'dns', query: 'mail.example.com', ...more }, [command])).toMatchObject({ answer });
  });
  it('never passes an option to getent', async () => {
    expect(await ask({ ...base, kind: 'dns', query: '--help' })).toMatchObject({ answer: 'could-not-measure' });
  });
});

describe('a disk check', () => {
  const argv = ['df', '-P', '-k', '--', '/var/lib'];
  const df = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 1000000 700000 102400 88% /var\n';
  it.each([
    [12, 'percent', 'passed'],
    [13, 'percent', 'failed'],
    [100, 'mebibytes', 'passed'],
    [101, 'mebibytes', 'failed'],
  ] as const)('for %i %s has %s', async (least, unit, answer) => {
    expect(await ask({ ...base, kind: 'disk', path: '/var/lib', least, unit }, [ran(argv, df)])).toMatchObject({ answer });
  });
  it('does not measure what is not there', async () => {
    const gone = ran(argv, '', { exitCode: 1, stderr: 'df: /var/lib: No such file or directory' });
    expect(await ask({ ...base, kind: 'disk', path: '/var/lib', least: 1, unit: 'percent' }, [gone])).toMatchObject({
      answer: 'could-not-measure',
    });
  });
});

describe('a mount check', () => {
  const lines = '36 35 98:0 / / rw - ext4 /dev/sda1 rw\n37 36 0:40 / /srv/lab\\040files rw shared:1 - nfs4 files:/export rw\n';
  it.each([
    ['/srv/lab files', 'passed'],
    ['/srv/lab files/', 'passed'],
    ['/srv', 'failed'],
    ['/', 'passed'],
  ])('of %s has %s', async (path, answer) => {
    expect(await ask({ ...base, kind: 'mount', path }, [], { file: { '/proc/1/mountinfo': [lines] } })).toMatchObject({ answer });
  });
});

describe('a journal check', () => {
  const argv = (...more: string[]) => [
    'journalctl',
    '--quiet',
    '--no-pager',
    '--output=json',
    '--output-fields=PRIORITY',
    '--priority=err',
    '--since=@1772438400',
    '--lines=3',
    ...more,
  ];
  it.each([
    [0, 'passed'],
    [2, 'passed'],
    [3, 'failed'],
  ])('that finds %i lines has %s', async (count, answer) => {
    const found = await ask({ ...base, kind: 'journal', priority: 'err', most: 2, unit: 'web.service' }, [
      ran(argv('--unit=web.service'), '{"PRIORITY":"3"}\n'.repeat(count)),
    ]);
    expect(found).toMatchObject({ answer });
  });
  it('does not measure without a journal, and says why', async () => {
    const found = await ask({ ...base, kind: 'journal', priority: 'err', most: 2 }, [missing(argv())]);
    expect(found).toMatchObject({ answer: 'could-not-measure', detail: 'The journal can not be asked: ENOENT' });
  });
});

describe('a boot check', () => {
  const argv = ['systemctl', 'show', '--property=FinishTimestampMonotonic'];
  it.each([
    ['FinishTimestampMonotonic=30500000\n', 'passed'],
    ['FinishTimestampMonotonic=40500000\n', 'failed'],
    ['FinishTimestampMonotonic=0\n', 'failed'],
    ['', 'could-not-measure'],
  ])('of %j has %s', async (stdout, answer) => {
    expect(await ask({ ...base, kind: 'boot', mostSeconds: 40 }, [ran(argv, stdout)])).toMatchObject({ answer });
  });
});

describe('a certificate', () => {
  const now = Date.parse('2026-03-02T00:00:00Z');
  it.each([
    ['is valid for long enough', [['2026-01-01', '2026-04-01']], 30, 'passed'],
    ['ends too soon', [['2026-01-01', '2026-03-20']], 30, 'failed'],
    ['is over', [['2025-01-01', '2026-03-01']], 0, 'failed'],
    ['is not valid yet', [['2026-03-03', '2027-01-01']], 0, 'failed'],
    [
      'stands in a chain of which one is over',
      [
        ['2026-01-01', '2027-01-01'],
        ['2020-01-01', '2026-01-01'],
      ],
      0,
      'failed',
    ],
    ['can not be read', [['', '']], 0, 'could-not-measure'],
    ['is not there', [], 0, 'could-not-measure'],
  ])('that %s', (_, spans, days, answer) => {
    const validities = spans.map(([from = '', to = '']) => ({ from, to }));
    expect(judgeValidity('It', validities, days, now)).toMatchObject({ answer });
  });

  afterEach(() => void vi.useRealTimers());
  it('is read from its file', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2030-01-01T00:00:00Z') });
    const check = { ...base, kind: 'certificate', path: '/etc/ssl/lab.pem' } as const;
    const reads = { file: { '/etc/ssl/lab.pem': [`# lab\n${pem}`] } };
    expect(await ask({ ...check, days: 30 }, [], reads)).toMatchObject({ answer: 'passed' });
    expect(await ask({ ...check, days: 3_650 * 7 }, [], reads)).toMatchObject({ answer: 'failed' });
    expect(await ask({ ...check, days: 0 }, [], { file: { '/etc/ssl/lab.pem': ['no certificate'] } })).toMatchObject({
      answer: 'could-not-measure',
    });
    expect(
      await ask({ ...check, days: 0 }, [], { file: { '/etc/ssl/lab.pem': [null] }, exists: { '/etc/ssl/lab.pem': [false] } }),
    ).toMatchObject({
      answer: 'failed',
    });
  });
});

const server = createServer((_, response) => response.end(`${'x'.repeat(1_000)}ready${'y'.repeat(400_000)}late`));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a page', () => {
  it.each([
    ['ready', 'passed'],
    ['not there', 'failed'],
    ['late', 'failed'],
  ])('is looked through for “%s”: %s', async (contains, answer) => {
    const url = `http://127.0.0.1:${port}/`;
    expect(await ask({ ...base, kind: 'http', url, expectStatus: 200, contains })).toMatchObject({ answer });
  });
});

describe('the certificate of a port', () => {
  it('fails where no certificate is shown, and is not looked for on another device', async () => {
    expect(await ask({ ...base, kind: 'tls', host: '127.0.0.1', port, days: 1 })).toMatchObject({ answer: 'failed' });
    expect(await ask({ ...base, kind: 'tls', host: '192.0.2.7', port, days: 1 }, [], { file: {} })).toMatchObject({
      answer: 'could-not-measure',
    });
  });
});

/** Of lab-app.example, valid from 2026-11-22 to 2098-01-28; its key was thrown away. */
const pem = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUaMLNp9GcXNMCTBj5dNSCNKF/S+4wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPbGFiLWFwcC5leGFtcGxlMCAXDTI2MTEyMjIwMjAyOFoYDzIw
OTgwMTI4MjAyMDI4WjAaMRgwFgYDVQQDDA9sYWItYXBwLmV4YW1wbGUwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQWBMh27Kxvhx4H/62R5NptgjsQfcQtlZgRTsLz
ukzoH7DfqCOxI8fI423ECtYKNz3TZCs5RdGLAmSlh7GgwcXuo1MwUTAdBgNVHQ4E
FgQU4ndtnRNXzYbUFN3A+3oXPh0226YwHwYDVR0jBBgwFoAU4ndtnRNXzYbUFN3A
+3oXPh0226YwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAxcuJ
OM28kMN4+V3sAGzzufwjlhLoQjw3pyIEEtm9eBUCIF7o3CuiMjfWkKwWc966mTYC
1i14yxfFri3RLubg4k1z
-----END CERTIFICATE-----
`;
