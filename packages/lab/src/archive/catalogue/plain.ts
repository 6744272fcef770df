/** Packages that each show one ordinary thing: a changed configuration file, a restart flag, a chain of dependencies. */
import type { LabPackage } from '../package.ts';

/** The flag as Debian's kernel hook writes it, on an upgrade only. */
const restartFlag = `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -n "$2" ]; then
  : > /run/reboot-required
  echo lab-kernel >> /run/reboot-required.pkgs
fi
`;

const CONF = '/etc/lab-conf.conf';

export const plain: readonly LabPackage[] = [
  {
    name: 'lab-conf',
    version: '1.0-1',
    suite: 'lab',
    changes: ['First release.'],
    files: [{ path: CONF, content: 'setting=1\n' }],
    conffiles: [CONF],
  },
  {
    name: 'lab-conf',
    version: '2.0-1',
    suite: 'lab-security',
    changes: ['Safer default (CVE-2099-40001); the shipped configuration file changes.'],
    files: [{ path: CONF, content: 'setting=2\n' }],
    conffiles: [CONF],
  },
  { name: 'lab-kernel', version: '6.0-1', suite: 'lab', changes: ['First release.'], scripts: { postinst: restartFlag } },
  {
    name: 'lab-kernel',
    version: '6.1-1',
    suite: 'lab-security',
    changes: ['Fix privilege escalation (CVE-2099-30001). Takes effect after a restart.'],
    scripts: { postinst: restartFlag },
  },
  { name: 'lab-lib', version: '1.0-1', suite: 'lab', changes: ['First release.'] },
  { name: 'lab-lib', version: '2.0-1', suite: 'lab', changes: ['New interface.'] },
  { name: 'lab-user', version: '1.0-1', suite: 'lab', changes: ['First release.'], depends: 'lab-lib (>= 1.0-1)' },
  {
    name: 'lab-user',
    version: '2.0-1',
    suite: 'lab-security',
    changes: ['Fix use after free (CVE-2099-50001); needs the new lab-lib.'],
    depends: 'lab-lib (>= 2.0-1)',
  },
];
