/** @typedef {'node' | 'archive' | 'database-15' | 'report' | 'browser' | 'lab' | 'machine'} Need */

/**
 * The Debian packages that tests and lab use, and what for. What every Debian has (dpkg, apt, util-linux) is not listed.
 * @type {ReadonlyArray<{ name: string, for: Need, reason: string }>}
 */
export const debianPackages = [
  { name: 'libatomic1', for: 'node', reason: 'Node 26 itself' },
  { name: 'gpg', for: 'archive', reason: 'signs the apt archives that tests make' },
  { name: 'gpg-agent', for: 'archive', reason: "holds an archive's key while gpg signs" },
  { name: 'postgresql', for: 'database-15', reason: "database tests on Debian's own PostgreSQL (no cluster is created or started)" },
  { name: 'poppler-utils', for: 'report', reason: 'pdftotext reads the installation report back' },
  { name: 'python3-openpyxl', for: 'report', reason: 'reads workbooks back' },
  { name: 'chromium', for: 'browser', reason: 'browser tests of the console' },
  { name: 'mmdebstrap', for: 'lab', reason: "builds the devices' root folders from Debian's archive" },
  { name: 'systemd-container', for: 'lab', reason: 'systemd-nspawn boots the devices' },
  { name: 'iproute2', for: 'lab', reason: 'a network namespace for each device' },
  { name: 'binutils', for: 'lab', reason: "strip takes the symbols off the agent's executable" },
  { name: 'dnf', for: 'lab', reason: 'the package manager of Fedora and its kin, tried in a root of its own' },
  { name: 'dnf-plugins-core', for: 'lab', reason: "dnf's plugins: versionlock, needs-restarting, download" },
  { name: 'rpm', for: 'lab', reason: 'rpmbuild and rpmsign make the packages that dnf is tried with' },
  { name: 'createrepo-c', for: 'lab', reason: 'writes the index of an rpm repository, its advisories and modules' },
  { name: 'qemu-system-x86', for: 'machine', reason: 'the virtual machine whose kernel is updated (npm run lab -- kernel)' },
  { name: 'btrfs-progs', for: 'lab', reason: 'a device whose root lies on btrfs, for snapshots' },
  { name: 'xz-utils', for: 'lab', reason: "unpacks the lists of Debian's archive" },
];
