/**
 * Gives two folders each other's name in one step: renameat2(2) with RENAME_EXCHANGE. Two renames would have a moment between them in which the device has no root to
 * start from. Neither Node nor the coreutils of Debian 12 have the call; perl does, by the numbers that the kernel gives to calls on each kind of processor.
 */
import type { Machine } from '../machine/index.ts';
import { must, quick } from './run.ts';

const perl = '/usr/bin/perl';
/** Of renameat2, by `uname -m`. */
const numbers: Readonly<Record<string, number>> = { x86_64: 316, aarch64: 276, riscv64: 276 };
const unknown = 'How this kind of processor exchanges two folders in one step is not known';

const swap = 'syscall(0 + $ARGV[0], -100, $ARGV[1], -100, $ARGV[2], 2) == 0 or do { print STDERR "$!\\n"; exit 1 };';
const mountFirst =
  'my ($from, $to) = splice(@ARGV, 3); system("mount", "-t", "btrfs", "-o", "subvolid=5,nosuid,nodev", $from, $to) == 0 or exit 1;';

/** Why it can not be done here; null: it can. */
export async function exchangeTrouble(machine: Machine): Promise<string | null> {
  if (!(await machine.exists(perl))) return `${perl} is not installed, and without it two subvolumes can not be exchanged in one step`;
  return (await numberHere(machine)) === null ? unknown : null;
}

/** Two folders of the running system. Throws where it was not done. */
export async function exchangeFolders(machine: Machine, one: string, other: string): Promise<void> {
  const number = await numberHere(machine);
  if (number === null) throw new Error(unknown);
  await must(machine, [perl, '-e', swap, String(number), one, other]);
}

/**
 * Two subvolumes of the file system on `source`, by paths below `top`, where it will be mounted; one of them may be the running root. Throws where it was not done. In a view
 * of its own, made of that of process 1: the kernel renames nothing that something is mounted on, and a service with protections has its root mounted on the root.
 */
export async function exchangeAtTop(
  machine: Machine,
  { source, top }: { source: string; top: string },
  one: string,
  other: string,
): Promise<void> {
  const number = await numberHere(machine);
  if (number === null) throw new Error(unknown);
  const view = ['nsenter', '--target', '1', '--mount', '--', 'unshare', '--mount', '--propagation', 'private', '--'];
  await must(machine, [...view, perl, '-e', `${mountFirst} ${swap}`, String(number), one, other, source, top]);
}

async function numberHere(machine: Machine): Promise<number | null> {
  const asked = await machine.run(['uname', '-m'], quick);
  return numbers[asked.stdout.trim()] ?? null;
}
