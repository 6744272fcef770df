/** The machine of a simulated device: real files and processes, but its own boot, systemd and free space. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { realMachine } from '@fettle/managers/machine';
import type { Machine, RunOptions, RunResult } from '@fettle/managers/machine';
import { simBtrfs } from './sim-btrfs.ts';
import type { SimDevice } from './sim-device.ts';

const ran: RunResult = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false, notStarted: null };

const supplies = '/sys/class/power_supply';
const sockets = new Set(['tcp', 'tcp6', 'udp', 'udp6'].map((table) => `/proc/net/${table}`));

/** `onReboot` ends the process that asked, as a restart does. */
export function simMachine(device: SimDevice, onReboot: () => void): Machine {
  const btrfs = simBtrfs(device);
  const real = device.settings().btrfs ? btrfs.over(realMachine()) : realMachine();
  return {
    ...real,
    isRoot: () => Promise.resolve(true),
    freeBytes: () => Promise.resolve(device.settings().freeBytes),
    exists: (path) => (path === '/run/systemd/system' ? Promise.resolve(device.settings().systemd !== 'none') : real.exists(path)),
    readDir: (path) =>
      path === supplies ? Promise.resolve(device.settings().onMains === null ? null : ['AC', 'BAT0']) : real.readDir(path),
    readFile: (path, max) => {
      if (path === `${supplies}/BAT0/type`) return Promise.resolve('Battery\n');
      if (path === `${supplies}/AC/type`) return Promise.resolve('Mains\n');
      if (path === `${supplies}/AC/online`) return Promise.resolve(device.settings().onMains === true ? '1\n' : '0\n');
      if (path === '/proc/loadavg') return Promise.resolve('0.10 0.05 0.01 1/200 999\n');
      if (path === '/proc/sys/kernel/random/boot_id') return Promise.resolve(`${device.bootId()}\n`);
      // What else runs on this machine opens and closes ports meanwhile.
      return sockets.has(path) ? Promise.resolve('') : real.readFile(path, max);
    },
    run: (argv, options) => {
      const [program = ''] = argv;
      const said = device.settings().btrfs ? btrfs.run(argv, onReboot) : null;
      if (said !== null) return said;
      if (program === 'systemd-run') return Promise.resolve(startUnit(device, argv));
      if (program === 'systemctl' && argv[1] === 'is-active') return Promise.resolve({ ...ran, exitCode: 3, stdout: 'inactive\n' });
      if (program === 'systemctl' || program === 'shutdown') {
        device.log(`restart asked in ${device.bootId()}`);
        if (!device.settings().rebootWorks) return Promise.resolve(ran);
        device.reboot();
        if (device.settings().btrfs) btrfs.restart();
        onReboot();
        return Promise.resolve(ran);
      }
      // Its own /etc, beside its packages.
      if (program === 'find' && argv[1] === '/etc') return findEtc(real, device, argv, options);
      const { people } = device.settings();
      if (program === 'loginctl') return Promise.resolve({ ...ran, exitCode: null, notStarted: 'ENOENT' });
      if (program === 'who' && people === null) return Promise.resolve({ ...ran, exitCode: 1 });
      if (program === 'who')
        return Promise.resolve({ ...ran, stdout: (people ?? []).map((user, index) => `${user} pts/${index} 2026-11-22 20:10\n`).join('') });
      if (program === 'wall') {
        device.log(`wall ${(argv[1] ?? '').split('\n')[0]}`);
        return Promise.resolve(ran);
      }
      // How this machine ended last is nothing of the simulated device's.
      if (program === 'journalctl' || program === 'last') return Promise.resolve({ ...ran, exitCode: 1 });
      if (program === 'uname') return Promise.resolve({ ...ran, stdout: 'x86_64\n' });
      if (program === 'systemd-detect-virt') return Promise.resolve({ ...ran, stdout: 'none\n', exitCode: 1 });
      return real.run(argv, options);
    },
  };
}

function findEtc(real: Machine, device: SimDevice, argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const folder = join(device.folder, 'etc');
  return existsSync(folder) ? real.run(['find', folder, ...argv.slice(2)], options) : Promise.resolve(ran);
}

function startUnit(device: SimDevice, argv: readonly string[]): RunResult {
  const { systemd } = device.settings();
  if (systemd === 'refuses') return { ...ran, exitCode: 1, stderr: 'Failed to start transient service unit: Access denied' };
  device.log('unit started');
  if (systemd === 'silent') return ran;
  const [program = '', ...words] = argv.slice(argv.findIndex((word, index) => index > 0 && !word.startsWith('--')));
  spawn(program, words, { detached: true, stdio: 'ignore' }).unref();
  return ran;
}
