/** The server's process as `npm start` starts it: the lab and the benchmarks run the same. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../server');

type Settings = { readonly nodeOptions: readonly string[]; readonly env: Readonly<Record<string, string>> };

// The launcher reads the same file.
const settings = JSON.parse(readFileSync(resolve(folder, 'process.json'), 'utf8')) as Settings;

export const serverProgram = resolve(folder, 'src/main.ts');

/** Options of Node's own, then the program. */
export function argumentsFor(program: string): readonly string[] {
  return [...settings.nodeOptions, program];
}
export const serverArguments = argumentsFor(serverProgram);

/** Variables that the launcher sets. */
export const serverEnvironment = settings.env;
