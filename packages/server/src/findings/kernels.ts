/**
 * Which packages are kernels, and which of them runs. Several are installed side by side, and only the one that runs exposes anybody: an older one that is
 * still on the disk is no vulnerability, and a newer one that waits for a restart protects nobody.
 */
import type { ManagerId } from '@fettle/core/inventory';
import { compareVersions, schemeOf } from '@fettle/core/versions';

export type SoftwareRow = {
  readonly id: number;
  readonly manager: ManagerId;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source_name: string;
  readonly source_version: string;
};

/** A kernel package: `line` is what a newer one takes the place of (same package, same flavour), `release` is what `uname -r` says when it runs. */
export type Kernel = { readonly software: SoftwareRow; readonly line: string; readonly release: string };

const debNames =
  /^(linux-image|linux-modules|linux-modules-extra|linux-image-uc|pve-kernel|proxmox-kernel)-(?:unsigned-)?(\d\S*?)(?:-signed)?$/;
const rpmNames =
  /^kernel(?:-(?:core|modules|modules-core|modules-extra|rt|rt-core|rt-modules|uek|uek-core|uek-modules|64k|64k-core|64k-modules))?$/;

/** Names that a query looks for before `kernelOf` decides. */
export const kernelNamePrefixes = ['linux-image-', 'linux-modules-', 'pve-kernel-', 'proxmox-kernel-', 'kernel'] as const;

/** The kernel that a package is; null: it is none. Debian and Ubuntu name the release in the package, rpm in its version. */
export function kernelOf(software: SoftwareRow): Kernel | null {
  if (software.manager === 'apt') {
    const [, kind, release] = debNames.exec(software.name) ?? [];
    if (kind === undefined || release === undefined) return null;
    return { software, line: `${kind} ${flavourOf(release)} ${software.architecture}`, release };
  }
  if (!rpmNames.test(software.name)) return null;
  const release = `${software.version.replace(/^\d+:/, '')}.${software.architecture}`;
  return { software, line: `${software.name} ${software.architecture}`, release };
}

/** What stands after the numbers of a release: `amd64`, `cloud-amd64`, `generic`. */
function flavourOf(release: string): string {
  return /^[\d.]+(?:[-+~.][\d.]+|[-+~]bpo\.\d+|[-+~]deb\d+u?\d*)*-(.+)$/.exec(release)?.[1] ?? '';
}

/** Whether this kernel is the one that `uname -r` names. Kernels for real time, 64k pages and the like add their flavour behind a plus. */
export function isRunning(kernel: Kernel, running: string): boolean {
  return kernel.release === running || `${kernel.release}+rt` === running || `${kernel.release}+64k` === running;
}

/** The newest of one line. What can not be compared leaves the first. */
export function newestOf(kernels: readonly Kernel[]): Kernel | null {
  const [first, ...others] = kernels;
  if (first === undefined) return null;
  return others.reduce((best, one) => {
    const scheme = schemeOf(one.software.manager);
    const byRelease = compareVersions(scheme, one.release, best.release);
    const order = byRelease === 0 ? compareVersions(scheme, one.software.version, best.software.version) : byRelease;
    return order === 1 ? one : best;
  }, first);
}

/** The source without its signing: `linux-signed-amd64` is `linux`, built again with a signature. */
export function stemOf(source: string): string {
  return source.replace(/-signed(?:-.*)?$/, '');
}
