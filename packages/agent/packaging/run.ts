/** Running the tools of the build: argument lists only, with an end, and with their last words in the error. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const start = promisify(execFile);
const LIMIT = 5 * 60_000;

/** Runs a program that must succeed and gives its standard output. */
export async function must(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    return (await start(file, [...args], { timeout: LIMIT, maxBuffer: 16 * 1024 * 1024, ...options })).stdout;
  } catch (error) {
    throw new Error(`${file} ${args.join(' ')} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
