/** Asks apt for index records of exact versions. */
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions } from './arguments.ts';
import { ask } from './ask.ts';
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
  if (wanted.length === 0) return [];
  const names = wanted.map((one) => `${qualifiedName(one.name, one.architecture, native)}=${one.version}`);
  const result = await ask(machine, 'question', ['apt-cache', ...listOptions(mode), 'show', ...new Set(names)]);
  return result.truncated || result.timedOut ? [] : parseRecords(result.stdout);
}
