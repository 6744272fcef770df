/**
 * npm run lab: a believable world on this machine. Sets up what is missing as npm start does, and the
 * Debian packages that the lab needs.
 */
import { ensureConsole } from './setup/console.mjs';
import { ensureDebianPackages } from './setup/debian.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/packaged-node.mjs';
import { runProgram } from './setup/program.mjs';
import { main } from './setup/say.mjs';

await main(async () => {
  await ensureDependencies();
  const words = process.argv.slice(2);
  await ensureDebianPackages(words[0] === 'kernel' ? ['node', 'lab', 'machine'] : ['node', 'lab']);
  const node = checkNode();
  await ensureConsole(node);
  return runProgram(node, 'packages/lab/src/main.ts', words);
});
