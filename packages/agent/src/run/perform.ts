/** The step that changes packages, in a process of its own: reads the job, does it, writes what it did. Nobody needs to be waiting. */
import { managers } from '@fettle/managers/list';
import { realMachine } from '@fettle/managers/machine';
import { existsSync } from 'node:fs';
import { readJson, writeJson } from '../durable.ts';
import { openFolders } from '../folders.ts';
import { now } from '../now.ts';
import { stopPoint } from '../stop-point.ts';
import type { Job } from './unit.ts';

/** Exit code 0: the receipt is written, whatever it says. */
export async function perform(jobFile: string, doneFile: string): Promise<number> {
  const job = readJson(jobFile) as Job | null;
  if (job === null) {
    process.stderr.write(`There is no job at ${jobFile}.\n`);
    return 1;
  }
  if (existsSync(doneFile)) return 0;
  const folders = openFolders(job.folders);
  const manager = managers.find((one) => one.id === 'apt');
  if (manager === undefined) throw new Error('no package manager of that name');
  stopPoint('perform:begin');
  const receipt = await manager.apply(
    realMachine(),
    { lists: 'system', folders: { cache: folders.cache, store: folders.store }, now },
    {
      ...job.request,
      progress: (line) => {
        process.stdout.write(`${line}\n`);
        stopPoint(`perform:${line}`);
      },
    },
  );
  writeJson(doneFile, receipt);
  return 0;
}
