/** `fettle-agent`: enrol, run, status. `perform` is the step that the agent starts in a transient unit. */
import { fileURLToPath } from 'node:url';
import { managers } from '@fettle/managers/list';
import { realMachine } from '@fettle/managers/machine';
import { now } from './clock.ts';
import { enrolHere } from './commands/enrol.ts';
import { complain, print } from './commands/io.ts';
import { exitCodes, readOptions } from './commands/options.ts';
import type { Options } from './commands/options.ts';
import { postponeHere } from './commands/postpone.ts';
import { runHere } from './commands/run.ts';
import { statusText } from './commands/status-text.ts';
import { readStatus } from './commands/status.ts';
import { performHere } from './run/step/perform-here.ts';

async function main(): Promise<number> {
  const called = readOptions(process.argv.slice(2));
  if (!called.ok) return called.code === exitCodes.done ? print(called.text.trimEnd()) : complain(called.text.trimEnd(), called.code);
  const { options } = called;
  switch (options.command) {
    case 'enrol':
      return enrolHere(options);
    case 'run':
      return runHere(options, fileURLToPath(import.meta.url));
    case 'status':
      return status(options);
    case 'postpone':
      return postponeHere(options, now());
    default:
      return performHere({ machine: realMachine(), managers }, options.step);
  }
}

function status(options: Options): number {
  const read = readStatus(options, now());
  if (!read.ok) return complain(read.sentence);
  print(options.json ? JSON.stringify(read.status, null, 2) : statusText(read.status));
  return read.status.problems.length > 0 ? exitCodes.damaged : exitCodes.done;
}

// A run that waits for nothing else must not keep the process: exit says so.
process.exit(await main());
