import type { ManagerId } from './managers.ts';

/**
 * Names after which a device must restart, as each manager's distributions list them. apt: the images and modules of kernels, which set the flag through the hooks in
 * /etc/kernel/postinst.d, and what everything runs on (Ubuntu's list of notify-reboot-required, Debian's dbus). dnf: the names that needs-restarting(1) goes by.
 */
const restartNames: Readonly<Record<ManagerId, RegExp>> = {
  apt: /^(?:(?:linux-image|linux-modules|kernel-image|pve-kernel|proxmox-kernel)-.*|libc6|dbus|dbus-daemon|dbus-broker|intel-microcode|amd64-microcode|linux-base)$/,
  dnf: /^(?:kernel(?:-core|-rt|-rt-core|-uek)?|glibc|linux-firmware|systemd|dbus|dbus-broker|dbus-daemon|microcode_ctl)$/,
};

/** Whether a package of this name asks for a restart of the device. By its name alone: a package whose own script asks for one is seen when a change is simulated. */
export function asksForRestart(manager: ManagerId, name: string): boolean {
  return restartNames[manager].test(name);
}
