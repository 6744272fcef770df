/** The real apt: what a device says after a change, and what a candidate's changelog says before it. Needs root. */
import { describe, expect, it } from 'vitest';
import { inTestWorld } from '../testing/world.ts';
import { apt } from './index.ts';
import { scanStaleProcesses } from './stale-processes.ts';

describe('after a change', () => {
  it('the restart that a package asked for is pending, with its name, and was forecast', () =>
    inTestWorld(async (world) => {
      const asks =
        '#!/bin/sh\n[ "$1" = configure ] && [ -n "$2" ] && { : > /run/reboot-required; echo lab-kernel >> /run/reboot-required.pkgs; }\nexit 0\n';
      await world.publish([
        { name: 'lab-kernel', version: '1', scripts: { postinst: asks } },
        { name: 'lab-kernel', version: '2', scripts: { postinst: asks } },
      ]);
      await world.install('lab-kernel=1');
      await apt.refresh(world.machine, world.mode);
      const simulation = await apt.simulate(world.machine, world.mode, [
        { manager: 'apt', name: 'lab-kernel', architecture: 'all', version: '2' },
      ]);
      expect(simulation).toMatchObject({ ok: true, value: { restart: 'needed' } });
      expect((await apt.runtime(world.machine)).restartPending).toEqual([]);
      await world.must('apt-get', '-q', '-y', 'install', 'lab-kernel=2');
      expect((await apt.runtime(world.machine)).restartPending).toEqual([{ kind: 'flag', detail: 'lab-kernel asked for it' }]);
      // What systemd's own program says where a container manager left its mark, in the place of the root's own word.
      await world.must('rm', '/usr/local/bin/systemd-detect-virt');
      await world.must('sh', '-c', 'mkdir -p /run/systemd && echo lxc > /run/systemd/container');
      expect(await apt.runtime(world.machine)).toMatchObject({ restartPending: [] });
      expect(
        await apt.simulate(world.machine, world.mode, [{ manager: 'apt', name: 'lab-kernel', architecture: 'all', version: '1' }]),
      ).toMatchObject({ ok: true, value: { restart: 'not-needed' } });
    }));

  it('a process that still runs the replaced program is found', () =>
    inTestWorld(async (world) => {
      await world.must('cp', '/usr/bin/sleep', '/usr/bin/lab-sleep');
      const running = world.machine.run(['/usr/bin/lab-sleep', '30'], { timeoutMs: 30_000, maxOutputBytes: 4096 });
      await world.must('sh', '-c', 'until grep -qs lab-sleep /proc/[0-9]*/comm; do sleep 0.05; done');
      expect(await scanStaleProcesses(world.machine)).toEqual([]);
      await world.must('sh', '-c', 'rm /usr/bin/lab-sleep && cp /usr/bin/sleep /usr/bin/lab-sleep');
      expect(await scanStaleProcesses(world.machine)).toMatchObject([
        { because: expect.stringContaining('/usr/bin/lab-sleep, which was replaced') },
      ]);
      await world.machine.run(['sh', '-c', 'kill -9 -1'], { timeoutMs: 10_000, maxOutputBytes: 4096 });
      await running;
    }));
});

describe('the changelog of a candidate', () => {
  it('gives the CVE ids above the installed version, once for its source', () =>
    inTestWorld(async (world) => {
      const entries = [
        { version: '3.0-1', text: '  * Fix CVE-2099-113425 and CVE-2099-10003 (closes: #1).' },
        { version: '2.0-1', text: '  * Fix cve-2099-10002.' },
        { version: '1.0-1', text: '  * Fix CVE-2099-10001.' },
      ];
      const fields = { Source: 'lab-source (3.0-1)' };
      await world.publish(
        [
          { name: 'lab-one', version: '1.0-1' },
          { name: 'lab-two', version: '1.0-1' },
          { name: 'lab-mute', version: '1' },
        ],
        [
          { name: 'lab-one', version: '3.0-1+b1', fields, changelog: entries },
          { name: 'lab-two', version: '3.0-1+b1', fields, changelog: null, files: { 'usr/share/lab-two': 'x' } },
          { name: 'lab-mute', version: '2', changelog: null },
        ],
      );
      await world.install('lab-one=1.0-1', 'lab-two=1.0-1', 'lab-mute=1');
      await apt.refresh(world.machine, world.mode);
      const wish = (packageName: string, sourceName: string, from: string, to: string) => ({
        packageName,
        sourceName,
        architecture: 'all',
        from,
        to,
      });
      const facts = await apt.changelogs(world.machine, world.mode, [
        wish('lab-two', 'lab-source', '1.0-1', '3.0-1+b1'),
        wish('lab-one', 'lab-source', '1.0-1', '3.0-1+b1'),
        wish('lab-mute', 'lab-mute', '1', '2'),
        wish('lab-gone', 'lab-gone', '1', '2'),
      ]);
      expect(facts).toEqual([
        { sourceName: 'lab-source', from: '1.0-1', to: '3.0-1+b1', cves: ['CVE-2099-10002', 'CVE-2099-10003', 'CVE-2099-113425'] },
        { sourceName: 'lab-mute', from: '1', to: '2', cves: null },
        { sourceName: 'lab-gone', from: '1', to: '2', cves: null },
      ]);
      expect(await world.machine.exists('/var/lib/fettle/cache/apt/changelog')).toBe(false);
    }));
});
