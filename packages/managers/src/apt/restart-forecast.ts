/** Known before the change: whether it will want a restart of the device. */
import type { Change, Simulation } from '@fettle/core/deployment';
import { asksForRestart } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { neverRestarts } from '../system/index.ts';

/**
 * `needed`: a kernel, something under everything, or a package whose installed script sets the restart flag. `unknown`: it comes new, so
 * its script can not be read yet. `not-needed` in a container, whatever it is. The fact is taken after the change in any case; this is the forecast for the plan.
 */
export async function forecastRestart(machine: Machine, changes: readonly Change[]): Promise<Simulation['restart']> {
  if (await neverRestarts(machine)) return 'not-needed';
  let unknown = false;
  for (const change of changes) {
    if (asksForRestart('apt', change.name)) return 'needed';
    const script = await installedScript(machine, change);
    if (script !== null && /reboot-required/.test(script)) return 'needed';
    if (change.from === null) unknown = true;
  }
  return unknown ? 'unknown' : 'not-needed';
}

/** dpkg keeps maintainer scripts under `name.postinst`, or `name:arch.postinst` for packages that may be there in several architectures. */
async function installedScript(machine: Machine, change: Change): Promise<string | null> {
  const base = '/var/lib/dpkg/info';
  return (
    (await machine.readFile(`${base}/${change.name}.postinst`, 262_144)) ??
    machine.readFile(`${base}/${change.name}:${change.architecture}.postinst`, 262_144)
  );
}
