/**
 * Type-checks the whole checkout: the packages, the tools, the console (which has the browser's types).
 * All three are checked even when the first has errors. Exit code 1 when any has.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inCheckout, root } from './setup/checkout.mjs';

const projects = ['tsconfig.json', 'tools/tsconfig.json', 'packages/console/tsconfig.json'];

let failed = 0;
for (const project of projects.filter((path) => existsSync(inCheckout(path)))) {
  const { status, error } = spawnSync(process.execPath, [inCheckout('node_modules/typescript/bin/tsc'), '--noEmit', '-p', project], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) failed += 1;
  console.log(`${project}: ${status === 0 ? 'no type errors' : 'type errors, see above'}`);
}
process.exitCode = failed === 0 ? 0 : 1;
