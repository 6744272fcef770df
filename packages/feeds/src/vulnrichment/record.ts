/** One CVE record (format 5.x, https://cveproject.github.io/cve-schema/schema/docs/). */
import type { CveFacts } from '@fettle/core/risk';
import { cveIdOf, instantOf, listOf, objectOf, textOf, vectorOf } from '../fields/index.ts';
import type { FeedRecord } from '../types.ts';
import { newestSsvc, readSsvc } from './ssvc.ts';

/** The fields that hold CVSS; whoever uses the vectors chooses by version. */
const vectorFields = ['cvssV4_0', 'cvssV3_1', 'cvssV3_0', 'cvssV2_0'] as const;

/**
 * What a record says: when it was published, vectors (those of the naming authority, the CNA, first: they win over additions), CISA's
 * SSVC points. A rejected record says that there is nothing. A vector or a point that can not be read is left out and said.
 * null: this is no CVE record at all.
 */
export function cveRecords(document: unknown, where: string): readonly FeedRecord[] | null {
  const record = objectOf(document);
  const meta = objectOf(record?.['cveMetadata']);
  if (record === null || meta === null) return null;
  const id = cveIdOf(meta['cveId']);
  if (id === null) return [problem(where, 'The CVE id is none.')];
  const state = textOf(meta['state']);
  if (state === 'REJECTED') return [{ type: 'cve', cve: { id, published: null, cvss: [], ssvc: null } }];
  if (state !== 'PUBLISHED') return [problem(where, `The state of ${id} is neither PUBLISHED nor REJECTED.`)];
  const containers = objectOf(record['containers']);
  const cna = objectOf(containers?.['cna']);
  if (cna === null) return [problem(where, `${id} has no container of its naming authority.`)];

  const problems: FeedRecord[] = [];
  const complain = (why: string): void => void problems.push(problem(where, `${id}: ${why}`));
  const published = instantOf(meta['datePublished']);
  if (published === null && meta['datePublished'] !== undefined) complain('its time of publication is none.');
  const additions = listOf(containers?.['adp'])
    .map(objectOf)
    .filter((one) => one !== null);
  const cvss = [cna, ...additions].flatMap((container) => vectorsOf(container, complain));
  const ssvc = newestSsvc(additions.flatMap(metricsOf).flatMap((metric) => readSsvc(metric, complain)));
  return [
    {
      type: 'cve',
      cve: {
        id,
        published,
        ...(cvss.length > 0 && { cvss }),
        ...(ssvc !== null && { ssvc }),
      },
    },
    ...problems,
  ];
}

function vectorsOf(container: Readonly<Record<string, unknown>>, complain: (why: string) => void): CveFacts['cvss'] {
  const source = textOf(objectOf(container['providerMetadata'])?.['shortName']) ?? 'unknown';
  return metricsOf(container).flatMap((metric) =>
    vectorFields.flatMap((field) => {
      const score = objectOf(metric[field]);
      if (score === null) return [];
      const vector = vectorOf(score['vectorString']);
      if (vector === null) complain(`the ${field} of ${source} has no vector.`);
      return vector === null ? [] : [{ vector, source }];
    }),
  );
}

function metricsOf(container: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return listOf(container['metrics'])
    .map(objectOf)
    .filter((metric) => metric !== null);
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } };
}
