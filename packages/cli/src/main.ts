/** `fettle`: tools/fettle.mjs starts this file on the packaged Node. */
import { exitCodes } from './exit-codes.ts';
import { processIo } from './process-io.ts';
import { runCli } from './run.ts';

process.on('SIGINT', () => process.exit(exitCodes.interrupted.code));
// Set, not called: what was printed is written out before the process ends.
process.exitCode = await runCli(process.argv.slice(2), processIo());
