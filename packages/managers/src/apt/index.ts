/** apt, the package manager of Debian, Ubuntu and their kin. Facts and wiring; what it does and does not is in readme.md. */
import type { PackageManager } from '../types.ts';
import { applyChanges } from './apply.ts';
import { readChangelogs } from './changelogs.ts';
import { readConffiles } from './conffiles.ts';
import { detectApt } from './detect.ts';
import { getPackages } from './get.ts';
import { refreshLists } from './lists.ts';
import { repairApt } from './repair.ts';
import { readRuntime } from './runtime.ts';
import { scanApt } from './scan.ts';
import { simulateApt } from './simulate.ts';

export const apt: PackageManager = {
  id: 'apt',
  displayName: 'apt (Debian, Ubuntu)',
  docs: ['https://manpages.debian.org/apt-get.8', 'https://manpages.debian.org/apt.conf.5', 'https://manpages.debian.org/dpkg.1'],
  can: { simulate: true, pinVersion: true, goBack: true, hold: true, preDownload: true },
  detect: detectApt,
  refresh: refreshLists,
  scan: scanApt,
  changelogs: readChangelogs,
  runtime: readRuntime,
  simulate: simulateApt,
  get: getPackages,
  apply: applyChanges,
  configurationFiles: readConffiles,
  repair: repairApt,
};
