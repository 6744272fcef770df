/** The server's process as `npm start` starts it: the lab and the benchmarks run the same. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../server');

type Settings = { readonly nodeOptions: readonly string[]; readonly env: Readonly<Record<string, string>> };

// The launcher reads the same file.
const settings = JSON.parse(readFileSync(resolve(folder, 'process.json'), 'utf8')) as Settings;

/** Options of Node's own, then the program. */
export const serverArguments: readonly string[] = [...settings.nodeOptions, resolve(folder, 'src/main.ts')];

/** Variables that the launcher sets. */
export const serverEnvironment = settings.env;
