/** The National Vulnerability Database: CVSS vectors of NIST and of others. */
import type { Feed } from '../types.ts';
import { allPages, pagesChanged, untilOf } from './addresses.ts';
import { readNvd } from './read.ts';

export const nvd: Feed = {
  id: 'nvd',
  displayName: 'NVD',
  docs: ['https://nvd.nist.gov/developers/vulnerabilities', 'https://csrc.nist.gov/schema/nvd/api/2.0/cve_api_json_2.0.schema'],
  attribution: 'This product uses data from the NVD API but is not endorsed or certified by the NVD.',
  base: 'https://services.nvd.nist.gov',
  // Five requests in thirty seconds for who has no key (https://nvd.nist.gov/developers/start-here).
  pauseMs: 6_000,
  everyHours: 24,
  lateAfterHours: 48,
  whole: false,
  sameId: 'replace',
  parts: null,
  addresses: () => [allPages()],
  changes: {
    wholeEveryHours: 7 * 24,
    addresses: (since, until) => {
      const pages = pagesChanged(since, until);
      return pages === null ? null : [pages];
    },
    untilOf,
  },
  // A CVE's own file is named as a CVE record is: only its folder tells them apart.
  accepts: (path) =>
    /(?:^|\/)nvd[^/]*\.json(?:\.gz)?$/.test(path) ||
    /(?:^|\/)nvd[^/]*\/(?:.*\/)?CVE-\d{4}-\d{4,19}\.json(?:\.gz)?$/.test(path) ||
    /(?:^|\/)rest\/json\/cves\/2\.0\?/.test(path),
  parse: readNvd,
};
