/**
 * The btrfs of a simulated device: subvolumes by name and number, each with the packages that it holds, and what of it the next restart starts. What is written into other roots
 * than the one that runs lies in a folder beside the device's files. Every exchange and removal is written down, so that a test can count.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, RunResult } from '@fettle/managers/machine';
import type { SimDevice } from './sim-device.ts';

/** Where the agent mounts the top of the file system. */
const top = '/run/fettle-agent-top';
const root = '/@rootfs';
const first = 256;

type Names = Record<string, number>;
type State = { readonly next: number; readonly running: number; readonly names: Names; readonly packages: Record<number, string> };

const ran: RunResult = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false, notStarted: null };
const said = (stdout: string): RunResult => ({ ...ran, stdout });
const no = (stderr: string): RunResult => ({ ...ran, exitCode: 1, stderr });

export type SimBtrfs = {
  /** The numbers of the subvolumes, by their names from the top. */
  readonly names: () => Names;
  readonly running: () => number;
  /** The next boot: what has the root's name is /. */
  readonly restart: () => void;
  /** What a program of it says; null: it is none of them. `cut`: the power goes. */
  readonly run: (argv: readonly string[], cut: () => void) => Promise<RunResult> | null;
  /** A machine whose files are this one's and its root's. */
  readonly over: (machine: Machine) => Machine;
};

export function simBtrfs(device: SimDevice): SimBtrfs {
  const file = join(device.folder, 'btrfs');
  const packages = join(device.folder, 'packages');
  const read = (): State =>
    existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as State)
      : { next: first + 1, running: first, names: { [root]: first }, packages: {} };
  const write = (state: State) => writeFileSync(file, JSON.stringify(state));
  const isBelow = (path: string) => path === top || path.startsWith(`${top}/`);
  const nameOf = (path: string) => path.slice(top.length);
  const numberAt = (path: string) => (path === '/' ? read().running : read().names[nameOf(path)]);
  const beside = (path: string) => (isBelow(path) ? join(device.folder, 'top', nameOf(path)) : path);
  const runningName = () => Object.entries(read().names).find(([, number]) => number === read().running)?.[0] ?? '/gone';

  function snapshot(from: string, to: string): RunResult {
    const number = numberAt(from);
    if (number === undefined) return no(`${from}: No such file or directory`);
    const { next, names, packages: held, running } = read();
    const text = number === running ? readFileSync(packages, 'utf8') : (held[number] ?? '{}');
    write({ next: next + 1, running, names: { ...names, [nameOf(to)]: next }, packages: { ...held, [next]: text } });
    return ran;
  }

  function remove(path: string): RunResult {
    const { [nameOf(path)]: number, ...names } = read().names;
    if (number === undefined) return no('No such file or directory');
    const what = number === read().running ? 'the root that runs is removed' : `removed ${nameOf(path).split('/').at(-1)?.split('-')[0]}`;
    device.log(what);
    write({ ...read(), names });
    return ran;
  }

  function exchange(one: string, other: string, cut: () => void): Promise<RunResult> {
    const { exchange: how } = device.settings();
    const isFirst = !device.done().includes('exchange');
    if (how === 'fails' || (how === 'fails-back' && !isFirst)) return Promise.resolve(no('Operation not permitted'));
    if (how === 'cut-before') return powerGoes('before', cut);
    const { names } = read();
    const [a, b] = [names[nameOf(one)], names[nameOf(other)]];
    if (a === undefined || b === undefined) return Promise.resolve(no('No such file or directory'));
    device.log('exchange');
    write({ ...read(), names: { ...names, [nameOf(one)]: b, [nameOf(other)]: a } });
    return how === 'cut-after' ? powerGoes('after', cut) : Promise.resolve(ran);
  }

  /** Once, and whoever asked is gone. */
  function powerGoes(when: string, cut: () => void): Promise<RunResult> {
    device.set({ exchange: 'works' });
    device.log(`power cut ${when} the exchange`);
    device.reboot();
    restart();
    cut();
    return new Promise<RunResult>(() => undefined);
  }

  function restart(): void {
    const state = read();
    const started = device.settings().startsByNumber ? state.running : (state.names[root] ?? state.running);
    if (started === state.running) return;
    const left = readFileSync(packages, 'utf8');
    writeFileSync(packages, state.packages[started] ?? '{}');
    write({ ...state, running: started, packages: { ...state.packages, [state.running]: left } });
  }

  function btrfs([verb, what, ...words]: readonly string[]): RunResult {
    const [one = '', other = ''] = words.filter((word) => word.startsWith('/'));
    if (verb === '--version') return said('btrfs-progs v6.2\n');
    if (verb === 'subvolume' && what === 'snapshot') return snapshot(one, other);
    if (verb === 'subvolume' && what === 'delete') return remove(one);
    if (verb === 'property') return said('ro=true\n');
    if (verb !== 'inspect-internal') return ran;
    const number = numberAt(one);
    return number === undefined ? no('No such file or directory') : said(`${number}\n`);
  }

  const files: Readonly<Record<string, () => string>> = {
    // As the kernel tells it: the root by the name that it has now.
    '/proc/1/mountinfo': () =>
      `24 1 0:22 ${runningName()} / rw,relatime - btrfs /dev/vda2 rw,subvolid=${read().running},subvol=${runningName()}\n`,
    '/proc/self/mountinfo': () => '',
    '/proc/cmdline': () => `root=/dev/vda2 rootflags=subvol=${root.slice(1)}\n`,
    '/etc/fstab': () => '',
    '/etc/machine-id': () => `${device.settings().machineId}\n`,
  };

  return {
    names: () => read().names,
    running: () => read().running,
    restart,
    run(argv, cut) {
      const [program] = argv;
      if (program === 'btrfs') return Promise.resolve(btrfs(argv.slice(1)));
      if (program === 'mount' || program === 'umount') return Promise.resolve(ran);
      if (program !== 'nsenter') return null;
      const [one = '', other = ''] = argv.filter((word) => word.startsWith(`${top}/`));
      return exchange(one, other, cut);
    },
    over: (machine) => ({
      ...machine,
      exists(path) {
        if (isBelow(path)) return Promise.resolve(numberAt(path) !== undefined);
        return path === '/usr/bin/perl'
          ? Promise.resolve(true)
          : path === '/run/systemd/container'
            ? Promise.resolve(false)
            : machine.exists(path);
      },
      readDir(path) {
        if (!isBelow(path)) return machine.readDir(path);
        const folder = `${nameOf(path)}/`;
        return Promise.resolve(Object.keys(read().names).flatMap((name) => (name.startsWith(folder) ? [name.slice(folder.length)] : [])));
      },
      readFile(path, max) {
        const text = files[path];
        return text === undefined ? machine.readFile(beside(path), max) : Promise.resolve(text());
      },
      remove: (path) => machine.remove(beside(path)),
      makeFolder: (path) => machine.makeFolder(beside(path)),
      writeFile: (path, text) => machine.writeFile(beside(path), text),
    }),
  };
}
