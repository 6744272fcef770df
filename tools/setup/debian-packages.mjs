/** @typedef {'node' | 'database-15' | 'browser' | 'report' | 'lab'} Need */

/**
 * The Debian packages that tests and lab use, and what for.
 * @type {ReadonlyArray<{ name: string, for: Need, reason: string }>}
 */
export const debianPackages = [
  { name: 'libatomic1', for: 'node', reason: 'Node 26 itself' },
  { name: 'postgresql', for: 'database-15', reason: "database tests on Debian's own PostgreSQL (no cluster is created or started)" },
  { name: 'poppler-utils', for: 'report', reason: 'pdftotext reads the installation report back' },
  { name: 'chromium', for: 'browser', reason: 'browser tests of the console' },
  { name: 'mmdebstrap', for: 'lab', reason: "builds the devices' root folders from Debian's archive" },
  { name: 'apt-utils', for: 'lab', reason: 'apt-ftparchive makes the local archive' },
  { name: 'dpkg-dev', for: 'lab', reason: 'dpkg-deb and dpkg-scanpackages build its packages' },
  { name: 'gpg', for: 'lab', reason: 'signs the local archive' },
  { name: 'gpg-agent', for: 'lab', reason: "holds the archive's key while gpg signs" },
  { name: 'gpgv', for: 'lab', reason: 'apt checks signatures with it' },
  { name: 'systemd-container', for: 'lab', reason: 'systemd-nspawn boots the devices' },
  { name: 'iproute2', for: 'lab', reason: 'a network namespace for each device' },
  { name: 'zstd', for: 'lab', reason: 'packs root folders' },
  { name: 'xz-utils', for: 'lab', reason: 'unpacks package lists and packages' },
];
