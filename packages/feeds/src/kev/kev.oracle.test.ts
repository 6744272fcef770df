/** The real catalogue, kept beside the checkout and not in it. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cvesOf, fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { kev } from './index.ts';

const folder = new URL('../../../../../shared/data/feeds/kev/', import.meta.url);

test.runIf(existsSync(folder))('the real catalogue reads, and both its forms say the same (needs shared/data/feeds/kev)', async () => {
  const json = await recordsOf(kev, fileAt(new URL('known_exploited_vulnerabilities.json', folder)));
  const csv = await recordsOf(kev, fileAt(new URL('known_exploited_vulnerabilities.csv', folder)));
  expect(cvesOf(json)).toHaveLength(1404);
  expect(cvesOf(json).filter((cve) => cve.kev?.ransomware)).toHaveLength(293);
  expect(cvesOf(csv)).toEqual(cvesOf(json));

  const withoutDue = cvesOf(json).filter((cve) => cve.kev?.due === null);
  expect(withoutDue).toHaveLength(15);
  expect(problemsOf(json)).toHaveLength(15);
  expect(problemsOf(json).every((problem) => problem.why.includes('before it was added'))).toBe(true);
});
