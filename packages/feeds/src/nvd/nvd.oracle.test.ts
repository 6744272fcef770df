/** Real answers of the NVD, kept beside the checkout and not in it. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cvesOf, fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { nvd } from './index.ts';

const folder = new URL('../../../../../shared/data/feeds/nvd/', import.meta.url);

test.runIf(existsSync(folder))('every real answer reads (needs shared/data/feeds/nvd)', async () => {
  const names = readdirSync(folder).filter((name) => nvd.accepts(`nvd/${name}`));
  expect(names).toHaveLength(23);
  const records = (await Promise.all(names.map((name) => recordsOf(nvd, fileAt(new URL(name, folder)))))).flat();
  expect(problemsOf(records)).toEqual([]);
  const cves = cvesOf(records);
  expect(cves.map((cve) => `${cve.id}.json`)).toEqual(names);
  expect(cves.every((cve) => cve.published?.endsWith('Z'))).toBe(true);
  expect(cves.filter((cve) => cve.cvss).length).toBeGreaterThanOrEqual(21);
  expect(cves.find((cve) => cve.id === 'CVE-2022-25761')?.cvss?.map((one) => one.source)).toEqual(['nvd@nist.gov', 'report@snyk.io']);
});
