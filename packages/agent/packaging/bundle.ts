/** All of the agent's source in one file. */
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** Paths in the bundle's comments are relative to it, wherever the build is started. */
const CHECKOUT = resolve(import.meta.dirname, '../../..');

/** Bundles a program and everything it imports, Node's own modules apart; gives the text of one ES module. Throws where something is missing. */
export async function bundle(entry: string): Promise<string> {
  const build = await rolldown({ input: entry, cwd: CHECKOUT, platform: 'node', logLevel: 'silent' });
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    const [first, ...more] = output;
    const missing = first.imports.filter((name) => !isBuiltin(name));
    if (missing.length > 0) throw new Error(`the agent imports what cannot be found: ${missing.join(', ')}`);
    if (more.length > 0)
      throw new Error(
        `the agent became ${output.length} files, but a single executable holds one: ${output.map((file) => file.fileName).join(', ')}`,
      );
    return first.code;
  } finally {
    await build.close();
  }
}
