/** One CVE as NVD's API 2.0 gives it (https://csrc.nist.gov/schema/nvd/api/2.0/cve_api_json_2.0.schema). */
import { cveIdOf, instantOf, listOf, objectOf, textOf, vectorOf } from '../fields/index.ts';
import type { FeedRecord } from '../types.ts';

/** Newest version first; of one version the primary source comes before the secondary ones. */
const metricFields = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2'] as const;

type Vector = { readonly vector: string; readonly source: string; readonly primary: boolean };

/**
 * What NVD says of a CVE: when it published it, and vectors with who gave them. A rejected one says that there is nothing. `item` is
 * an entry of `vulnerabilities`, `{ cve: … }`, or the CVE itself.
 */
export function nvdRecords(item: unknown, where: string): readonly FeedRecord[] {
  const outer = objectOf(item);
  const cve = objectOf(outer?.['cve']) ?? outer;
  const id = cveIdOf(cve?.['id']);
  if (cve === null || id === null) return [problem(where, 'The CVE id is none.')];
  if (textOf(cve['vulnStatus'])?.toLowerCase() === 'rejected') return [{ type: 'cve', cve: { id, published: null, cvss: [] } }];
  const published = instantOf(cve['published']);
  const problems: FeedRecord[] = [];
  if (published === null) problems.push(problem(where, `${id}: its time of publication is none.`));
  const metrics = objectOf(cve['metrics']);
  const vectors = metricFields.flatMap((field) => {
    const ofVersion: Vector[] = [];
    for (const metric of listOf(metrics?.[field])) {
      const vector = vectorOfMetric(metric);
      if (vector === null) problems.push(problem(where, `${id}: a ${field} has no vector.`));
      else ofVersion.push(vector);
    }
    return ofVersion.toSorted((a, b) => Number(b.primary) - Number(a.primary));
  });
  const cvss = vectors.map(({ vector, source }) => ({ vector, source }));
  return [{ type: 'cve', cve: { id, published, ...(cvss.length > 0 && { cvss }) } }, ...problems];
}

function vectorOfMetric(metric: unknown): Vector | null {
  const object = objectOf(metric);
  const vector = vectorOf(objectOf(object?.['cvssData'])?.['vectorString']);
  if (object === null || vector === null) return null;
  return { vector, source: textOf(object['source']) ?? 'unknown', primary: object['type'] === 'Primary' };
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } };
}
