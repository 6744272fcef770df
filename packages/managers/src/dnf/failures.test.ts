import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';
import { recogniseFailure } from './translate.ts';

/** As dnf 4 and rpm 4 print them. */
const printed = [
  ['dnf.no-space', 'Error Summary\nDisk Requirements:\n   At least 12MB more space needed on the / filesystem.\n'],
  ['dnf.no-space', 'OSError: [Errno 28] No space left on device'],
  ['dnf.read-only', "OSError: [Errno 30] Read-only file system: '/var/cache/dnf'"],
  ['dnf.no-memory', 'MemoryError'],
  ['dnf.database-damaged', 'error: sqlite failure: PRAGMA secure_delete = OFF: file is not a database'],
  ['dnf.database-damaged', 'error: rpmdb: BDB0113 Thread/process 12/34 failed: BDB1507 Thread died in Berkeley DB library'],
  ['dnf.lock-held', 'Waiting for process with pid 4711 to finish.'],
  ['dnf.lock-held', "RPM: error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)"],
  ['dnf.not-permitted', 'Error: This command has to be run with superuser privileges (under the root user on most systems).'],
  [
    'dnf.bad-signature',
    "RepoError: Failed to download metadata for repo 'lab': repomd.xml GPG signature verification error: Bad GPG signature",
  ],
  ['dnf.unsigned', 'Package lab-app-1.1-1.noarch.rpm is not signed'],
  ['dnf.unsigned', 'Public key for lab-app-1.1-1.noarch.rpm is not installed'],
  ['dnf.hash-mismatch', "lab-app: Downloading successful, but checksum doesn't match. Calculated: x"],
  ['dnf.no-lists', "RepoError: Cache-only enabled but no cache for 'lab'"],
  [
    'dnf.no-name',
    "Curl error (6): Couldn't resolve host name for http://mirror.example.test/x [Could not resolve host: mirror.example.test]",
  ],
  ['dnf.tls', 'Curl error (60): SSL peer certificate or SSH remote key was not OK for https://mirror.example.test/x'],
  ['dnf.unauthorised', 'Status code: 403 for https://mirror.example.test/x (IP: 192.0.2.1)'],
  [
    'dnf.not-on-archive',
    'Cannot download lab.rpm: All mirrors were tried\nStatus code: 404 for http://mirror.example.test/lab.rpm (IP: 192.0.2.1)',
  ],
  ['dnf.server-fault', 'Status code: 503 for http://mirror.example.test/repodata/repomd.xml (IP: 192.0.2.1)'],
  [
    'dnf.unreachable',
    "Curl error (7): Couldn't connect to server for http://mirror.example.test/x [Failed to connect to mirror.example.test port 80]",
  ],
  [
    'dnf.file-clash',
    'Error: Transaction test error:\n  file /etc/x from install of lab-1-1.noarch conflicts with file from package other-1-1.noarch',
  ],
  [
    'dnf.script-before',
    'error: %prein(lab-app-2-1.noarch) scriptlet failed, exit status 1\nError in PREIN scriptlet in rpm package lab-app',
  ],
  ['dnf.scriptlet-failed', 'warning: %post(lab-app-2-1.noarch) scriptlet failed, exit status 1'],
  [
    'dnf.unmet-dependency',
    'DepsolveError: \n Problem: conflicting requests\n  - nothing provides lab-lib >= 2 needed by lab-app-2-1.noarch',
  ],
  ['dnf.unmet-dependency', 'DepsolveError: \n Problem: package lab-a-1-1.noarch conflicts with lab-b provided by lab-b-1-1.noarch'],
  ['dnf.protected', 'Error: \n Problem: The operation would result in removing the following protected packages: dnf'],
  ['dnf.no-sources', 'Error: There are no enabled repositories in "/etc/yum.repos.d".'],
  ['dnf.no-library', "ModuleNotFoundError: No module named 'dnf'"],
] as const;

describe('the failure table of dnf', () => {
  it.each(printed)('knows %s by %j', (code, output) => {
    const trouble = recogniseFailure(output, output);
    expect(trouble).toMatchObject({ code });
    expect(trouble?.cause).not.toMatch(/[{}]|undefined|something/);
  });
  it('has words from a real program for every row that has a pattern', () => {
    const tried = new Set<string>(printed.map(([code]) => code));
    const untried = failures.filter((row) => row.pattern !== null && !tried.has(row.code)).map((row) => row.code);
    expect(untried).toEqual([]);
  });
  it('names what is missing and for what', () => {
    expect(recogniseFailure('nothing provides lab-lib >= 2 needed by lab-app-2-1.noarch', '')?.cause).toBe(
      'Its dependencies can not be met: lab-app-2-1.noarch lacks lab-lib >= 2.',
    );
  });
  it('has each code once', () => {
    expect(new Set(failures.map((row) => row.code)).size).toBe(failures.length);
  });
});
