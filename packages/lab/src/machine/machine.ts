/**
 * A virtual machine in a world: its own kernel, a real restart. QEMU emulates the processor (TCG), so that it runs where a machine offers no
 * virtualisation to others; it is some twenty times slower than the machine itself.
 */
import { join } from 'node:path';
import { describeFailure } from '../world/run.ts';
import type { Ran, RunOptions } from '../world/run.ts';
import type { Program } from '../world/program.ts';
import { waitFor } from '../world/wait.ts';
import type { World } from '../world/world.ts';
import { takeKernel } from './image.ts';
import type { Image } from './image.ts';
import { lineArguments, openLine, quoted } from './line.ts';
import type { Line } from './line.ts';

export type Machine = {
  readonly name: string;
  exec(argv: readonly string[], options?: Pick<RunOptions, 'timeout'>): Promise<Ran>;
  must(argv: readonly string[], options?: Pick<RunOptions, 'timeout'>): Promise<string>;
  bootId(): Promise<string>;
  /** The release of the kernel that runs (uname(2)). */
  kernel(): Promise<string>;
  /** How often it was started. */
  starts(): number;
  /** Waits until systemd has finished booting; gives its word. */
  untilBooted(): Promise<string>;
  /** What it wrote to its console. */
  consoleFile: string;
};

export type MachineOptions = { readonly name: string; readonly folder: string; readonly image: Image };

const BOOT_LIMIT = 10 * 60_000;
const DEFAULT_TIMEOUT = 120_000;
const TAP = 'tapvm';

/** Starts the machine on the world's network, and again whenever it restarts; it ends with the world. */
export async function startMachine(world: World, options: MachineOptions): Promise<Machine> {
  const { name, folder, image } = options;
  await onNetwork(world, ['ip', 'tuntap', 'add', TAP, 'mode', 'tap']);
  await onNetwork(world, ['ip', 'link', 'set', TAP, 'master', 'br0', 'up']);
  const consoleFile = join(folder, 'console.log');
  let line: Line | null = null;
  let starts = 0;
  let failed: Error | null = null;

  async function start({ kernel, initrd }: Pick<Image, 'kernel' | 'initrd'>): Promise<void> {
    starts += 1;
    // Below the world's own /run: short enough for the path of a socket (unix(7)).
    const socket = `/run/${name}-${starts}`;
    let said = '';
    const program = world.startOnServer(qemu({ disk: image.disk, kernel, initrd, socket, consoleFile: `${consoleFile}.${starts}` }), {
      onOutput: (text) => (said += text),
    });
    line = await waitFor('the line to the machine', () => openLine(world.path(socket)), { timeout: 20_000 }).catch((error: unknown) => {
      throw new Error(`the machine did not start: ${said.trim()}`, { cause: error });
    });
    void program.ended
      .then(() => goOn(program))
      .catch((error: unknown) => (failed = error instanceof Error ? error : new Error(String(error))));
  }

  /** It ends where the machine restarts (-no-reboot); a power-off would do so too, which nobody asks for here. */
  async function goOn(program: Program): Promise<void> {
    const { status, signal } = await program.ended;
    line?.end();
    line = null;
    if (status !== 0) throw new Error(`QEMU ended with status ${status ?? 'none'}${signal === null ? '' : ` by ${signal}`}`);
    await start(await takeKernel(image.disk, folder));
  }

  async function run(script: string, timeout: number): Promise<Ran> {
    if (failed !== null) throw failed;
    if (line === null) throw new Error(`${name} is off: nothing can run in it`);
    return line.run(script, timeout);
  }

  const exec: Machine['exec'] = (argv, { timeout = DEFAULT_TIMEOUT } = {}) => run(quoted(argv), timeout);

  async function must(argv: readonly string[], how: Pick<RunOptions, 'timeout'> = {}): Promise<string> {
    const ran = await exec(argv, how);
    if (ran.status !== 0) throw new Error(`on ${name}: ${describeFailure(argv, ran)}`);
    return ran.stdout;
  }

  async function untilBooted(): Promise<string> {
    return waitFor(
      `${name} to finish booting (its console: ${consoleFile}.${starts})`,
      async () => {
        const word = (await exec(['systemctl', 'is-system-running', '--wait'], { timeout: BOOT_LIMIT })).stdout.trim();
        return word === 'running' || word === 'degraded' ? word : null;
      },
      { timeout: BOOT_LIMIT, every: 1_000 },
    );
  }

  await start(image);
  return {
    name,
    exec,
    must,
    bootId: async () => (await must(['cat', '/proc/sys/kernel/random/boot_id'])).trim(),
    kernel: async () => (await must(['uname', '-r'])).trim(),
    starts: () => starts,
    untilBooted,
    consoleFile,
  };
}

async function onNetwork(world: World, argv: readonly string[]): Promise<void> {
  const ran = await world.runOnServer(argv);
  if (ran.status !== 0) throw new Error(describeFailure(argv, ran));
}

type Parts = {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly socket: string;
  readonly consoleFile: string;
};

/** qemu-system(1): no device but a disk, a network card, a source of randomness, the console and the line. Nothing of it outlives the run. */
function qemu({ disk, kernel, initrd, socket, consoleFile }: Parts): readonly string[] {
  return [
    'qemu-system-x86_64',
    '-accel',
    'tcg,thread=multi,tb-size=512',
    '-cpu',
    'max',
    '-smp',
    '2',
    '-m',
    '1024',
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-no-reboot',
    '-kernel',
    kernel,
    '-initrd',
    initrd,
    '-append',
    'root=/dev/vda rw console=ttyS0 net.ifnames=0 quiet',
    // Written through to the file by the end of the machine; a power cut of this machine is not what is tried.
    '-drive',
    `file=${disk},if=virtio,format=raw,cache=unsafe`,
    '-netdev',
    `tap,id=net,ifname=${TAP},script=no,downscript=no`,
    '-device',
    'virtio-net-pci,netdev=net,romfile=',
    ...lineArguments(socket),
    '-device',
    'virtio-rng-pci',
    '-serial',
    `file:${consoleFile}`,
  ];
}
