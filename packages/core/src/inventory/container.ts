/** Which of the kinds of machine that systemd-detect-virt(1) tells share the kernel of another. */

const kinds: ReadonlySet<string> = new Set([
  'lxc',
  'lxc-libvirt',
  'systemd-nspawn',
  'docker',
  'podman',
  'rkt',
  'wsl',
  'proot',
  'pouch',
  'openvz',
  'container-other',
]);

/**
 * Whether a device is a container, by what it says of itself (`virtualisation` of its facts). Null: nothing tells, so that it counts as a machine: a restart
 * that is asked for and not needed is seen, one that is needed and never asked for is not.
 */
export function isContainer(virtualisation: string | null): boolean | null {
  return virtualisation === null ? null : kinds.has(virtualisation);
}

/** Why a container is never asked to restart. Null: the device is none, or it is not known. */
export function noRestartInContainer(virtualisation: string | null): string | null {
  return isContainer(virtualisation) === true
    ? `It is a container (${virtualisation}): its kernel is its host’s, so no update in it needs a restart. Services that run old code are named by themselves.`
    : null;
}
