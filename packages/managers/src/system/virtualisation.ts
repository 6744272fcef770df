/** Whether the device is a machine of its own, a virtual one or a container. */
import { isContainer } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';

/**
 * systemd-detect-virt(1)'s word where it is there (`none`, `kvm`, `docker`, …), else the traces that containers and hypervisors leave.
 * null: nothing tells.
 */
export async function readVirtualisation(machine: Machine): Promise<string | null> {
  const asked = await machine.run(['systemd-detect-virt'], { timeoutMs: 10_000, maxOutputBytes: 4096 });
  const word = asked.stdout.trim();
  // It exits 1 for `none`.
  if (asked.notStarted === null && /^[a-z0-9-]{2,40}$/.test(word)) return word;
  return containerByTraces(machine).then((found) => found ?? hypervisorByTraces(machine));
}

/**
 * A container never needs a restart: its kernel is its host's, and what runs old code in it is restarted by itself. What packages ask for there
 * (/run/reboot-required, needs-restarting) is meant for a machine. false also where nothing tells.
 */
export async function neverRestarts(machine: Machine): Promise<boolean> {
  return isContainer(await readVirtualisation(machine)) === true;
}

async function containerByTraces(machine: Machine): Promise<string | null> {
  const declared = (await machine.readFile('/run/systemd/container'))?.trim();
  if (declared) return declared;
  if (await machine.exists('/.dockerenv')) return 'docker';
  if (await machine.exists('/run/.containerenv')) return 'podman';
  const environment = (await machine.readFile('/proc/1/environ'))?.split('\0') ?? [];
  const named = environment.find((one) => one.startsWith('container='))?.slice('container='.length);
  if (named) return named;
  return /microsoft/i.test((await machine.readFile('/proc/sys/kernel/osrelease')) ?? '') ? 'wsl' : null;
}

async function hypervisorByTraces(machine: Machine): Promise<string | null> {
  const product = `${(await machine.readFile('/sys/class/dmi/id/sys_vendor')) ?? ''} ${(await machine.readFile('/sys/class/dmi/id/product_name')) ?? ''}`;
  const known: readonly (readonly [RegExp, string])[] = [
    [/VMware/i, 'vmware'],
    [/VirtualBox/i, 'oracle'],
    [/Microsoft Corporation Virtual Machine/i, 'microsoft'],
    [/Xen/i, 'xen'],
    [/Google Compute Engine/i, 'google'],
    [/Amazon EC2/i, 'amazon'],
    [/QEMU|KVM/i, 'kvm'],
  ];
  return known.find(([pattern]) => pattern.test(product))?.[1] ?? null;
}
