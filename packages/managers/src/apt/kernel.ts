/** The running kernel against the newest installed one of its kind. */
import type { RestartReason } from '@fettle/core/inventory';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import type { Machine } from '../machine/index.ts';
import { readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';

/** null: cannot be known. No reason where the running kernel came from no installed package: then the package says nothing about it. */
export async function kernelReasons(machine: Machine): Promise<readonly RestartReason[] | null> {
  const running = (await machine.readFile('/proc/sys/kernel/osrelease'))?.trim() ?? '';
  const build = (await machine.readFile('/proc/version')) ?? '';
  const installed = await readInstalled(machine);
  if (running === '' || !installed.ok) return null;
  return compareKernels(running, build, installed.packages);
}

/**
 * `running` as `uname -r` (6.1.0-50-amd64); `build` is /proc/version, in which Debian and Ubuntu name the package version
 * (`#1 SMP … Debian 6.1.176-1 (2026-…)`, `#91-Ubuntu`). Only kernels of the same flavour (amd64, cloud-amd64, generic) are compared.
 */
export function compareKernels(running: string, build: string, packages: readonly DpkgPackage[]): readonly RestartReason[] {
  const images = packages.flatMap((one) => {
    const release = /^linux-image-(?:unsigned-)?(\d\S*)$/.exec(one.name)?.[1];
    return release === undefined || one.condition !== 'installed' ? [] : [{ release, version: one.version }];
  });
  const own = images.find((one) => one.release === running);
  if (own === undefined) return [];
  const flavour = flavourOf(running);
  const newest = images
    .filter((one) => flavourOf(one.release) === flavour)
    .reduce((best, one) => (compareVersions(schemeOf('apt'), one.release, best.release) === 1 ? one : best), own);
  if (newest.release !== running) return [{ kind: 'kernel', detail: `Runs ${running}, ${newest.release} is installed` }];
  const built = /\bDebian (\S+)/.exec(build)?.[1];
  if (built !== undefined && compareVersions(schemeOf('apt'), own.version, built) === 1) {
    return [{ kind: 'kernel', detail: `Runs ${running} in version ${built}, ${own.version} is installed` }];
  }
  return [];
}

function flavourOf(release: string): string {
  return /^[\d.]+(?:[-+~.][\d.]+|[-+~]bpo\.\d+|[-+~]deb\d+u?\d*)*-(.+)$/.exec(release)?.[1] ?? '';
}
