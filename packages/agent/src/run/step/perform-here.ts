/** `fettle-agent perform`, as the agent starts it. */
import { performStep } from './perform.ts';
import type { StepWorld } from './perform.ts';

export function performHere(world: StepWorld, base: string | null): Promise<number> {
  if (base === null) {
    process.stderr.write('perform is started by the agent itself, with --step.\n');
    return Promise.resolve(2);
  }
  // A shutdown waits for a package manager that is at work (the unit says how long); ending this process would only lose its receipt.
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined);
  return performStep(world, base);
}
