/** CISA's catalogue of known exploited vulnerabilities: that a CVE is in it is the strongest sign that it is used. */
import type { Feed } from '../types.ts';
import { readKev } from './read.ts';

export const kev: Feed = {
  id: 'kev',
  displayName: 'CISA Known Exploited Vulnerabilities',
  docs: [
    'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
    'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json',
  ],
  attribution: 'Known Exploited Vulnerabilities Catalog, CISA. CC0 1.0.',
  base: 'https://www.cisa.gov/sites/default/files/feeds',
  everyHours: 6,
  lateAfterHours: 48,
  whole: true,
  sameId: 'replace',
  parts: null,
  addresses: () => [{ path: 'known_exploited_vulnerabilities.json', index: null }],
  accepts: (path) => /(?:^|\/)known_exploited_vulnerabilities[^/]*\.(?:json|csv)(?:\.gz)?$/.test(path) && !/schema[^/]*$/.test(path),
  parse: readKev,
};
