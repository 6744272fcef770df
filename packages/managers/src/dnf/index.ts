/** dnf, the package manager of Fedora, Enterprise Linux and their kin (there also called yum). Facts and wiring; what it does and does not is in readme.md. */
import type { PackageManager } from '../types.ts';
import { applyChanges } from './apply.ts';
import { readAdvisories } from './changelogs.ts';
import { detectDnf } from './detect.ts';
import { getPackages } from './get.ts';
import { refreshLists } from './lists.ts';
import { repairDnf } from './repair.ts';
import { readRuntime } from './runtime.ts';
import { scanDnf } from './scan.ts';
import { simulateDnf } from './simulate.ts';

export const dnf: PackageManager = {
  id: 'dnf',
  displayName: 'dnf (Fedora, Enterprise Linux)',
  docs: [
    'https://dnf.readthedocs.io/en/latest/command_ref.html',
    'https://dnf.readthedocs.io/en/latest/conf_ref.html',
    'https://rpm.org/documentation.html',
  ],
  can: { simulate: true, pinVersion: true, goBack: true, hold: true, preDownload: true },
  detect: detectDnf,
  refresh: refreshLists,
  scan: scanDnf,
  changelogs: readAdvisories,
  runtime: readRuntime,
  simulate: simulateDnf,
  get: getPackages,
  apply: applyChanges,
  repair: repairDnf,
};
