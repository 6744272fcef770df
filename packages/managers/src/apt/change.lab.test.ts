/** The real apt, in a root and against an archive of the test's own: simulate, get, apply and the way back. Needs root. */
import { randomBytes } from 'node:crypto';
import type { Change, Simulation, StepReceipt } from '@fettle/core/deployment';
import { describe, expect, it } from 'vitest';
import type { TestPackage } from '../testing/archive.ts';
import { withoutRunning } from '../testing/cut.ts';
import { inTestWorld } from '../testing/world.ts';
import type { TestWorld } from '../testing/world.ts';
import { apt } from './index.ts';

const app = (version: string, more: Partial<TestPackage> = {}): TestPackage => ({
  name: 'lab-app',
  version,
  files: { 'usr/bin/lab-app': version },
  ...more,
});
const failing = '#!/bin/sh\n[ "$1" = configure ] || exit 0\necho "lab-app: migration failed" >&2\nexit 1\n';

function simulate(world: TestWorld, ...wanted: readonly string[]) {
  return apt.simulate(
    world.machine,
    world.mode,
    wanted.map((one) => ({ manager: 'apt', name: one.split('=')[0] ?? '', architecture: 'all', version: one.split('=')[1] ?? '' })),
  );
}
async function simulated(world: TestWorld, ...wanted: readonly string[]): Promise<Simulation> {
  const answer = await simulate(world, ...wanted);
  if (!answer.ok) throw new Error(`${answer.trouble.code}: ${answer.trouble.cause}\n${answer.trouble.excerpt}`);
  return answer.value;
}
/** Refresh, simulate, and secure what both ways need. */
async function secured(world: TestWorld, ...wanted: readonly string[]): Promise<Simulation> {
  await apt.refresh(world.machine, world.mode);
  const simulation = await simulated(world, ...wanted);
  const back = simulation.wayBack.kind === 'downgrade' ? simulation.wayBack.files : [];
  expect(await apt.get(world.machine, world.mode, [...simulation.files, ...back])).toMatchObject({ ok: true });
  return simulation;
}
function forward(
  world: TestWorld,
  simulation: Pick<Simulation, 'changes' | 'files'>,
  lockTimeoutSeconds = 0,
  lines: string[] = [],
): Promise<StepReceipt> {
  const { changes, files } = simulation;
  return apt.apply(world.machine, world.mode, {
    changes,
    files,
    direction: 'forward',
    lockTimeoutSeconds,
    progress: (line) => lines.push(line),
  });
}
function back(world: TestWorld, { wayBack }: Simulation): Promise<StepReceipt> {
  if (wayBack.kind === 'none') throw new Error(wayBack.because);
  const { changes, files } = wayBack;
  return apt.apply(world.machine, world.mode, { changes, files, direction: 'back', lockTimeoutSeconds: 0, progress: () => undefined });
}
function reinstall(world: TestWorld, { wayBack }: Simulation): Promise<StepReceipt> {
  if (wayBack.kind === 'none') throw new Error(wayBack.because);
  const { changes, files } = wayBack;
  return apt.apply(world.machine, world.mode, {
    changes,
    files,
    direction: 'back',
    by: 'reinstall',
    lockTimeoutSeconds: 0,
    progress: () => undefined,
  });
}
const inShort = (changes: readonly Change[]) => changes.map((one) => `${one.name} ${one.from ?? '-'} > ${one.to ?? '-'}`);

describe('a change by the real apt', () => {
  it('whose old version refuses to replace the newer one is taken back by installing anew, with its configuration', () =>
    inTestWorld(async (world) => {
      const version = () => world.must('dpkg-query', '-W', '-f', '${Version}', 'lab-app');
      const refuses = '#!/bin/sh\n[ "$1" != upgrade ] || { echo "lab-app: no downgrade" >&2; exit 1; }\n';
      const conf = { 'etc/lab-app.conf': 'of the package' };
      const old = app('1.0', {
        files: { 'usr/bin/lab-app': '1.0', ...conf },
        conffiles: ['/etc/lab-app.conf'],
        scripts: { preinst: refuses },
      });
      const next = app('2.0', { files: { 'usr/bin/lab-app': '2.0', ...conf }, conffiles: ['/etc/lab-app.conf'] });
      await world.publish([old, next, { name: 'lab-user', version: '1', fields: { Depends: 'lab-app' } }]);
      await world.install('lab-app=1.0');
      await world.must('apt-mark', 'auto', 'lab-app');
      await world.must('sh', '-c', 'echo mine > /etc/lab-app.conf');
      const simulation = await secured(world, 'lab-app=2.0');
      expect(simulation.reinstall).toEqual({ possible: true });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect(await back(world, simulation)).toMatchObject({ ok: false });
      world.server.fault = () => 503;
      const receipt = await reinstall(world, simulation);
      expect(receipt).toMatchObject({ step: 'roll-back', ok: true });
      expect(receipt.commands.map(({ argv }) => argv.filter((word) => word === 'remove' || word === 'install'))).toEqual([
        ['remove'],
        ['install'],
      ]);
      expect(await version()).toBe('1.0');
      expect(await world.must('cat', '/etc/lab-app.conf')).toBe('mine\n');
      expect(await world.must('apt-mark', 'showauto', 'lab-app')).toBe('lab-app\n');
      expect(await reinstall(world, simulation)).toMatchObject({ ok: true, commands: [] });
      // Cut off between the two: it is gone, and comes, marked as it was.
      world.server.fault = null;
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      const cut = withoutRunning(world.machine, (argv) => argv.includes('install') && argv[1] !== '-s');
      expect(await reinstall({ ...world, machine: cut }, simulation)).toMatchObject({ ok: false });
      expect(await world.must('dpkg-query', '-W', '-f', '${db:Status-Abbrev}', 'lab-app')).toBe('rc ');
      expect(await reinstall(world, simulation)).toMatchObject({ ok: true });
      expect(await version()).toBe('1.0');
      expect(await world.must('cat', '/etc/lab-app.conf')).toBe('mine\n');
      expect(await world.must('apt-mark', 'showauto', 'lab-app')).toBe('lab-app\n');

      // Later, as a roll-back of its own: the device is asked for the old version, and says itself whether it can.
      world.server.fault = null;
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      const later = await secured(world, 'lab-app=1.0');
      expect(later).toMatchObject({ changes: [{ from: '2.0', to: '1.0' }], reinstall: { possible: true } });
      const request = {
        changes: later.changes,
        files: later.files,
        direction: 'back',
        lockTimeoutSeconds: 0,
        progress: () => undefined,
      } as const;
      expect(await apt.apply(world.machine, world.mode, request)).toMatchObject({ ok: false });
      expect(await apt.apply(world.machine, world.mode, { ...request, by: 'reinstall' })).toMatchObject({ ok: true });
      expect(await version()).toBe('1.0');

      // Something needs it by now: it would go too, so nothing is touched.
      world.server.fault = null;
      await world.install('lab-user=1');
      expect((await simulated(world, 'lab-app=2.0')).reinstall).toMatchObject({
        possible: false,
        because: expect.stringContaining('lab-user') as string,
      });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect((await simulated(world, 'lab-app=1.0')).reinstall).toMatchObject({ possible: false });
      expect(await reinstall(world, simulation)).toMatchObject({ ok: false, trouble: { code: 'apt.would-remove' }, commands: [] });
      expect(await version()).toBe('2.0');
    }));

  it('is simulated with its dependencies, done exactly, and done again without effect', () =>
    inTestWorld(async (world) => {
      const user = (version: string, depends: string): TestPackage => ({ name: 'lab-user', version, fields: { Depends: depends } });
      await world.publish([
        { name: 'lab-lib', version: '1' },
        { name: 'lab-lib', version: '2' },
        { name: 'lab-new', version: '2:1.0~rc1+b1' },
        { name: 'lab-recommended', version: '1' },
        user('1', 'lab-lib'),
        { ...user('2', 'lab-lib (>= 2), lab-new'), fields: { Depends: 'lab-lib (>= 2), lab-new', Recommends: 'lab-recommended' } },
      ]);
      await world.install('lab-user=1', 'lab-lib=1');
      await world.must('apt-mark', 'auto', 'lab-lib');
      const simulation = await secured(world, 'lab-user=2');
      expect(inShort(simulation.changes)).toEqual(['lab-lib 1 > 2', 'lab-new - > 2:1.0~rc1+b1', 'lab-user 1 > 2']);
      expect(simulation.restart).toBe('unknown');
      expect(simulation.downloadBytes).toBe(simulation.files.reduce((sum, one) => sum + one.bytes, 0));
      expect(simulation.wayBack).toMatchObject({ kind: 'downgrade' });

      // From here on the archive is not needed any more.
      world.server.fault = () => 503;
      const lines: string[] = [];
      expect(await forward(world, simulation, 0, lines)).toMatchObject({ step: 'apply', ok: true, trouble: null });
      expect(lines.join('\n')).toContain('Setting up lab-user (2)');
      expect(await world.statusOf('lab-new')).toBe('ii 2:1.0~rc1+b1');
      expect((await world.must('apt-mark', 'showauto')).trim().split('\n')).toEqual(['lab-lib', 'lab-new']);
      expect(await forward(world, simulation)).toMatchObject({ ok: true, commands: [], detail: 'The device has all of it already.' });
      expect((await simulated(world, 'lab-user=2')).changes).toEqual([]);

      expect(await back(world, simulation)).toMatchObject({ step: 'roll-back', ok: true });
      expect([await world.statusOf('lab-user'), await world.statusOf('lab-lib'), await world.statusOf('lab-new')]).toEqual([
        'ii 1',
        'ii 1',
        'ii 2:1.0~rc1+b1',
      ]);
    }));

  it('with a broken script fails with the package’s name, and comes back though the old version is gone from the archive', () =>
    inTestWorld(async (world) => {
      const conf = (version: string): Partial<TestPackage> => ({
        files: { 'etc/lab-app.conf': `setting=${version}\n` },
        conffiles: ['/etc/lab-app.conf'],
      });
      await world.publish([app('1.0-1', conf('1'))], [app('1.2-1', { ...conf('2'), scripts: { postinst: failing } })]);
      await world.install('lab-app=1.0-1');
      await world.must('sh', '-c', 'echo setting=mine > /etc/lab-app.conf');
      const simulation = await secured(world, 'lab-app=1.2-1');
      await world.publish([], [app('1.2-1', { ...conf('2'), scripts: { postinst: failing } })]);
      await apt.refresh(world.machine, world.mode);

      const receipt = await forward(world, simulation);
      expect(receipt).toMatchObject({ ok: false, trouble: { code: 'apt.broken-script', retry: 'no' } });
      expect(receipt.trouble?.cause).toContain('post-installation script of lab-app');
      expect(receipt.trouble?.excerpt).toContain('migration failed');
      expect(receipt.detail).toContain('lab-app is at 1.2-1 (half-configured)');
      expect(await apt.repair(world.machine, world.mode)).toMatchObject({
        step: 'repair',
        ok: false,
        trouble: { code: 'apt.broken-script' },
      });

      expect(await back(world, simulation)).toMatchObject({ ok: true });
      expect(await world.statusOf('lab-app')).toBe('ii 1.0-1');
      expect(await world.must('cat', '/etc/lab-app.conf')).toBe('setting=mine\n');
      expect(await apt.configurationFiles?.(world.machine, ['lab-app', 'lab-none'])).toEqual([
        { path: '/etc/lab-app.conf', package: 'lab-app', standing: 'edited' },
      ]);
      expect(await world.must('dpkg', '--audit')).toBe('');
      expect(await apt.repair(world.machine, world.mode)).toMatchObject({ ok: true, commands: [] });
    }));

  it('keeps an edited configuration file when it succeeds', () =>
    inTestWorld(async (world) => {
      const conf = (version: string): TestPackage =>
        app(version, { files: { 'etc/lab-app.conf': `setting=${version}\n` }, conffiles: ['/etc/lab-app.conf'] });
      await world.publish([conf('1'), conf('2')]);
      await world.install('lab-app=1');
      await world.must('sh', '-c', 'echo setting=mine > /etc/lab-app.conf');
      expect(await forward(world, await secured(world, 'lab-app=2'))).toMatchObject({ ok: true });
      expect(await world.must('sh', '-c', 'cat /etc/lab-app.conf /etc/lab-app.conf.dpkg-dist')).toBe('setting=mine\nsetting=2\n');
    }));

  it('going back brings the old default back where nobody edited it', () =>
    inTestWorld(async (world) => {
      const conf = (version: string): TestPackage =>
        app(version, { files: { 'etc/lab-app.conf': `setting=${version}\n` }, conffiles: ['/etc/lab-app.conf'] });
      await world.publish([conf('1'), conf('2')]);
      await world.install('lab-app=1');
      const standing = async () => [
        await world.must('cat', '/etc/lab-app.conf'),
        await apt.configurationFiles?.(world.machine, ['lab-app']),
      ];
      const asShipped = [{ path: '/etc/lab-app.conf', package: 'lab-app', standing: 'as-shipped' }];
      const simulation = await secured(world, 'lab-app=2');
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect(await standing()).toEqual(['setting=2\n', asShipped]);
      expect(await back(world, simulation)).toMatchObject({ ok: true });
      expect(await standing()).toEqual(['setting=1\n', asShipped]);
      await world.must('rm', '/etc/lab-app.conf');
      expect((await apt.configurationFiles?.(world.machine, ['lab-app']))?.[0]).toMatchObject({ standing: 'gone' });
    }));

  it('cut off by a power failure is repaired and then completed', () =>
    inTestWorld(async (world) => {
      const slow = '#!/bin/sh\n[ "$1" = configure ] || exit 0\n[ -e /srv/seen ] && exit 0\n: > /srv/seen\nsleep 60\n';
      await world.publish([
        app('1'),
        app('2', { scripts: { postinst: slow }, fields: { Depends: 'lab-lib (>= 2)' } }),
        { name: 'lab-lib', version: '2' },
      ]);
      await world.install('lab-app=1');
      const simulation = await secured(world, 'lab-app=2');
      const cut = forward(world, simulation);
      await world.must('sh', '-c', 'until [ -e /srv/seen ]; do sleep 0.05; done');
      // Everything in the root but the process that holds it.
      await world.machine.run(['sh', '-c', 'kill -9 -1'], { timeoutMs: 10_000, maxOutputBytes: 4096 });
      expect(await cut).toMatchObject({ ok: false, trouble: { code: 'apt.killed', retry: 'after-repair' } });
      expect(await world.statusOf('lab-app')).toBe('iF 2');

      const again = await forward(world, simulation);
      expect(again).toMatchObject({ ok: false, trouble: { code: 'apt.interrupted', retry: 'after-repair' } });
      expect(await apt.repair(world.machine, world.mode)).toMatchObject({ ok: true });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect(await world.statusOf('lab-app')).toBe('ii 2');
    }));

  it.each(['prerm', 'preinst', 'postrm'] as const)('cut off in %s can not be mended, and comes back from the store', (script) =>
    inTestWorld(async (world) => {
      const patient = '#!/bin/sh\n[ "$1" = upgrade ] && [ -e /srv/hold ] || exit 0\n: > /srv/seen\nsleep 600\n';
      // The old version's prerm and postrm are called, and the new one's preinst.
      const scripts = { [script]: patient };
      await world.publish([app('1', script === 'preinst' ? {} : { scripts }), app('2', script === 'preinst' ? { scripts } : {})]);
      await world.install('lab-app=1');
      const simulation = await secured(world, 'lab-app=2');
      await world.must('touch', '/srv/hold');
      const cut = forward(world, simulation);
      await world.must('sh', '-c', 'until [ -e /srv/seen ]; do sleep 0.05; done');
      await world.machine.run(['sh', '-c', 'kill -9 -1'], { timeoutMs: 10_000, maxOutputBytes: 4096 });
      expect(await cut).toMatchObject({ ok: false });
      await world.must('rm', '/srv/hold');
      expect(await apt.repair(world.machine, world.mode)).toMatchObject({ ok: false });
      expect(await back(world, simulation)).toMatchObject({ step: 'roll-back', ok: true });
      expect(await world.statusOf('lab-app')).toBe('ii 1');
      expect(await apt.repair(world.machine, world.mode)).toMatchObject({ ok: true, detail: 'Nothing was to be mended.' });
    }),
  );

  it('that lost its agent is waited for before anything is mended', () =>
    inTestWorld(async (world) => {
      const patient = '#!/bin/sh\n[ "$1" = configure ] || exit 0\n: > /srv/inside\nread line < /srv/go\n';
      await world.publish([app('1', { scripts: { postinst: patient } })]);
      await world.must('mkfifo', '/srv/go');
      const orphan = world.install('lab-app=1');
      await world.must('sh', '-c', 'until [ -e /srv/inside ]; do sleep 0.05; done');
      const repair = apt.repair(world.machine, world.mode);
      await world.must('sh', '-c', 'echo > /srv/go');
      await orphan;
      expect(await repair).toMatchObject({ ok: true, commands: [], detail: 'Nothing was to be mended.' });
      expect(await world.statusOf('lab-app')).toBe('ii 1');
    }));

  it('waits for a lock as long as it is told, and says who holds it', () =>
    inTestWorld(async (world) => {
      const patient = '#!/bin/sh\n[ "$1" = configure ] || exit 0\n: > /srv/inside\nuntil [ -e /srv/go ]; do sleep 0.05; done\n';
      await world.publish([
        app('1'),
        app('2'),
        { name: 'lab-slow', version: '1' },
        { name: 'lab-slow', version: '2', scripts: { postinst: patient } },
      ]);
      await world.install('lab-app=1', 'lab-slow=1');
      const simulation = await secured(world, 'lab-app=2');
      const other = world.must('apt-get', '-q', '-y', 'install', 'lab-slow=2');
      await world.must('sh', '-c', 'until [ -e /srv/inside ]; do sleep 0.05; done');
      // To a scan, what the other program has not finished yet is not left unfinished.
      expect(await apt.scan(world.machine, world.mode)).toMatchObject({ ok: true, problems: [{ code: 'apt.lock-held' }] });
      expect((await simulated(world, 'lab-app=2')).changes).toEqual(simulation.changes);
      const refused = await forward(world, simulation, 0);
      expect(refused).toMatchObject({ ok: false, trouble: { code: 'apt.lock-held', retry: 'later' } });
      expect(refused.trouble?.cause).toMatch(/process \d+ \(apt-get\)/);
      const lines: string[] = [];
      const waiting = forward(world, simulation, 60, lines);
      while (!lines.some((line) => line.includes('Waiting for cache lock'))) await new Promise((resolve) => setTimeout(resolve, 20));
      await world.must('touch', '/srv/go');
      expect(await waiting).toMatchObject({ ok: true });
      await other;
    }));

  it('stops when the disk is full, before a download and in the middle, and can go on later', () =>
    inTestWorld(async (world) => {
      const big = app('2', { files: { 'opt/small/big': 'x'.repeat(300_000) } });
      await world.publish([app('1'), big]);
      await world.install('lab-app=1');
      await apt.refresh(world.machine, world.mode);
      const simulation = await simulated(world, 'lab-app=2');
      await world.must('sh', '-c', 'mkdir -p /var/lib/fettle/store && mount -t tmpfs -o size=64k tmpfs /var/lib/fettle/store');
      const full = await apt.get(world.machine, world.mode, simulation.files);
      expect(full).toMatchObject({ ok: false, commands: [], trouble: { code: 'apt.no-space', retry: 'later' } });
      expect(full.detail).toContain('free');
      await world.must('umount', '/var/lib/fettle/store');

      await secured(world, 'lab-app=2');
      await world.must('sh', '-c', 'mkdir -p /opt/small && mount -t tmpfs -o size=16k tmpfs /opt/small');
      expect(await forward(world, simulation)).toMatchObject({ ok: false, trouble: { code: 'apt.no-space' } });
      expect(await world.statusOf('lab-app')).toBe('ii 1');
      await world.must('umount', '/opt/small');
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
    }));

  it('is fetched no faster than it was told, and given up when its time is over', () =>
    inTestWorld(async (world) => {
      const noise = (): Partial<TestPackage> => ({ files: { 'opt/noise': randomBytes(300_000).toString('base64') } });
      await world.publish([app('1'), app('2', noise()), { name: 'lab-lib', version: '1' }, { name: 'lab-lib', version: '2', ...noise() }]);
      await world.install('lab-app=1', 'lab-lib=1');
      await apt.refresh(world.machine, world.mode);
      const { files } = await simulated(world, 'lab-app=2', 'lab-lib=2');
      const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
      const begun = performance.now();
      expect(await apt.get(world.machine, world.mode, files, { bytesPerSecond: 20_000, seconds: 2 })).toMatchObject({ ok: false });
      expect(performance.now() - begun).toBeLessThan(15_000);
      const again = performance.now();
      expect(await apt.get(world.machine, world.mode, files, { bytesPerSecond: 200_000, seconds: 60 })).toMatchObject({ ok: true });
      const took = (performance.now() - again) / 1_000;
      expect(took).toBeGreaterThan((bytes / 200_000) * 0.6);
      expect(took).toBeLessThan((bytes / 200_000) * 2 + 8);
      expect(await secured(world, 'lab-app=2', 'lab-lib=2')).toMatchObject({ downloadBytes: 0 });
    }));

  it('takes what is secured though a newer version superseded it, and refuses what is not', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1')], [app('2')]);
      await world.install('lab-app=1');
      await apt.refresh(world.machine, world.mode);
      const planned = await simulated(world, 'lab-app=2');
      await world.publish([app('1')], [app('3')]);
      world.server.fault = (path, bytes) => (/lab-app_2_.*deb$/.test(path) ? 404 : bytes);
      const stale = await apt.get(world.machine, world.mode, planned.files);
      world.server.fault = null;
      // Its lists are older than the archive: they are refreshed to see what came instead.
      expect(stale).toMatchObject({ ok: false, trouble: { code: 'apt.superseded' } });
      const late = await apt.get(world.machine, world.mode, planned.files);
      expect(late).toMatchObject({ ok: false, trouble: { code: 'apt.superseded', retry: 'no' } });
      expect(late.trouble?.cause).toContain('they have 3 now');
      expect(await simulate(world, 'lab-app=2')).toMatchObject({ ok: false, trouble: { code: 'apt.superseded' } });
      expect(await simulate(world, 'lab-app=9')).toMatchObject({ ok: false, trouble: { code: 'apt.gone' } });

      await world.publish([app('1')], [app('2')]);
      const simulation = await secured(world, 'lab-app=2');
      await world.publish([], [app('3')]);
      await apt.refresh(world.machine, world.mode);
      const again = await simulated(world, 'lab-app=2');
      expect(again.changes).toEqual(simulation.changes);
      expect(again.files).toMatchObject([{ from: 'store' }]);
      expect(again.wayBack).toMatchObject({ kind: 'downgrade', files: [{ version: '1', from: 'store' }] });
      expect(await forward(world, again)).toMatchObject({ ok: true });
      expect(await world.statusOf('lab-app')).toBe('ii 2');
    }));

  it('says before the change when there is no way back', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1')]);
      await world.install('lab-app=1');
      await world.publish([], [app('2')]);
      await apt.refresh(world.machine, world.mode);
      const simulation = await simulated(world, 'lab-app=2');
      expect(simulation.wayBack).toEqual({
        kind: 'none',
        because: 'No source of the device has lab-app 1 any more, and its store has not either',
      });
    }));
});

describe('what the real apt is not let do', () => {
  it('remove something, change a pinned package, or go without a dependency', () =>
    inTestWorld(async (world) => {
      await world.publish([
        app('1'),
        app('2', { fields: { Conflicts: 'lab-other' } }),
        { name: 'lab-other', version: '1' },
        { name: 'lab-pinned', version: '1' },
        { name: 'lab-pinned', version: '2' },
        { name: 'lab-odd', version: '1' },
        { name: 'lab-odd', version: '2', fields: { Depends: 'lab-nowhere (>= 9)' } },
      ]);
      await world.install('lab-app=1', 'lab-other=1', 'lab-pinned=1', 'lab-odd=1');
      await world.must('apt-mark', 'hold', 'lab-pinned');
      await apt.refresh(world.machine, world.mode);
      const removal = await simulate(world, 'lab-app=2');
      expect(removal).toMatchObject({ ok: false, trouble: { code: 'apt.would-remove' } });
      expect(removal.ok ? '' : removal.trouble.cause).toContain('lab-other');
      expect(await simulate(world, 'lab-pinned=2')).toMatchObject({ ok: false, trouble: { code: 'apt.held' } });
      const unmet = await simulate(world, 'lab-odd=2');
      expect(unmet).toMatchObject({ ok: false, trouble: { code: 'apt.unsatisfiable' } });
      expect(unmet.ok ? '' : unmet.trouble.cause).toContain('lab-nowhere');
      expect(await simulate(world, '--option=1')).toMatchObject({ ok: false, trouble: { code: 'apt.bad-wish' } });
    }));

  it('anything else than what was approved', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1'), app('2', { fields: { Depends: 'lab-lib' } }), { name: 'lab-lib', version: '1' }]);
      await world.install('lab-app=1');
      const simulation = await secured(world, 'lab-app=2');
      const onlyApp = simulation.changes.filter((one) => one.name === 'lab-app');
      const incomplete = await forward(world, { changes: onlyApp, files: simulation.files });
      expect(incomplete).toMatchObject({ ok: false, commands: [], trouble: { code: 'apt.unsatisfiable' } });
      const wrongStart = simulation.changes.map((one): Change => (one.name === 'lab-app' ? { ...one, from: '0' } : one));
      expect(await forward(world, { changes: wrongStart, files: simulation.files })).toMatchObject({
        ok: false,
        trouble: { code: 'apt.differs' },
      });
      const removal: Change = { manager: 'apt', name: 'lab-app', architecture: 'all', from: '1', to: null };
      expect(await forward(world, { changes: [removal], files: [] })).toMatchObject({ ok: false, trouble: { code: 'apt.would-remove' } });
      expect(await world.statusOf('lab-app')).toBe('ii 1');
    }));

  it('install a file that is not the approved one', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1'), app('2')]);
      await world.install('lab-app=1');
      await apt.refresh(world.machine, world.mode);
      const simulation = await simulated(world, 'lab-app=2');
      world.server.fault = (path, bytes) => (path.endsWith('.deb') ? Buffer.concat([bytes.subarray(0, -1), Buffer.from('x')]) : bytes);
      expect(await apt.get(world.machine, world.mode, simulation.files)).toMatchObject({
        ok: false,
        trouble: { code: 'apt.hash-mismatch' },
      });
      world.server.fault = null;
      expect(await apt.get(world.machine, world.mode, simulation.files)).toMatchObject({ ok: true });
      // Somebody swaps the file in the store: it is thrown away and got again, or nothing happens.
      await world.must('sh', '-c', 'echo evil > /var/lib/fettle/store/apt/lab-app_2_all.deb');
      world.server.fault = () => 503;
      expect(await forward(world, simulation)).toMatchObject({ ok: false, trouble: { code: 'apt.unreachable' } });
      world.server.fault = null;
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      const forged = simulation.files.map((one) => ({ ...one, sha256: '0'.repeat(64) }));
      expect(await apt.get(world.machine, world.mode, forged)).toMatchObject({ ok: false, trouble: { code: 'apt.wrong-file' } });
    }));
});
