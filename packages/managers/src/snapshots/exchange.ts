/**
 * Gives two folders each other's name in one step: renameat2(2) with RENAME_EXCHANGE. Two renames would have a moment between them in which the device has no root to
 * start from. Neither Node nor the coreutils of Debian 12 have the call; perl does, by the number that the kernel gives it on each kind of processor.
 */
import type { Machine } from '../machine/index.ts';
import { must, quick } from './run.ts';

const perl = '/usr/bin/perl';
const numbers: Readonly<Record<string, number>> = {
  x86_64: 316,
  aarch64: 276,
  riscv64: 276,
  armv7l: 382,
  i686: 353,
  ppc64le: 357,
  s390x: 347,
};
const script = 'my ($n, $a, $b) = @ARGV; exit 0 if syscall(0 + $n, -100, $a, -100, $b, 2) == 0; print STDERR "$!\\n"; exit 1;';

/** Why it can not be done here; null: it can. */
export async function exchangeTrouble(machine: Machine): Promise<string | null> {
  if (!(await machine.exists(perl))) return `${perl} is not installed, and without it two subvolumes can not be exchanged in one step`;
  return (await numberHere(machine)) === null ? 'How this kind of processor exchanges two folders in one step is not known' : null;
}

/** Throws where it was not done. */
export async function exchange(machine: Machine, one: string, other: string): Promise<void> {
  const number = await numberHere(machine);
  if (number === null) throw new Error('How this kind of processor exchanges two folders in one step is not known');
  await must(machine, [perl, '-e', script, String(number), one, other]);
}

async function numberHere(machine: Machine): Promise<number | null> {
  const asked = await machine.run(['uname', '-m'], quick);
  return numbers[asked.stdout.trim()] ?? null;
}
