/**
 * lab-phases: stops an upgrade inside each of its maintainer scripts, for tests that cut the power there. A script writes
 * "VERSION SCRIPT ARGUMENT" to the log, which survives power loss, then waits while its hold file exists, which does not.
 */
import type { Device } from '../../world/device.ts';
import { waitFor } from '../../world/wait.ts';
import type { LabPackage, ScriptName } from '../package.ts';

/** The order in which dpkg calls them on an upgrade (Debian Policy 6.6). */
export const UPGRADE_PHASES = ['prerm-upgrade', 'preinst-upgrade', 'postrm-upgrade', 'postinst-configure'] as const;
export type UpgradePhase = (typeof UPGRADE_PHASES)[number];

export const PHASE_LOG = '/var/lib/lab-phases/log';

/** Names the phase that a script is being held in. */
const HELD = '/run/lab-phases/held';

/** The file whose existence stops a phase, at most for two minutes. */
function holdFile(phase: UpgradePhase): string {
  return `/run/lab-phases/hold-${phase}`;
}

/** Makes the next upgrade of lab-phases stop in a phase until `letGo`, or until the power goes. */
export async function hold(device: Device, phase: UpgradePhase): Promise<void> {
  await device.put(holdFile(phase), '');
}

/** Lets a held upgrade go on. */
export async function letGo(device: Device, phase: UpgradePhase): Promise<void> {
  await device.must(['rm', '-f', HELD, holdFile(phase)]);
}

/** Waits until an upgrade stands in a held phase. */
export async function untilHeld(device: Device, phase: UpgradePhase, timeout = 30_000): Promise<void> {
  await waitFor(
    `${device.name} to stop in ${phase} of lab-phases`,
    async () => ((await device.exec(['cat', HELD])).stdout.trim() === phase ? true : null),
    { timeout },
  );
}

const SCRIPTS: readonly ScriptName[] = ['preinst', 'postinst', 'prerm', 'postrm'];

function script(version: string, name: ScriptName): string {
  return `#!/bin/sh
set -e
mkdir -p /var/lib/lab-phases
echo "${version} ${name} $1" >> ${PHASE_LOG}
n=0
while [ -e "/run/lab-phases/hold-${name}-$1" ] && [ "$n" -lt 1200 ]; do
  echo "${name}-$1" > ${HELD}
  sleep 0.1
  n=$((n + 1))
done
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
