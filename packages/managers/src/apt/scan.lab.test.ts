/** The real apt, in a root and against an archive of the test's own: what a scan tells. Needs root. */
import type { ManagerScan, Offer } from '@fettle/core/inventory';
import { describe, expect, it } from 'vitest';
import { inTestWorld } from '../testing/world.ts';
import type { TestWorld } from '../testing/world.ts';
import type { TestPackage } from '../testing/archive.ts';
import { apt } from './index.ts';

type Good = Extract<ManagerScan, { ok: true }>;

async function scanned(world: TestWorld, refresh = true): Promise<Good> {
  if (refresh) expect(await apt.refresh(world.machine, world.mode)).toMatchObject({ lastAttempt: { ok: true, trouble: null } });
  const scan = await apt.scan(world.machine, world.mode);
  if (!scan.ok) throw new Error(`${scan.trouble.code}: ${scan.trouble.cause} ${scan.trouble.excerpt}`);
  return scan;
}
const app = (version: string, more: Partial<TestPackage> = {}): TestPackage => ({
  name: 'lab-app',
  version,
  files: { 'usr/bin/lab-app': version },
  ...more,
});
const brief = (offers: readonly Offer[]) => offers.map((one) => [one.name, one.to, one.class, one.withheld]);

describe('a scan by the real apt', () => {
  it('tells what is pending, from which pocket, and with what size and source', () =>
    inTestWorld(async (world) => {
      const source = { fields: { Source: 'lab-source (1.1-1)' } };
      await world.publish(
        [app('1.0-1'), { name: 'lab-tool', version: '1' }, { name: 'lab-tool', version: '2' }],
        [app('1.1-1+b2', source)],
      );
      await world.install('lab-app=1.0-1', 'lab-tool=1');
      const scan = await scanned(world);
      expect(scan.problems).toEqual([]);
      expect(brief(scan.offers)).toEqual([
        ['lab-app', '1.1-1+b2', 'security', null],
        ['lab-tool', '2', 'normal', null],
      ]);
      expect(scan.offers[0]).toMatchObject({
        from: '1.0-1',
        architecture: 'all',
        sourceName: 'lab-source',
        sourceVersion: '1.1-1',
        origin: { label: 'Lab-Security', archive: 'lab-security', codename: 'lab-security' },
      });
      expect(scan.offers[0]?.bytes).toBeGreaterThan(100);
      expect(scan.lists.refreshedAt).not.toBeNull();
    }));

  it('sees a change within the second, and to the byte the size, of the one before', () =>
    inTestWorld(async (world) => {
      const status = '/var/lib/dpkg/status';
      await world.publish([app('1.0-1')], [app('1.1-1')]);
      await world.install('lab-app=1.0-1');
      expect(brief((await scanned(world)).offers)).toEqual([['lab-app', '1.1-1', 'security', null]]);
      const before = await world.must('stat', '-c', '%s %Y', status);
      // As our own changes do: an apt that is told of no cache has none to remove afterwards.
      await world.must('apt-get', '-q', '-y', '-o', 'Dir::Cache::pkgcache=', 'install', 'lab-app=1.1-1');
      await world.must('touch', '-d', `@${before.trim().split(' ')[1] ?? ''}`, status);
      expect(await world.must('stat', '-c', '%s %Y', status)).toBe(before);
      expect((await scanned(world, false)).offers).toEqual([]);
      expect(
        (await apt.simulate(world.machine, world.mode, [{ manager: 'apt', name: 'lab-app', architecture: 'all', version: '1.0-1' }])).ok,
      ).toBe(true);
    }));

  it('tells an empty answer from one that could not be had', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1.0-1')]);
      await world.install('lab-app=1.0-1');
      await world.must('sh', '-c', 'rm -f /var/lib/apt/lists/*_*');
      expect(await apt.scan(world.machine, world.mode)).toMatchObject({
        ok: false,
        trouble: { code: 'apt.no-lists' },
        lists: { refreshedAt: null },
      });
      expect((await scanned(world)).offers).toEqual([]);
      await world.machine.writeFile('/etc/apt/sources.list', '');
      expect(await apt.scan(world.machine, world.mode)).toMatchObject({ ok: false, trouble: { code: 'apt.no-sources' } });
    }));

  it('names a source whose lists are missing while others are there', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1.0-1')]);
      await world.install('lab-app=1.0-1');
      const sources = await world.must('cat', '/etc/apt/sources.list');
      await world.machine.writeFile('/etc/apt/sources.list', `${sources}${(sources.split('\n')[0] ?? '').replace(' lab ', ' lab-new ')}\n`);
      await world.must('chmod', '0644', '/etc/apt/sources.list');
      const scan = await scanned(world, false);
      expect(scan.problems.map((one) => one.code)).toEqual(['apt.source-without-lists']);
      expect(scan.problems[0]?.cause).toContain('lab-new');
    }));

  it('tells why something newer is not taken: pinned by hold, pinned by preference, phased, kept back', () =>
    inTestWorld(async (world) => {
      const names = ['lab-held', 'lab-kept', 'lab-negative', 'lab-phased', 'lab-preferred', 'lab-taken'];
      const newer = (name: string): TestPackage => ({
        name,
        version: '2',
        ...(name === 'lab-kept' ? { fields: { Depends: 'lab-nowhere' } } : {}),
        ...(name === 'lab-phased' ? { indexFields: { 'Phased-Update-Percentage': '0' } } : {}),
      });
      await world.publish(
        names.map((name) => ({ name, version: '1' })),
        names.map(newer),
      );
      await world.install(...names.map((name) => `${name}=1`));
      await world.must('apt-mark', 'hold', 'lab-held');
      await world.machine.writeFile(
        '/etc/apt/preferences',
        'Package: lab-preferred\nPin: version 1\nPin-Priority: 1001\n\nPackage: lab-negative\nPin: release l=Lab-Security\nPin-Priority: -1\n',
      );
      await world.must('chmod', '0644', '/etc/apt/preferences');
      const scan = await scanned(world);
      expect(scan.offers.map((one) => [one.name, one.withheld])).toEqual([
        ['lab-held', 'pinned'],
        ['lab-kept', 'kept-back'],
        ['lab-negative', 'pinned'],
        ['lab-phased', 'phased'],
        ['lab-preferred', 'pinned'],
        ['lab-taken', null],
      ]);
      expect(scan.installed.find((one) => one.name === 'lab-held')?.pinned).toBe(true);
    }));

  it('keeps several architectures of one name apart', () =>
    inTestWorld(async (world) => {
      await world.must('dpkg', '--add-architecture', 'i386');
      const library = (version: string, architecture: string): TestPackage => ({
        name: 'lab-lib',
        version,
        architecture,
        fields: { 'Multi-Arch': 'same' },
      });
      await world.publish([library('1', 'amd64'), library('1', 'i386')]);
      await world.install('lab-lib:amd64=1', 'lab-lib:i386=1');
      // Multi-Arch: same versions move together; the offer is there once for each.
      await world.publish([library('1', 'amd64'), library('1', 'i386')], [library('2', 'amd64'), library('2', 'i386')]);
      const scan = await scanned(world);
      expect(scan.installed.map((one) => `${one.name}:${one.architecture}`)).toEqual(['lab-lib:amd64', 'lab-lib:i386']);
      expect(scan.offers.map((one) => [one.architecture, one.to, one.withheld])).toEqual([
        ['amd64', '2', null],
        ['i386', '2', null],
      ]);
      const simulated = await apt.simulate(world.machine, world.mode, [
        { manager: 'apt', name: 'lab-lib', architecture: 'i386', version: '2' },
      ]);
      expect(simulated).toMatchObject({
        ok: true,
        value: {
          changes: [
            { architecture: 'amd64', to: '2' },
            { architecture: 'i386', to: '2' },
          ],
          wayBack: { kind: 'downgrade' },
        },
      });
    }));

  it('tells of packages that an earlier run left unfinished', () =>
    inTestWorld(async (world) => {
      await world.publish(
        [app('1.0-1'), { name: 'lab-other', version: '1' }, { name: 'lab-other', version: '2' }],
        [app('1.1-1', { scripts: { postinst: '#!/bin/sh\nexit 1\n' } })],
      );
      await world.install('lab-app=1.0-1', 'lab-other=1');
      await expect(world.must('apt-get', '-q', '-y', 'install', 'lab-app=1.1-1')).rejects.toThrow('post-installation');
      const scan = await scanned(world);
      expect(scan.installed[0]).toMatchObject({ name: 'lab-app', version: '1.1-1', condition: 'half-configured' });
      expect(scan.problems).toMatchObject([{ code: 'apt.half-configured', retry: 'after-repair' }]);
      expect(brief(scan.offers)).toEqual([['lab-other', '2', 'normal', null]]);
      expect(
        await apt.simulate(world.machine, world.mode, [{ manager: 'apt', name: 'lab-other', architecture: 'all', version: '2' }]),
      ).toMatchObject({
        ok: false,
        trouble: { code: 'apt.half-configured' },
      });
    }));
});

describe('refreshing lists with the real apt', () => {
  it('that fails leaves the old lists in place and says why', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1.0-1')], [app('1.1-1')]);
      await world.install('lab-app=1.0-1');
      const good = await apt.refresh(world.machine, world.mode);
      const faults: readonly (readonly [string, typeof world.server.fault])[] = [
        [
          'apt.bad-signature',
          (path, bytes) =>
            path.endsWith('lab-security/InRelease') ? Buffer.from(bytes.toString().replace('Codename: ', 'Codename:  ')) : bytes,
        ],
        ['apt.unreachable', () => 503],
        ['apt.not-authorised', () => 401],
        ['apt.unsigned-source', (path, bytes) => (path.includes('Release') ? 404 : bytes)],
      ];
      for (const [code, fault] of faults) {
        world.server.fault = fault;
        const state = await apt.refresh(world.machine, world.mode);
        expect(state.lastAttempt).toMatchObject({ ok: false, trouble: { code } });
        expect(state.refreshedAt).toBe(good.refreshedAt);
      }
      const scan = await scanned(world, false);
      expect(brief(scan.offers)).toEqual([['lab-app', '1.1-1', 'security', null]]);
      expect(scan.lists).toMatchObject({ refreshedAt: good.refreshedAt, lastAttempt: { ok: false } });
    }));

  it('knows an index past its end date, and an archive that nobody serves', () =>
    inTestWorld(async (world) => {
      await world.archive.publish('lab', 'Lab', [], { 'Valid-Until': new Date(Date.now() - 3_600_000).toUTCString() });
      await world.archive.publish('lab-security', 'Lab-Security', []);
      expect((await apt.refresh(world.machine, world.mode)).lastAttempt?.trouble?.code).toBe('apt.release-expired');
      const sources = await world.must('cat', '/etc/apt/sources.list');
      await world.machine.writeFile('/etc/apt/sources.list', sources.replaceAll(world.server.url, 'http://127.0.0.1:9'));
      await world.must('chmod', '0644', '/etc/apt/sources.list');
      expect((await apt.refresh(world.machine, world.mode)).lastAttempt?.trouble).toMatchObject({
        code: 'apt.unreachable',
        retry: 'later',
      });
    }));

  it('as an ordinary user uses lists of its own and leaves the system’s alone', () =>
    inTestWorld(async (world) => {
      await world.publish([app('1.0-1')], [app('1.1-1')]);
      await world.install('lab-app=1.0-1');
      await world.must(
        'sh',
        '-c',
        'rm -rf /var/lib/apt/lists/* && mkdir /var/lib/apt/lists/partial && mkdir -p /srv/observer && chown 65534:65534 /srv/observer',
      );
      // A hook like those in container images, which tidies the system's caches; an ordinary user may not run it.
      await world.machine.writeFile('/etc/apt/apt.conf.d/90hook', 'APT::Update::Post-Invoke { "touch /var/cache/apt/hook-ran"; };\n');
      await world.must('chmod', '0644', '/etc/apt/apt.conf.d/90hook');
      const picture = (): Promise<string> =>
        world.must('find', '/var/lib/apt', '/var/cache/apt', '/var/lib/dpkg', '-printf', '%p %s %T@ %U\n');
      const before = await picture();
      const mode = { ...world.mode, lists: 'own' as const, folders: { cache: '/srv/observer/cache', store: '/srv/observer/store' } };
      const user = world.root.asUser;
      expect(await apt.refresh(user, mode)).toMatchObject({ lastAttempt: { ok: true } });
      const scan = await apt.scan(user, mode);
      expect(scan).toMatchObject({ ok: true, offers: [{ name: 'lab-app', to: '1.1-1', class: 'security' }], problems: [] });
      expect(await apt.simulate(user, mode, [{ manager: 'apt', name: 'lab-app', architecture: 'all', version: '1.1-1' }])).toMatchObject({
        ok: true,
      });
      expect(
        await apt.changelogs(user, mode, [
          { sourceName: 'lab-app', packageName: 'lab-app', architecture: 'all', from: '1.0-1', to: '1.1-1' },
        ]),
      ).toMatchObject([{ to: '1.1-1' }]);
      expect(await picture()).toBe(before);
      expect((await apt.runtime(user)).staleServices).toBeNull();
    }));
});
