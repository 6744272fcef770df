/**
 * lab-phases: stops an upgrade inside each of its maintainer scripts, for tests that cut the power there. A script writes
 * "VERSION SCRIPT ARGUMENT" to the log, which survives power loss, then waits while its hold file exists, which does not.
 */
import type { LabPackage, ScriptName } from '../package.ts';

/** The order in which dpkg calls them on an upgrade (Debian Policy 6.6). */
export const UPGRADE_PHASES = ['prerm-upgrade', 'preinst-upgrade', 'postrm-upgrade', 'postinst-configure'] as const;
export type UpgradePhase = (typeof UPGRADE_PHASES)[number];

export const PHASE_LOG = '/var/lib/lab-phases/log';

/** The file whose existence stops a phase, at most for two minutes. */
export function holdFile(phase: UpgradePhase): string {
  return `/run/lab-phases/hold-${phase}`;
}

const SCRIPTS: readonly ScriptName[] = ['preinst', 'postinst', 'prerm', 'postrm'];

function script(version: string, name: ScriptName): string {
  return `#!/bin/sh
set -e
mkdir -p /var/lib/lab-phases
echo "${version} ${name} $1" >> ${PHASE_LOG}
n=0
while [ -e "/run/lab-phases/hold-${name}-$1" ] && [ "$n" -lt 1200 ]; do sleep 0.1; n=$((n + 1)); done
`;
}

function release(version: string): Pick<LabPackage, 'files' | 'scripts'> {
  return {
    files: [{ path: '/usr/share/lab-phases/version', content: `${version}\n` }],
    scripts: Object.fromEntries(SCRIPTS.map((name) => [name, script(version, name)])),
  };
}

export const phases: readonly LabPackage[] = [
  { name: 'lab-phases', version: '1.0-1', suite: 'lab', changes: ['First release.'], ...release('1.0-1') },
  { name: 'lab-phases', version: '1.1-1', suite: 'lab-security', changes: ['Fix a symlink attack (CVE-2099-70001).'], ...release('1.1-1') },
];
