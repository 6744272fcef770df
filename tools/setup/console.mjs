import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inCheckout, root } from './checkout.mjs';
import { runNode } from './child.mjs';
import { withSetupLock } from './lock.mjs';
import { Obstacle, say } from './say.mjs';

/** Everything that the built console is made of: its own folder, and the packages that it takes in as source. */
const sources = ['packages/console', 'packages/core/src', 'packages/protocol/src', 'packages/proof/src', 'package-lock.json'];

const folder = inCheckout('packages', 'console');
/** Where the built console is, for the server and for tests. */
export const builtConsole = join(folder, 'dist');
const stamp = join(builtConsole, '.built-from');

/**
 * Builds the console unless it was built from exactly these sources.
 * @param {string} node path of the packaged Node
 */
export async function ensureConsole(node) {
  if (isBuilt()) return;
  await withSetupLock(async () => {
    if (!isBuilt()) await build(node);
  });
}

/** Whether packages/console/dist was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources();
}

/** Builds beside the old one and swaps, so that a server that is running never serves half a console. */
async function build(/** @type {string} */ node) {
  say('Building the console…');
  const started = Date.now();
  const hash = hashOfSources();
  const next = join(folder, '.next', 'dist');
  const vite = inCheckout('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', '--outDir', next, '--emptyOutDir'];
  const { code, interrupted } = await runNode(node, args, { cwd: folder, hasty: true, env: { ...process.env, NODE_ENV: 'production' } });
  if (interrupted) throw new Obstacle('Stopped while the console was being built. The next start begins again.');
  if (code !== 0) throw new Obstacle(`The console could not be built (status ${code}); the reason is above.`);
  writeFileSync(join(next, '.built-from'), hash);
  const old = join(folder, '.next', 'old', 'dist');
  rmSync(old, { recursive: true, force: true });
  mkdirSync(dirname(old), { recursive: true });
  if (existsSync(builtConsole)) renameSync(builtConsole, old);
  renameSync(next, builtConsole);
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  say(`The console is built (${((Date.now() - started) / 1000).toFixed(1)} s).`);
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesUnder(inCheckout(source))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** @returns {string[]} files in a fixed order; tests, the build itself and hidden folders do not change what is built */
function filesUnder(/** @type {string} */ path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'dist' && name !== 'node_modules' && !name.startsWith('.') && !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
