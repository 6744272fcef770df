import type { Feed } from '../types.ts';
import { idOfPath, startAddresses } from './addresses.ts';
import { parseRedHatCsaf } from './parse.ts';

export const redHatCsaf: Feed = {
  id: 'red-hat-csaf',
  displayName: 'Red Hat advisories and VEX',
  docs: [
    'https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/',
    'https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html',
  ],
  attribution: 'Red Hat Product Security, security data (CSAF advisories and VEX), CC BY 4.0.',
  base: 'https://security.access.redhat.com/data/csaf/v2',
  everyHours: 24,
  lateAfterHours: 72,
  whole: false,
  sameId: 'replace',
  parts: null,
  addresses: () => startAddresses(),
  accepts: (path) =>
    /(?:^|\/)(?:csaf_(?:vex|advisories)_\d{4}-\d{2}-\d{2}\.tar\.(?:zst|gz)|deletions\.csv)$/.test(path) ||
    idOfPath(path.replace(/\.gz$/, '')) !== null,
  parse: parseRedHatCsaf,
};
