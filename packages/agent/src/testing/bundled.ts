/** The simulated agent as one file: it is started some hundred times, and reading a hundred files of source each time would be most of it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

let made: Promise<string> | null = null;

/** The command that starts it. */
export async function simAgentCommand(): Promise<readonly string[]> {
  made ??= bundle(fileURLToPath(new URL('sim-agent.ts', import.meta.url)));
  const file = await made;
  return ['env', `NODE_COMPILE_CACHE=${file}.cache`, process.execPath, file];
}

async function bundle(entry: string): Promise<string> {
  const build = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  const file = join(mkdtempSync(join(tmpdir(), 'fettle-sim-agent-')), 'sim-agent.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}
