/**
 * npm start: from a fresh clone to a running Fettle.
 * Runs in plain Node 20 with nothing installed; the steps are in tools/setup.
 */
import { readFileSync } from 'node:fs';
import { inCheckout } from './setup/checkout.mjs';
import { ensureConsole } from './setup/console.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/packaged-node.mjs';
import { runProgram } from './setup/program.mjs';
import { main } from './setup/say.mjs';

const help = `Usage: npm start

Sets up what is missing, then starts Fettle:
  1. installs the packages of package-lock.json (npm ci), unless they are installed
  2. checks that the packaged Node 26 runs on this machine
  3. builds the console, unless it was built from these sources
  4. starts the server, which prints where the console is

Ctrl-C stops everything. What stands behind "--" goes to the server: npm start -- ARGUMENTS
`;

await main(async () => {
  const args = process.argv.slice(2);
  if (args[0] === '--help' || args[0] === '-h') {
    process.stdout.write(help);
    return 0;
  }
  await ensureDependencies();
  const node = checkNode();
  await ensureConsole(node);
  /** @type {{ nodeOptions: string[], env: Record<string, string> }} */
  const { nodeOptions, env } = JSON.parse(readFileSync(inCheckout('packages/server/process.json'), 'utf8'));
  return runProgram(node, 'packages/server/src/main.ts', args, { nodeOptions, env });
});
