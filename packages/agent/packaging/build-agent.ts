/**
 * `node packages/agent/packaging/build-agent.ts [--entry FILE]` builds the agent as one executable in a Debian package, and prints
 * where it lies. Equal inputs are built once: the folder's name is a hash of everything that goes in.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { DEBIAN_FILES, buildDeb } from './deb.ts';
import { buildExecutable } from './executable.ts';
import { must } from './run.ts';

export type BuiltAgent = { readonly deb: string; readonly version: string; readonly architecture: string };

const CACHE = resolve(import.meta.dirname, '../../../.cache/agent');
const ENTRY = resolve(import.meta.dirname, '../src/main.ts');
/** Older builds than this many are removed: each is some 35 MB. */
const KEPT = 4;

/** Builds the package, or finds it built. The version is what the executable itself says. */
export async function buildAgent(entry: string = ENTRY): Promise<BuiltAgent> {
  const source = await bundle(entry);
  const folder = join(CACHE, await keyOf(source));
  const known = await findDeb(folder);
  if (known !== null) return known;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, 'half-'));
  try {
    const executable = await buildExecutable(source, join(work, 'build'));
    const version = (await must(executable, ['--version'])).trim();
    if (!/^[0-9][0-9A-Za-z.+~]*$/.test(version))
      throw new Error(`the agent calls its version "${version}", which is none for a Debian package (deb-version(7))`);
    const architecture = (await must('dpkg', ['--print-architecture'])).trim();
    await mkdir(join(work, 'out'));
    await buildDeb({
      executable,
      version,
      architecture,
      work: join(work, 'build'),
      output: join(work, 'out', `fettle-agent_${version}_${architecture}.deb`),
    });
    // Two builders of the same thing: the first one's result stands.
    await rename(join(work, 'out'), folder).catch(async (error: unknown) => {
      if ((await findDeb(folder)) === null) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await removeOld();
  const built = await findDeb(folder);
  if (built === null) throw new Error(`the package was built, but is not in ${folder}`);
  return built;
}

async function keyOf(source: string): Promise<string> {
  const hash = createHash('sha256').update(source).update(process.version).update(process.arch);
  const [own, files] = [import.meta.dirname, DEBIAN_FILES];
  for (const folder of [own, files]) {
    for (const entry of (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile()) hash.update(`\0${entry.name}\0`).update(await readFile(join(folder, entry.name)));
    }
  }
  return hash.digest('hex').slice(0, 20);
}

async function findDeb(folder: string): Promise<BuiltAgent | null> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, version, architecture] = /^fettle-agent_(.+)_([a-z0-9]+)\.deb$/.exec(name) ?? [];
    if (version !== undefined && architecture !== undefined) return { deb: join(folder, name), version, architecture };
  }
  return null;
}

async function removeOld(): Promise<void> {
  const names = (await readdir(CACHE)).filter((name) => !name.startsWith('half-'));
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(CACHE, name))).mtimeMs })));
  for (const { name } of dated.toSorted((a, b) => b.at - a.at).slice(KEPT)) await rm(join(CACHE, name), { recursive: true, force: true });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { entry: { type: 'string' } } });
  try {
    const built = await buildAgent(values.entry === undefined ? ENTRY : resolve(values.entry));
    process.stdout.write(`${JSON.stringify(built)}\n`);
  } catch (error) {
    process.stderr.write(`The agent's package could not be built: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
