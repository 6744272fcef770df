/** How deep in the system an update works, by the name of its package. */
import { asksForRestart, isContainer } from '../inventory/index.ts';
import type { ManagerId } from '../inventory/index.ts';

export type UpdateKind = 'kernel' | 'driver' | 'firmware' | 'other';

/** Binary packages, not sources: the source of a kernel also makes headers and documents, which harm nothing. First match counts. */
const kinds: Readonly<Record<ManagerId, readonly (readonly [UpdateKind, RegExp])[]>> = {
  apt: [
    ['firmware', /^(?:firmware-.+|linux-firmware(?:-.+)?|intel-microcode|amd64-microcode)$/],
    ['driver', /^(?:.+-dkms|nvidia-(?:driver|kernel)-?.*|linux-modules-nvidia-.+|xserver-xorg-video-.+|broadcom-sta-.+)$/],
    ['kernel', /^(?:linux-image-.+|linux-modules-.+|kernel-image-.+|pve-kernel-.+|proxmox-kernel-.+)$/],
  ],
  dnf: [
    ['firmware', /^(?:.+-firmware|linux-firmware(?:-.+)?|microcode_ctl)$/],
    ['driver', /^(?:kmod-.+|akmod-.+|dkms-.+|nvidia-driver(?:-.+)?|xorg-x11-drv-.+)$/],
    ['kernel', /^kernel(?:-rt|-uek|-64k)?(?:-core|-modules(?:-core|-extra)?)?$/],
  ],
};

/** A kernel, a driver, firmware, or anything else. `kmod-libs` are tools of the system, no driver. */
export function kindOfUpdate(manager: ManagerId, name: string): UpdateKind {
  if (name === 'kmod-libs') return 'other';
  return kinds[manager].find(([, names]) => names.test(name))?.[0] ?? 'other';
}

/**
 * Whether the device must restart for it. What its own package manager said when it simulated the change goes before the name, but only where it says no, or
 * where this update is all of the change: a change of many asks for a restart for any of them. Never in a container. Null: it could not say.
 */
export function restartOfUpdate(
  manager: ManagerId,
  name: string,
  simulated: { readonly restart: 'needed' | 'not-needed' | 'unknown'; readonly changes: number } | null,
  virtualisation: string | null = null,
): boolean | null {
  if (isContainer(virtualisation) === true) return false;
  if (asksForRestart(manager, name)) return true;
  if (simulated === null || simulated.restart === 'not-needed') return false;
  if (simulated.changes !== 1) return false;
  return simulated.restart === 'needed' ? true : null;
}
