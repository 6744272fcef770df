/** Asks apt for index records of exact versions. */
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions } from './arguments.ts';
import { ask, namesAtOnce } from '../kit/index.ts';
import { qualifiedName } from './names.ts';
import { parseRecords } from './records.ts';
import type { PackageRecord } from './records.ts';

/** Versions that no list knows are not in the answer; `apt-cache show` says so with its exit code but prints the others. */
export async function askRecords(
  machine: Machine,
  mode: ScanMode,
  wanted: readonly { readonly name: string; readonly architecture: string; readonly version: string }[],
  native: string,
): Promise<readonly PackageRecord[]> {
  const names = [...new Set(wanted.map((one) => `${qualifiedName(one.name, one.architecture, native)}=${one.version}`))];
  const records: PackageRecord[] = [];
  for (let from = 0; from < names.length; from += namesAtOnce) {
    const result = await ask(machine, 'question', ['apt-cache', ...listOptions(mode), 'show', ...names.slice(from, from + namesAtOnce)]);
    if (!result.truncated && !result.timedOut) records.push(...parseRecords(result.stdout));
  }
  return records;
}
