/** The real dnf, in a root and against a repository of the test's own: what is installed, offered, held, said. Needs root. */
import type { Offer } from '@fettle/core/inventory';
import { afterAll, describe, expect, it } from 'vitest';
import { dnf } from './index.ts';
import type { TestRpm } from './testing/archive.ts';
import type { TestAdvisory } from './testing/metadata.ts';
import { closeSharedArchive, inDnfWorld } from './testing/world.ts';
import type { DnfWorld } from './testing/world.ts';

afterAll(closeSharedArchive);

const app = (version: string, more: Partial<TestRpm> = {}): TestRpm => ({ name: 'lab-app', version, ...more });
const advisory = (id: string, name: string, version: string, more: Partial<TestAdvisory> = {}): TestAdvisory => ({
  id,
  type: 'security',
  severity: 'Important',
  packages: [{ name, version }],
  ...more,
});
async function scanned(world: DnfWorld) {
  const refreshed = await dnf.refresh(world.machine, world.mode);
  expect(refreshed.lastAttempt).toMatchObject({ ok: true });
  const scan = await dnf.scan(world.machine, world.mode);
  if (!scan.ok) throw new Error(`${scan.trouble.code}: ${scan.trouble.excerpt}`);
  return scan;
}
const inShort = (offers: readonly Offer[]) =>
  offers.map((one) => `${one.name} ${one.from} > ${one.to} ${one.class} ${one.withheld ?? ''}`.trim());

describe('a scan by the real dnf', () => {
  it('tells what is installed and offered, and by advisories which of it is for security, with the CVE ids of every step', () =>
    inDnfWorld(async (world) => {
      await world.publish(
        [
          app('1.0-1'),
          app('1.1-1'),
          app('1.2-1'),
          { name: 'lab-bug', version: '1-1' },
          { name: 'lab-bug', version: '3:0.9-1' },
          { name: 'lab-mute', version: '1-1' },
          { name: 'lab-mute', version: '2-1' },
        ],
        [
          advisory('LABSA-1', 'lab-app', '1.1-1', { cves: ['CVE-2026-10001'] }),
          advisory('LABSA-2', 'lab-app', '1.2-1', { cves: ['CVE-2026-10002', 'CVE-2026-100033'] }),
          advisory('LABBA-3', 'lab-bug', '3:0.9-1', { type: 'bugfix' }),
        ],
      );
      await world.install('lab-app-1.0-1', 'lab-bug-1-1', 'lab-mute-1-1');
      const scan = await scanned(world);
      expect(inShort(scan.offers)).toEqual(['lab-app 1.0-1 > 1.2-1 security', 'lab-bug 1-1 > 3:0.9-1 normal', 'lab-mute 1-1 > 2-1 normal']);
      expect(scan.installed.map(({ name, version, sourceName }) => [name, version, sourceName])).toEqual([
        ['lab-app', '1.0-1', 'lab-app'],
        ['lab-bug', '1-1', 'lab-bug'],
        ['lab-mute', '1-1', 'lab-mute'],
      ]);
      const wanted = scan.offers.map((one) => ({
        sourceName: one.sourceName,
        packageName: one.name,
        architecture: one.architecture,
        from: one.from,
        to: one.to,
      }));
      expect((await dnf.changelogs(world.machine, world.mode, wanted)).map(({ sourceName, cves }) => [sourceName, cves])).toEqual([
        ['lab-app', ['CVE-2026-10001', 'CVE-2026-10002', 'CVE-2026-100033']],
        ['lab-bug', []],
        ['lab-mute', null],
      ]);
    }));

  it('keeps to the enabled stream of a module, and names it', () =>
    inDnfWorld(async (world) => {
      const one = 'labmod:1:20260101:aaaa';
      const newer = 'labmod:1:20260201:aaaa';
      const two = 'labmod:2:20260201:bbbb';
      const mod = (version: string, module: string): TestRpm => ({ name: 'lab-mod', version, module });
      await world.publish([mod('1.0-1', one), mod('1.1-1', newer), mod('2.0-1', two)]);
      await world.must('dnf', '-q', '-y', 'module', 'enable', 'labmod:1');
      await world.install('lab-mod-1.0-1');
      const scan = await scanned(world);
      expect(scan.installed).toMatchObject([{ name: 'lab-mod', version: '1.0-1', module: one }]);
      expect(scan.offers).toMatchObject([{ name: 'lab-mod', to: '1.1-1', module: newer }]);
      const wish = { manager: 'dnf', name: 'lab-mod', architecture: 'noarch', version: '2.0-1' } as const;
      expect(await dnf.simulate(world.machine, world.mode, [wish])).toMatchObject({ ok: false, trouble: { code: 'dnf.other-stream' } });
    }));

  it('tells what is pinned: by versionlock, by excludepkgs; and refuses to change it', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1'), { name: 'lab-other', version: '1-1' }, { name: 'lab-other', version: '2-1' }]);
      await world.install('lab-app-1-1', 'lab-other-1-1');
      await world.must('dnf', '-q', 'versionlock', 'lab-app');
      await world.must('sh', '-c', 'echo "excludepkgs=lab-oth*" >> /etc/dnf/dnf.conf');
      const scan = await scanned(world);
      expect(inShort(scan.offers)).toEqual(['lab-app 1-1 > 2-1 normal pinned', 'lab-other 1-1 > 2-1 normal pinned']);
      expect(scan.installed.map(({ name, pinned }) => [name, pinned])).toEqual([
        ['lab-app', true],
        ['lab-other', true],
      ]);
      for (const name of ['lab-app', 'lab-other']) {
        const wish = { manager: 'dnf', name, architecture: 'noarch', version: '2-1' } as const;
        expect(await dnf.simulate(world.machine, world.mode, [wish])).toMatchObject({ ok: false, trouble: { code: 'dnf.pinned' } });
      }
    }));

  it('could not ask: without lists, without repositories, with a wrong signature, with a damaged database', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1')]);
      await world.install('lab-app');
      await world.must('sh', '-c', 'rm -rf /var/cache/dnf/*');
      expect(await dnf.scan(world.machine, world.mode)).toMatchObject({ ok: false, trouble: { code: 'dnf.no-lists' } });

      world.server.fault = (path, bytes) => (path.endsWith('repomd.xml') ? Buffer.concat([bytes, Buffer.from('<!-- -->')]) : bytes);
      const tampered = await dnf.refresh(world.machine, world.mode);
      expect(tampered).toMatchObject({ refreshedAt: null, lastAttempt: { ok: false, trouble: { code: 'dnf.bad-signature' } } });
      world.server.fault = null;
      expect(await dnf.refresh(world.machine, world.mode)).toMatchObject({ lastAttempt: { ok: true } });

      await world.must('sh', '-c', 'echo "skip_if_unavailable=True" >> /etc/yum.repos.d/lab.repo');
      world.server.fault = () => 503;
      expect(await dnf.refresh(world.machine, world.mode)).toMatchObject({ lastAttempt: { ok: false, trouble: { retry: 'later' } } });
      expect(await dnf.scan(world.machine, world.mode)).toMatchObject({ ok: true });

      await world.must('mv', '/etc/yum.repos.d/lab.repo', '/srv/lab.repo');
      expect(await dnf.scan(world.machine, world.mode)).toMatchObject({ ok: false, trouble: { code: 'dnf.no-sources' } });
      await world.must('mv', '/srv/lab.repo', '/etc/yum.repos.d/lab.repo');

      await world.must('sh', '-c', 'rm -f /var/lib/rpm/rpmdb.sqlite-*; head -c 40000 /dev/urandom > /var/lib/rpm/rpmdb.sqlite');
      expect(await dnf.scan(world.machine, world.mode)).toMatchObject({ ok: false, trouble: { code: 'dnf.database-damaged' } });
      await world.must('sh', '-c', 'rm -f /var/lib/rpm/*');
      expect(await dnf.detect(world.machine)).toBe(false);
    }));

  it('by an ordinary user has lists of its own and writes nothing of the system', () =>
    inDnfWorld(async (world) => {
      await world.publish([app('1-1'), app('2-1')], [advisory('LABSA-1', 'lab-app', '2-1', { cves: ['CVE-2026-10001'] })]);
      await world.install('lab-app-1-1');
      await world.must('sh', '-c', 'rm -rf /var/cache/dnf/*; mkdir -m 777 /srv/own; chmod 755 /var/lib/rpm; chmod 644 /var/lib/rpm/*');
      const mode = { ...world.mode, lists: 'own', folders: { cache: '/srv/own/cache', store: '/srv/own/store' } } as const;
      const user = world.root.asUser;
      expect(await dnf.refresh(user, mode)).toMatchObject({ lastAttempt: { ok: true } });
      const scan = await dnf.scan(user, mode);
      expect(scan.ok ? null : scan.trouble).toBeNull();
      expect(scan).toMatchObject({ ok: true, offers: [{ name: 'lab-app', class: 'security' }] });
      expect(await world.must('sh', '-c', 'ls /var/cache/dnf | wc -l')).toBe('0\n');
      expect(await dnf.runtime(user)).toMatchObject({ staleServices: null });
      const wish = { manager: 'dnf', name: 'lab-app', architecture: 'noarch', version: '2-1' } as const;
      const simulated = await dnf.simulate(user, mode, [wish]);
      expect(simulated).toMatchObject({ ok: true });
      if (!simulated.ok) return;
      const { changes, files } = simulated.value;
      expect(
        await dnf.apply(user, mode, { changes, files, direction: 'forward', lockTimeoutSeconds: 0, progress: () => undefined }),
      ).toMatchObject({ ok: false, trouble: { code: 'dnf.not-permitted' } });
    }));
});
