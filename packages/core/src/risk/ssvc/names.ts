/** Reads the many spellings of tables, inputs and values: columns of the published files, keys of their JSON, names in code. */
import { ssvcTables } from './list.ts';
import type { DecisionPoint, SsvcTable } from './types.ts';

/** Letters and digits only, lower case; `&` reads as "and". `*` stays, because it tells track* from track. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/[^a-z0-9*]/g, '');
}

/**
 * The table of a name: our id, the published name, its key (also `namespace:KEY:version`), or the stem of its file. A version in the text
 * must be ours, since another version may decide otherwise; `null` is a table that we do not have.
 */
export function findTable(text: string): SsvcTable | null {
  const [, name = '', version] = /^(.*?)(?:[\s_:-]*v?(\d+[._]\d+[._]\d+))?(?:\.csv|\.json)?$/s.exec(text.trim()) ?? [];
  const wanted = plain(name);
  const found = ssvcTables.find((table) => namesOf(table).some((one) => plain(one) === wanted));
  if (found === undefined) return null;
  return version === undefined || version.replaceAll('_', '.') === found.version ? found : null;
}

function namesOf({ id, name, namespace, key, aliases }: SsvcTable): readonly string[] {
  return [id, name, key, `${namespace}:${key}`, ...aliases];
}

/** Names in use beside the published ones. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  E: ['exploit'],
  A: ['automation'],
  TI: ['impact'],
  MWI: ['mission', 'mission and well-being', 'mission well-being', 'mission impact'],
  PWI: ['public well-being'],
  KEV: ['in the kev'],
  PE: ['exposed', 'public exposure'],
  EXP: ['exposure'],
};

/** Whether the text names this decision point: `Exploitation`, `Exploitation v1.1.0`, `In KEV v1.0.0 (cisa)`, `E`, `ssvc:E:1.1.0`. */
export function namesPoint(text: string, point: DecisionPoint): boolean {
  const bare = text.replace(/\s*\([^)]*\)\s*$/, '').replace(/[\s_:]*v?\d+\.\d+\.\d+$/, '');
  const wanted = plain(bare);
  const names = [point.name, point.key, `${point.namespace}:${point.key}`, ...(otherNames[point.key] ?? [])];
  return names.some((name) => plain(name) === wanted);
}

const otherWords: Readonly<Record<string, string>> = { poc: 'publicpoc', proofofconcept: 'publicpoc', true: 'yes', false: 'no' };

/** The published word of a value, from the word or its key; `null` when the decision point has no such value. */
export function readValue(text: string, { values }: DecisionPoint): string | null {
  const given = plain(text);
  const wanted = otherWords[given] ?? given;
  const byWord = values.find(([word]) => plain(word) === wanted);
  return (byWord ?? values.find(([, key]) => plain(key) === given))?.[0] ?? null;
}
