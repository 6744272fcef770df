/** Severities as OSV records publish them: https://ossf.github.io/osv-schema/#severity-field, and where the databases put them besides. */
import { BadShape, isObject, listAt, objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { PublishedSeverity } from './types.ts';

const vectorTypes: ReadonlySet<string> = new Set(['CVSS_V2', 'CVSS_V3', 'CVSS_V4']);
const errataWord = /^(Critical|Important|Moderate|Low): /;

/** Every severity of a record, once each: its own, those of its packages, and the publisher's words. */
export function severitiesOf(osv: JsonObject, affected: readonly JsonObject[], summary: string | null): readonly PublishedSeverity[] {
  const found = new Map<string, PublishedSeverity>();
  const add = (type: PublishedSeverity['type'], value: string): void => {
    found.set(`${type} ${value}`, { type, value });
  };
  const addList = (value: unknown, where: string): void => {
    for (const [i, item] of listAt(value, where).entries()) {
      const { type, score } = objectAt(item, `${where}[${i}]`);
      if (typeof type !== 'string' || typeof score !== 'string') throw new BadShape(`${where}[${i}] has no type and score`);
      add(isVectorType(type) ? type : 'word', score);
    }
  };
  const addWords = (specific: unknown): void => {
    for (const word of words(specific)) add('word', word);
  };

  addList(osv['severity'], 'severity');
  addWords(osv['database_specific']);
  for (const [i, one] of affected.entries()) {
    addList(one['severity'], `affected[${i}].severity`);
    addWords(one['database_specific']);
    addWords(one['ecosystem_specific']);
    for (const list of mappedSeverities(one['database_specific'])) addList(list, `affected[${i}].database_specific.cves_map`);
  }
  // The errata of the RHEL family say it in front of their summary only.
  const word = summary === null ? undefined : errataWord.exec(summary)?.[1];
  if (word !== undefined) add('word', word);
  return [...found.values()];
}

function isVectorType(type: string): type is 'CVSS_V2' | 'CVSS_V3' | 'CVSS_V4' {
  return vectorTypes.has(type);
}

/** GitHub's `severity: "HIGH"`, Debian's `urgency: "low"`. What is no text there is another database's own and not ours to judge. */
function words(specific: unknown): readonly string[] {
  if (!isObject(specific)) return [];
  return [specific['severity'], specific['urgency']].filter((word): word is string => typeof word === 'string' && word !== '');
}

/** openEuler and others map each CVE of a record to severities of its own. */
function mappedSeverities(specific: unknown): readonly unknown[] {
  const map = isObject(specific) ? specific['cves_map'] : null;
  const cves = isObject(map) && Array.isArray(map['cves']) ? map['cves'] : [];
  return cves.flatMap((cve: unknown) => (isObject(cve) && Array.isArray(cve['severity']) ? [cve['severity']] : []));
}
