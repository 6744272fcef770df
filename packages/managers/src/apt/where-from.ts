/** Where each wished version can come from: a configured source, the device's own store, or nowhere any more. */
import type { Wanted } from '@fettle/core/deployment';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import type { Machine } from '../machine/index.ts';
import type { Outcome, ScanMode } from '../types.ts';
import { listOptions } from './arguments.ts';
import { askInParts, patience, succeeded } from '../kit/index.ts';
import { qualifiedName } from './names.ts';
import { parsePolicies } from './policy.ts';
import type { PackagePolicy } from './policy.ts';
import { findStored, isIntact } from './store.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

/** In the order of the wishes. `path`: the file in the store, for versions that no source has any more; null: a source has it. */
export async function whereFrom(
  machine: Machine,
  mode: ScanMode,
  wanted: readonly Wanted[],
  native: string,
): Promise<Outcome<readonly { readonly path: string | null }[]>> {
  const names = wanted.map((one) => qualifiedName(one.name, one.architecture, native));
  const asked = await askInParts(machine, ['apt-cache', ...listOptions(mode), 'policy'], [...new Set(names)]);
  if (!succeeded(asked)) return { ok: false, trouble: translateFailure(asked, patience.question, 'apt-cache') };
  const policies = parsePolicies(asked.stdout);
  if (policies === null) return { ok: false, trouble: troubleOf('apt.unreadable', { program: 'apt-cache' }, excerptOf(asked)) };
  const found: { path: string | null }[] = [];
  for (const [index, one] of wanted.entries()) {
    const policy = policies.get(names[index] ?? one.name);
    if (policy?.versions.some((known) => known.version === one.version && known.sources.length > 0)) {
      found.push({ path: null });
      continue;
    }
    const stored = await findStored(machine, mode.folders, one);
    if (stored === null || !(await isIntact(machine, stored))) return { ok: false, trouble: goneTrouble(one, policy) };
    found.push({ path: stored.path });
  }
  return { ok: true, value: found };
}

/** Superseded by the newest version that a source has, or gone without one. */
export function goneTrouble(one: Pick<Wanted, 'name' | 'version'>, policy: PackagePolicy | undefined): ReturnType<typeof troubleOf> {
  const newest = policy?.versions.find((known) => known.sources.length > 0)?.version;
  if (newest === undefined || compareVersions(schemeOf('apt'), newest, one.version) !== 1)
    return troubleOf('apt.gone', { package: one.name, version: one.version });
  return troubleOf('apt.superseded', { package: one.name, version: one.version, newer: newest });
}
