/** A machine on which some programs do not run: what a power cut leaves behind, without the cut. */
import type { Machine } from '../machine/index.ts';

/** As `machine`, but what `isCut` names fails instead of being run. */
export function withoutRunning(machine: Machine, isCut: (argv: readonly string[]) => boolean): Machine {
  return { ...machine, run: (argv, options) => machine.run(isCut(argv) ? ['false'] : argv, options) };
}
