/** CVE records with CISA's additions: SSVC points and vectors where the naming authority gave none. */
import type { Feed } from '../types.ts';
import { readVulnrichment } from './read.ts';

export const vulnrichment: Feed = {
  id: 'vulnrichment',
  displayName: 'CISA Vulnrichment (CVE records)',
  docs: [
    'https://github.com/cisagov/vulnrichment',
    'https://cveproject.github.io/cve-schema/schema/docs/',
    'https://certcc.github.io/SSVC/',
  ],
  attribution: 'Vulnrichment, CISA. CC0 1.0. CVE records: CVE Program, https://www.cve.org/legal/termsofuse.',
  base: 'https://codeload.github.com/cisagov/vulnrichment',
  everyHours: 24,
  lateAfterHours: 48,
  whole: false,
  sameId: 'replace',
  parts: null,
  addresses: () => [{ path: 'tar.gz/refs/heads/develop', index: null }],
  accepts: (path) =>
    /(?:^|\/)CVE-\d{4}-\d{4,19}\.json(?:\.gz)?$/.test(path) ||
    /(?:^|\/)(?:vulnrichment|cvelistV5)[^/]*\.(?:zip|tar|tgz|tar\.gz)$/i.test(path) ||
    /(?:^|\/)tar\.gz\/refs\/heads\/develop$/.test(path),
  parse: readVulnrichment,
};
