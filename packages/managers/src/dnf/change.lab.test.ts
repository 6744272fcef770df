/** The real dnf, in a root and against a repository of the test's own: simulate, get, apply and the way back. Needs root. */
import { randomBytes } from 'node:crypto';
import type { Change, Simulation, StepReceipt } from '@fettle/core/deployment';
import { afterAll, describe, expect, it } from 'vitest';
import { withoutRunning } from '../testing/cut.ts';
import { dnf } from './index.ts';
import type { TestRpm } from './testing/archive.ts';
import { closeSharedArchive, inDnfWorld } from './testing/world.ts';
import type { DnfWorld } from './testing/world.ts';

afterAll(closeSharedArchive);

const app = (version: string, more: Partial<TestRpm> = {}): TestRpm => ({ name: 'lab-app', version, ...more });
const failing = { post: 'echo "lab-app: migration failed" >&2\nexit 1' };

function simulate(world: DnfWorld, ...wanted: readonly string[]) {
  return dnf.simulate(
    world.machine,
    world.mode,
    wanted.map((one) => ({ manager: 'dnf', name: one.split('=')[0] ?? '', architecture: 'noarch', version: one.split('=')[1] ?? '' })),
  );
}
async function simulated(world: DnfWorld, ...wanted: readonly string[]): Promise<Simulation> {
  const answer = await simulate(world, ...wanted);
  if (!answer.ok) throw new Error(`${answer.trouble.code}: ${answer.trouble.cause}\n${answer.trouble.excerpt}`);
  return answer.value;
}
/** Refresh, simulate, and secure what both ways need. */
async function secured(world: DnfWorld, ...wanted: readonly string[]): Promise<Simulation> {
  await dnf.refresh(world.machine, world.mode);
  const simulation = await simulated(world, ...wanted);
  const back = simulation.wayBack.kind === 'downgrade' ? simulation.wayBack.files : [];
  expect(await dnf.get(world.machine, world.mode, [...simulation.files, ...back])).toMatchObject({ ok: true });
  return simulation;
}
function forward(world: DnfWorld, { changes, files }: Pick<Simulation, 'changes' | 'files'>, lines: string[] = []): Promise<StepReceipt> {
  const progress = (line: string): unknown => lines.push(line);
  return dnf.apply(world.machine, world.mode, { changes, files, direction: 'forward', lockTimeoutSeconds: 0, progress });
}
function back(world: DnfWorld, { wayBack }: Simulation): Promise<StepReceipt> {
  if (wayBack.kind === 'none') throw new Error(wayBack.because);
  const { changes, files } = wayBack;
  return dnf.apply(world.machine, world.mode, { changes, files, direction: 'back', lockTimeoutSeconds: 0, progress: () => undefined });
}
function anew(world: Pick<DnfWorld, 'machine' | 'mode'>, { wayBack }: Simulation): Promise<StepReceipt> {
  if (wayBack.kind !== 'downgrade') throw new Error(`its way back is ${wayBack.kind}`);
  const { changes, files } = wayBack;
  const request = { changes, files, direction: 'back', by: 'reinstall', lockTimeoutSeconds: 0, progress: () => undefined } as const;
  return dnf.apply(world.machine, world.mode, request);
}
const inShort = (changes: readonly Change[]) => changes.map((one) => `${one.name} ${one.from ?? '-'} > ${one.to ?? '-'}`);

describe('a change by the real dnf', () => {
  it('is simulated with its dependencies, done exactly without the repository, done again without effect, and undone', () =>
    inDnfWorld(async (world) => {
      await world.publish([
        { name: 'lab-lib', version: '1-1' },
        { name: 'lab-lib', version: '2-1' },
        { name: 'lab-new', version: '2:1.0~rc1-1.el9' },
        { name: 'lab-recommended', version: '1-1' },
        { name: 'lab-user', version: '1-1', fields: ['Requires: lab-lib'] },
        { name: 'lab-user', version: '2-1', fields: ['Requires: lab-lib >= 2', 'Requires: lab-new', 'Recommends: lab-recommended'] },
      ]);
      await world.install('lab-user-1-1', 'lab-lib-1-1');
      const simulation = await secured(world, 'lab-user=2-1');
      expect(inShort(simulation.changes)).toEqual(['lab-lib 1-1 > 2-1', 'lab-new - > 2:1.0~rc1-1.el9', 'lab-user 1-1 > 2-1']);
      expect(simulation.wayBack).toMatchObject({ kind: 'downgrade' });

      world.server.fault = () => 503;
      const lines: string[] = [];
      expect(await forward(world, simulation, lines)).toMatchObject({ step: 'apply', ok: true, trouble: null });
      expect(lines.join('\n')).toContain('lab-user-2-1.noarch');
      expect(await world.versionOf('lab-new')).toBe('2:1.0~rc1-1.el9');
      expect(await forward(world, simulation)).toMatchObject({ ok: true, commands: [], detail: 'The device has all of it already.' });
      expect((await simulated(world, 'lab-user=2-1')).changes).toEqual([]);
      expect(await world.must('dnf', '-q', '-C', 'history', 'info', 'last')).toMatch(/Upgrade +lab-user-2-1/);

      expect(await back(world, simulation)).toMatchObject({ step: 'roll-back', ok: true });
      expect([await world.versionOf('lab-user'), await world.versionOf('lab-lib'), await world.versionOf('lab-new')]).toEqual([
        '0:1-1',
        '0:1-1',
        '2:1.0~rc1-1.el9',
      ]);
    }));

  it('whose old version refuses to replace the newer one is taken back by installing anew, with edited configuration and marks', () =>
    inDnfWorld(async (world) => {
      const files = { 'etc/lab-app.conf': 'of the package', 'etc/lab-app.plain': 'of the package' };
      const named = { files, configFiles: Object.keys(files) };
      const old = app('1-1', { ...named, scripts: { pre: '[ "$1" = 1 ] || { echo "lab-app: no downgrade" >&2; exit 1; }' } });
      const needs = { name: 'lab-user', version: '1-1', fields: ['Requires: lab-app'] };
      await world.publish([old, app('2-1', named), needs]);
      await world.install('lab-app-1-1');
      await world.must('dnf', '-q', '-y', '-C', 'mark', 'remove', 'lab-app');
      await world.must('sh', '-c', 'echo mine > /etc/lab-app.conf; echo stale > /etc/lab-app.plain.rpmsave');
      const simulation = await secured(world, 'lab-app=2-1');
      expect(simulation.reinstall).toEqual({ possible: true });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });

      world.server.fault = () => 503;
      const receipt = await anew(world, simulation);
      expect(receipt.trouble?.cause).toBeUndefined();
      expect(receipt.commands.map(({ argv }) => argv.filter((word) => word === 'remove' || word === 'install'))).toEqual([
        ['remove'],
        ['install'],
      ]);
      const standing = async () => [
        await world.versionOf('lab-app'),
        await world.must('cat', '/etc/lab-app.conf'),
        await world.must('cat', '/etc/lab-app.plain'),
        await world.must('dnf', '-q', '-C', 'repoquery', '--installed', '--queryformat', '%{reason}', 'lab-app'),
      ];
      const before = ['0:1-1', 'mine\n', 'of the package', 'dependency\n'];
      expect(await standing()).toEqual(before);
      expect(await anew(world, simulation)).toMatchObject({ ok: true, commands: [] });

      // Cut off between the two: it is gone, and comes, with what was noted of it.
      world.server.fault = null;
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      const cut = withoutRunning(world.machine, (argv) => argv.includes('install'));
      expect(await anew({ ...world, machine: cut }, simulation)).toMatchObject({ ok: false });
      expect(await world.must('sh', '-c', 'rpm -q lab-app || true')).toContain('not installed');
      expect(await anew(world, simulation)).toMatchObject({ ok: true });
      expect(await standing()).toEqual(before);

      // Later, as a roll-back of its own: the device is asked for the old version, and says itself whether it can.
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      const later = await secured(world, 'lab-app=1-1');
      expect(later).toMatchObject({ changes: [{ from: '2-1', to: '1-1' }], reinstall: { possible: true } });
      const request = {
        changes: later.changes,
        files: later.files,
        direction: 'back',
        by: 'reinstall',
        lockTimeoutSeconds: 0,
        progress: () => undefined,
      } as const;
      expect(await dnf.apply(world.machine, world.mode, request)).toMatchObject({ ok: true });
      expect(await standing()).toEqual(before);

      // Something needs it by now: it would go too, so nothing is touched.
      await world.install('lab-user-1-1');
      expect((await simulated(world, 'lab-app=2-1')).reinstall).toMatchObject({
        possible: false,
        because: expect.stringContaining('lab-user') as string,
      });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect(await anew(world, simulation)).toMatchObject({ ok: false, trouble: { code: 'dnf.differs' }, commands: [] });
      expect(await world.versionOf('lab-app')).toBe('0:2-1');
    }));

  it('is undone by its own history, with what came new, and only where that is what was approved', () =>
    inDnfWorld(async (world) => {
      const packages = [
        app('1-1'),
        app('2-1', { fields: ['Requires: lab-new'] }),
        { name: 'lab-new', version: '1-1' },
        { name: 'lab-other', version: '1-1' },
      ];
      await world.publish(packages);
      await world.install('lab-app-1-1');
      const simulation = await secured(world, 'lab-app=2-1');
      expect(simulation.history).toEqual({ possible: true });
      const changes = simulation.changes.map((one) => ({ ...one, from: one.to, to: one.from }));
      const undo = (given: readonly Change[]) => {
        const request = { changes: given, files: [], direction: 'back', by: 'history', lockTimeoutSeconds: 0 } as const;
        return dnf.apply(world.machine, world.mode, { ...request, progress: () => undefined });
      };
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      // Somebody else's transaction comes after it, and is left alone.
      await world.install('lab-other-1-1');
      const app2 = changes.filter(({ name }) => name === 'lab-app');
      expect(await undo(app2)).toMatchObject({ ok: false, trouble: { code: 'dnf.no-transaction' }, commands: [] });

      // The old version is not offered any more: nothing is changed, and the plan says so.
      await world.publish(packages.slice(1));
      await dnf.refresh(world.machine, world.mode);
      expect(await undo(changes)).toMatchObject({ ok: false, commands: [] });
      expect(await world.versionOf('lab-app')).toBe('0:2-1');

      await world.publish(packages);
      await dnf.refresh(world.machine, world.mode);
      const receipt = await undo(changes);
      expect(receipt.trouble?.cause).toBeUndefined();
      expect(receipt).toMatchObject({ step: 'roll-back', ok: true });
      expect(await world.versionOf('lab-app')).toBe('0:1-1');
      expect(await world.must('sh', '-c', 'rpm -q lab-new || true')).toContain('not installed');
      expect(await world.versionOf('lab-other')).toBe('0:1-1');
      expect(await undo(changes)).toMatchObject({ ok: true, commands: [] });
    }));

  it('whose script fails is a failure though dnf ends with status 0, and comes back though the old version is gone', () =>
    inDnfWorld(async (world) => {
      const conf = (setting: string): Partial<TestRpm> => ({ files: { 'etc/lab-app.conf': setting }, configFiles: ['etc/lab-app.conf'] });
      const broken = app('1.2-1', { ...conf('2'), scripts: failing });
      await world.publish([app('1.0-1', conf('1')), broken]);
      await world.install('lab-app-1.0-1');
      await world.must('sh', '-c', 'echo mine > /etc/lab-app.conf');
      const simulation = await secured(world, 'lab-app=1.2-1');
      await world.publish([broken]);
      await dnf.refresh(world.machine, world.mode);

      const receipt = await forward(world, simulation);
      expect(receipt).toMatchObject({ ok: false, trouble: { code: 'dnf.scriptlet-failed', retry: 'after-repair' } });
      expect(receipt.commands.map(({ exitCode }) => exitCode)).toEqual([0]);
      expect(receipt.trouble?.cause).toContain('lab-app');
      expect(receipt.trouble?.excerpt).toContain('migration failed');
      expect(receipt.detail).toContain('lab-app is at 1.2-1 (half-configured)');
      const scan = await dnf.scan(world.machine, world.mode);
      expect(scan).toMatchObject({ ok: true, problems: [{ code: 'dnf.scriptlet-failed' }] });
      expect(scan.ok && scan.installed.find(({ name }) => name === 'lab-app')).toMatchObject({ condition: 'half-configured' });
      expect(await dnf.repair(world.machine, world.mode)).toMatchObject({ ok: false, trouble: { code: 'dnf.scriptlet-failed' } });

      expect(await back(world, simulation)).toMatchObject({ ok: true });
      expect(await world.versionOf('lab-app')).toBe('0:1.0-1');
      expect(await world.must('cat', '/etc/lab-app.conf')).toBe('mine\n');
      expect(await dnf.scan(world.machine, world.mode)).toMatchObject({ ok: true, problems: [] });
      expect(await dnf.repair(world.machine, world.mode)).toMatchObject({ ok: true, commands: [] });
    }));

  it('is fetched no faster than it was told', () =>
    inDnfWorld(async (world) => {
      const noise = (): Partial<TestRpm> => ({ files: { 'opt/noise': randomBytes(300_000).toString('base64') } });
      await world.publish([
        app('1-1'),
        app('2-1', noise()),
        { name: 'lab-lib', version: '1-1' },
        { name: 'lab-lib', version: '2-1', ...noise() },
      ]);
      await world.install('lab-app-1-1', 'lab-lib-1-1');
      await dnf.refresh(world.machine, world.mode);
      const { files } = await simulated(world, 'lab-app=2-1', 'lab-lib=2-1');
      const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
      const begun = performance.now();
      expect(await dnf.get(world.machine, world.mode, files, { bytesPerSecond: 200_000, seconds: 60 })).toMatchObject({ ok: true });
      const took = (performance.now() - begun) / 1_000;
      expect(took).toBeGreaterThan((bytes / 200_000) * 0.6);
      expect(took).toBeLessThan((bytes / 200_000) * 2 + 10);
    }));

  it('is repaired once the script’s reason is gone, from the store', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1', { scripts: { post: '[ -e /srv/ready ] || exit 1' } })]);
      await world.install('lab-app-1-1');
      const simulation = await secured(world, 'lab-app=2-1');
      expect(await forward(world, simulation)).toMatchObject({ ok: false });
      await world.must('touch', '/srv/ready');
      world.server.fault = () => 503;
      expect(await dnf.repair(world.machine, world.mode)).toMatchObject({ ok: true, detail: 'Mended: lab-app-2-1.noarch.' });
      expect(await forward(world, simulation)).toMatchObject({ ok: true, commands: [] });
    }));

  it('whose script fails before the installation leaves the old version', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1', { scripts: { pre: 'echo "no room for lab-app" >&2\nexit 1' } })]);
      await world.install('lab-app-1-1');
      const receipt = await forward(world, await secured(world, 'lab-app=2-1'));
      expect(receipt).toMatchObject({ ok: false, trouble: { code: 'dnf.script-before' } });
      expect(receipt.trouble?.excerpt).toContain('no room for lab-app');
      expect(await world.versionOf('lab-app')).toBe('0:1-1');
    }));

  it('cut off by a power failure is repaired and then complete', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1', { scripts: { post: '[ -e /srv/again ] && exit 0\n: > /srv/inside\nsleep 60' } })]);
      await world.install('lab-app-1-1');
      const simulation = await secured(world, 'lab-app=2-1');
      const cut = forward(world, simulation);
      await world.must('sh', '-c', 'until [ -e /srv/inside ]; do sleep 0.05; done; touch /srv/again');
      await world.must('sh', '-c', 'for p in /proc/[0-9]*; do case $(cat $p/comm) in dnf|sleep) kill -9 ${p#/proc/};; esac; done');
      expect(await cut).toMatchObject({ ok: false });
      const scan = await dnf.scan(world.machine, world.mode);
      expect(scan).toMatchObject({ ok: true, problems: [{ code: 'dnf.interrupted', retry: 'after-repair' }] });
      expect(await simulate(world, 'lab-app=1-1')).toMatchObject({ ok: true, value: { changes: [] } });
      expect(await forward(world, simulation)).toMatchObject({ ok: false, trouble: { code: 'dnf.interrupted' } });
      expect(await dnf.repair(world.machine, world.mode)).toMatchObject({ ok: true });
      expect(await world.must('rpm', '-q', 'lab-app')).toBe('lab-app-2-1.noarch\n');
      expect(await forward(world, simulation)).toMatchObject({ ok: true, commands: [] });
      expect(await back(world, simulation)).toMatchObject({ ok: true });
    }));

  it('waits for a lock as long as it is told, and says who holds it', () =>
    inDnfWorld(async (world) => {
      await world.publish([
        app('1-1'),
        app('2-1'),
        { name: 'lab-slow', version: '1-1', scripts: { post: ': > /srv/inside\nread line < /srv/go' } },
      ]);
      await world.install('lab-app-1-1');
      const { changes, files } = await secured(world, 'lab-app=2-1');
      await world.must('mkfifo', '/srv/go');
      const other = world.must('dnf', '-q', '-y', 'install', 'lab-slow');
      await world.must('sh', '-c', 'until [ -e /srv/inside ]; do sleep 0.05; done');
      const busy = await forward(world, { changes, files });
      expect(busy).toMatchObject({ ok: false, commands: [], trouble: { code: 'dnf.lock-held' } });
      expect(busy.trouble?.cause).toContain('(dnf)');
      const scan = await dnf.scan(world.machine, world.mode);
      expect(scan).toMatchObject({ ok: true });
      const waiting = dnf.apply(world.machine, world.mode, {
        changes,
        files,
        direction: 'forward',
        lockTimeoutSeconds: 60,
        progress: () => undefined,
      });
      await world.must('sh', '-c', 'echo > /srv/go');
      await other;
      expect(await waiting).toMatchObject({ ok: true });
    }));

  it('of a kernel comes beside the older ones, all of which stay', () =>
    inDnfWorld(async (world) => {
      const kernel = (version: string): TestRpm => ({
        name: 'kernel-core',
        version,
        fields: ['Provides: installonlypkg(kernel)'],
        files: { [`boot/vmlinuz-${version}`]: version },
      });
      await world.publish(['5-1', '5-2', '5-3', '5-4'].map(kernel));
      await world.install('kernel-core-5-1');
      await world.install('kernel-core-5-2');
      await world.install('kernel-core-5-3');
      const simulation = await secured(world, 'kernel-core=5-4');
      expect(simulation).toMatchObject({ changes: [{ from: null, to: '5-4' }], restart: 'needed', wayBack: { kind: 'none' } });
      expect(await forward(world, simulation)).toMatchObject({ ok: true });
      expect((await world.must('rpm', '-q', 'kernel-core')).trim().split('\n')).toHaveLength(4);
    }));

  it('is refused where it would remove or replace another package, or clash with its files', () =>
    inDnfWorld(async (world) => {
      const old = { name: 'lab-old', version: '1-1' };
      const clashing = { name: 'lab-clash', version: '2-1', files: { 'usr/share/lab-old/version': 'other' } };
      await world.publish([old, app('1-1'), { name: 'lab-clash', version: '1-1' }]);
      await world.install('lab-old', 'lab-app', 'lab-clash');
      await world.publish([old, app('2-1', { fields: ['Obsoletes: lab-old'] }), { name: 'lab-clash', version: '1-1' }, clashing]);
      await dnf.refresh(world.machine, world.mode);
      expect(await simulate(world, 'lab-app=2-1')).toMatchObject({ ok: false, trouble: { code: 'dnf.would-remove' } });
      const clash = await secured(world, 'lab-clash=2-1');
      expect(await forward(world, clash)).toMatchObject({ ok: false, trouble: { code: 'dnf.file-clash' } });
      expect(await world.versionOf('lab-clash')).toBe('0:1-1');
      const removal: Change = { manager: 'dnf', name: 'lab-old', architecture: 'noarch', from: '1-1', to: null };
      expect(await forward(world, { changes: [removal], files: [] })).toMatchObject({ ok: false, trouble: { code: 'dnf.would-remove' } });
    }));

  it('takes nothing that is gone, unsigned, or not what was approved', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1'), { name: 'lab-stranger', version: '1-1' }]);
      await world.install('lab-app-1-1', 'lab-stranger');
      await dnf.refresh(world.machine, world.mode);
      const simulation = await simulated(world, 'lab-app=2-1');
      await world.publish([app('1-1'), app('3-1'), { name: 'lab-stranger', version: '2-1', unsigned: true }]);
      const gone = await dnf.get(world.machine, world.mode, simulation.files);
      expect(gone).toMatchObject({ ok: false, trouble: { code: 'dnf.superseded' } });
      expect(gone.trouble?.cause).toContain('3-1');

      const unsigned = await simulated(world, 'lab-stranger=2-1');
      expect(await dnf.get(world.machine, world.mode, unsigned.files)).toMatchObject({ ok: false, trouble: { code: 'dnf.unsigned' } });

      const three = await simulated(world, 'lab-app=3-1');
      world.server.fault = (path, bytes) =>
        path.endsWith('lab-app-3-1.noarch.rpm') ? Buffer.from(bytes).fill(1, bytes.length - 40) : bytes;
      expect(await dnf.get(world.machine, world.mode, three.files)).toMatchObject({ ok: false, trouble: { retry: 'later' } });
      world.server.fault = null;
      expect(await dnf.get(world.machine, world.mode, three.files)).toMatchObject({ ok: true });
      await world.must('sh', '-c', 'echo x >> /var/lib/fettle/store/dnf/lab-app-3-1.noarch.rpm');
      world.server.fault = () => 503;
      expect(await forward(world, three)).toMatchObject({ ok: false, trouble: { retry: 'later' } });
      expect(await world.versionOf('lab-app')).toBe('0:1-1');
    }));
});
