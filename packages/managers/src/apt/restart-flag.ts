/** The flag by which packages ask for a restart: /run/reboot-required, and beside it who asked (Debian Policy 6, update-notifier). */
import type { RestartReason } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';

/** Empty: nobody asked since the device started (/run is empty then). null: /run itself can not be read. */
export async function restartFlag(machine: Machine): Promise<readonly RestartReason[] | null> {
  const names = await machine.readDir('/run');
  if (names === null) return null;
  if (!names.includes('reboot-required')) return [];
  const packages = (await machine.readFile('/run/reboot-required.pkgs', 65_536)) ?? '';
  const askers = [...new Set(packages.split('\n').map((line) => line.trim()))].filter((line) => line !== '').toSorted();
  if (askers.length === 0) return [{ kind: 'flag', detail: 'A package asked for it (/run/reboot-required)' }];
  return askers.slice(0, 100).map((name): RestartReason => ({ kind: 'flag', detail: `${name} asked for it`.slice(0, 500) }));
}
