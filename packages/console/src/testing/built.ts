/** Builds the console once a test run, into a folder of its own, so that tests never see an older build. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

let built: Promise<string> | null = null;

/** The folder with the built console. */
export function builtConsole(): Promise<string> {
  built ??= make();
  return built;
}

async function make(): Promise<string> {
  const given = process.env['FETTLE_CONSOLE_DIST'];
  if (given !== undefined) return given;
  const outDir = await mkdtemp(join(tmpdir(), 'fettle-console-'));
  await build({ root: fileURLToPath(new URL('../..', import.meta.url)), build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  return outDir;
}
