/** One executable out of one file of source, by Node's own `--build-sea` (Node's documentation, "Single executable applications"). */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './run.ts';

/**
 * Builds `work/fettle-agent` and gives its path. Debug symbols are taken off the runtime first (a fifth of its size); afterwards
 * it would damage the section that holds the source.
 */
export async function buildExecutable(source: string, work: string): Promise<string> {
  await mkdir(work, { recursive: true });
  await must('strip', ['-o', join(work, 'node'), process.execPath]);
  await writeFile(join(work, 'agent.mjs'), source);
  // Relative names: the source's path goes into the executable, and equal inputs are to give an equal one.
  const settings = {
    main: 'agent.mjs',
    mainFormat: 'module',
    executable: 'node',
    output: 'fettle-agent',
    disableExperimentalSEAWarning: true,
  };
  await writeFile(join(work, 'sea.json'), JSON.stringify(settings));
  await must(process.execPath, ['--build-sea', 'sea.json'], { cwd: work });
  return join(work, 'fettle-agent');
}
