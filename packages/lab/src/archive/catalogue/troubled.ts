/** Packages that each bring one kind of trouble. */
import type { LabPackage } from '../package.ts';

const failingPreinst = `#!/bin/sh
echo "lab-pre: this machine is not supported" >&2
exit 1
`;

/** How many seconds the postinst of lab-slow 1.1 takes: the content of this file, or 20. */
export const SLOW_SECONDS = '/etc/lab-slow.seconds';

const slowPostinst = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  sleep "$(cat ${SLOW_SECONDS} 2>/dev/null || echo 20)"
fi
`;

export const troubled: readonly LabPackage[] = [
  /** The new version's preinst fails: dpkg unwinds by itself and the old version stays. */
  { name: 'lab-pre', version: '1.0-1', suite: 'lab', changes: ['First release.'] },
  { name: 'lab-pre', version: '1.1-1', suite: 'lab', changes: ['Its preinst always fails.'], scripts: { preinst: failingPreinst } },
  { name: 'lab-slow', version: '1.0-1', suite: 'lab', changes: ['First release.'] },
  {
    name: 'lab-slow',
    version: '1.1-1',
    suite: 'lab-security',
    changes: ['Slow to configure (CVE-2099-60001).'],
    scripts: { postinst: slowPostinst },
  },
  /** Offered to no device yet: apt keeps it back. */
  { name: 'lab-phased', version: '1.0-1', suite: 'lab', changes: ['First release.'] },
  { name: 'lab-phased', version: '1.1-1', suite: 'lab', changes: ['Rolled out in phases.'], phased: 0 },
  /** The new version needs what no archive has: apt keeps it back. */
  { name: 'lab-unmet', version: '1.0-1', suite: 'lab', changes: ['First release.'] },
  { name: 'lab-unmet', version: '2.0-1', suite: 'lab', changes: ['Needs a package that does not exist.'], depends: 'lab-nowhere (>= 9)' },
];
