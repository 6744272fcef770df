/** dnf's plan for a set of wishes, as its solver gives it. */
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { Outcome, ScanMode } from '../types.ts';
import { askDnf, unreadable } from './question.ts';
import { isBytes, isFields, isHashOrNull, listOf, packageWord, textsOf } from './shape.ts';
import type { Fields, PackageWord } from './shape.ts';
import { troubleOf } from './translate.ts';

/** The version that a change replaces. Its hash and size are the repository's word, where that still has it. */
export type PlannedOld = PackageWord & { readonly installed: number; readonly sha256: string | null; readonly bytes: number };
export type PlannedChange = PackageWord & {
  readonly sha256: string | null;
  readonly bytes: number;
  /** Bytes that its files take. */
  readonly installed: number;
  readonly old: PlannedOld | null;
};
export type Plan = {
  readonly changes: readonly PlannedChange[];
  /** What it would remove or replace by a package of another name. */
  readonly removals: readonly string[];
  readonly duplicates: readonly PackageWord[];
};

export type PlanWish = {
  readonly wanted: readonly PackageWord[];
  /** Files of the store that may serve. */
  readonly paths: readonly string[];
  /** False: nothing but those files. */
  readonly repositories: boolean;
};

/** Asks for the plan; nothing is changed. Refused with a code: a pinned package, a version that is gone, dependencies that can not be met. */
export async function askPlan(machine: Machine, mode: ScanMode, { wanted, paths, repositories }: PlanWish): Promise<Outcome<Plan>> {
  const asked = await askDnf(machine, mode, { question: 'plan', wanted, paths, ...(repositories ? {} : { repositories }) });
  if (!asked.ok) return asked;
  const { fields } = asked;
  const refusal = refusalOf(fields);
  if (refusal !== null) return { ok: false, trouble: refusal };
  const changes = listOf(fields['changes'], changeOf);
  const removals = textsOf(fields['removals']);
  const duplicates = listOf(fields['duplicates'], packageWord);
  if (changes === null || removals === null || duplicates === null) return { ok: false, trouble: unreadable(asked, 'plan') };
  return { ok: true, value: { changes, removals, duplicates } };
}

/** `pinned`: by versionlock or excludes; `hidden`: an exclude that came later; `filtered`: of a module stream that is not enabled; `gone`: no repository has it. */
export function refusalOf(fields: Fields): Trouble | null {
  const pinned = wordOf(fields['pinned']) ?? wordOf(fields['hidden']);
  if (pinned !== null) return troubleOf('dnf.pinned', { package: pinned.name });
  const filtered = wordOf(fields['filtered']);
  if (filtered !== null) return troubleOf('dnf.other-stream', { package: filtered.name, version: filtered.version });
  const gone = wordOf(fields['gone']);
  if (gone === null) return null;
  const { newest } = fields;
  return typeof newest === 'string' && newest !== gone.version
    ? troubleOf('dnf.superseded', { package: gone.name, version: gone.version, newest })
    : troubleOf('dnf.gone', { package: gone.name, version: gone.version });
}

function wordOf(value: unknown): PackageWord | null {
  return isFields(value) ? packageWord(value) : null;
}

function changeOf(item: Fields): PlannedChange | null {
  const word = packageWord(item);
  const { sha256, bytes, installed } = item;
  if (word === null || !isHashOrNull(sha256) || !isBytes(bytes) || !isBytes(installed)) return null;
  if (item['old'] === null) return { ...word, sha256, bytes, installed, old: null };
  const old = isFields(item['old']) ? oldOf(item['old']) : null;
  return old === null ? null : { ...word, sha256, bytes, installed, old };
}

function oldOf(item: Fields): PlannedOld | null {
  const word = packageWord(item);
  const { sha256, bytes, installed } = item;
  return word === null || !isHashOrNull(sha256) || !isBytes(bytes) || !isBytes(installed) ? null : { ...word, sha256, bytes, installed };
}
