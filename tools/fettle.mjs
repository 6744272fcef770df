/**
 * The command line, on the packaged Node: npm run -s fettle -- ARGUMENTS, or tools/fettle.mjs ARGUMENTS.
 * Adds nothing to what fettle prints, so that --json stays JSON, and keeps the folder it was called in.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inCheckout } from './setup/checkout.mjs';
import { isUpToDate } from './setup/dependencies.mjs';
import { checkNode } from './setup/packaged-node.mjs';
import { Obstacle, main } from './setup/say.mjs';

await main(async () => {
  if (!isUpToDate())
    throw new Obstacle('The packages of this checkout are not installed, or older than package-lock.json. Run this first:', 'npm ci');
  const cwd = process.env.npm_lifecycle_event === undefined ? process.cwd() : (process.env.INIT_CWD ?? process.cwd());
  const child = spawn(checkNode(), [inCheckout('packages/cli/src/main.ts'), ...process.argv.slice(2)], { cwd, stdio: 'inherit' });
  // The child shares our terminal and process group, so a Ctrl-C reaches it by itself; we wait for what it makes of it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
});
