/** Real CVE records, kept beside the checkout and not in it. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cvesOf, fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { vulnrichment } from './index.ts';

const folder = new URL('../../../../../shared/data/feeds/cve5/', import.meta.url);

test.runIf(existsSync(folder))('every real record reads, with its vectors and points (needs shared/data/feeds/cve5)', async () => {
  const names = readdirSync(folder).filter((name) => vulnrichment.accepts(name));
  expect(names).toHaveLength(22);
  const records = (await Promise.all(names.map((name) => recordsOf(vulnrichment, fileAt(new URL(name, folder)))))).flat();
  expect(problemsOf(records)).toEqual([]);
  const cves = new Map(cvesOf(records).map((cve) => [cve.id, cve]));
  expect([...cves.keys()].map((id) => `${id}.json`)).toEqual(names);
  expect([...cves.values()].every((cve) => cve.published?.endsWith('Z'))).toBe(true);
  expect([...cves.values()].filter((cve) => cve.ssvc).length).toBe(15);
  expect([...cves.values()].filter((cve) => cve.cvss).length).toBe(15);
  expect(cves.get('CVE-2021-44228')).toMatchObject({
    cvss: [{ source: 'CISA-ADP' }],
    ssvc: { exploitation: 'active', automatable: true, technicalImpact: 'total' },
  });
  expect(cves.get('CVE-2016-15012')?.cvss?.map((one) => one.vector.slice(0, 8))).toEqual(['CVSS:3.1', 'CVSS:3.0', 'AV:A/AC:']);
});
