/** What still runs old code: whether the device waits for a restart, and which services do. A property of the device, not of a step. */
import type { RestartReason, RuntimeState, StaleService } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { neverRestarts } from '../system/index.ts';
import { kernelReasons } from './kernel.ts';
import { askNeedrestart } from './needrestart.ts';
import { restartFlag } from './restart-flag.ts';
import { noUnit, scanStaleProcesses } from './stale-processes.ts';

/** Services that can not be restarted without the device (systemd itself runs as process 1). */
const processOne = /^(?:systemd-manager|init\.scope)$/;

/**
 * Reasons with their evidence: the flag that packages set, the running kernel against the newest installed one, and process 1 on replaced libraries; none in a
 * container. `null` where it can not be known: an ordinary user does not see what other users' processes have mapped, so `staleServices` is null for him.
 */
export async function readRuntime(machine: Machine): Promise<Pick<RuntimeState, 'restartPending' | 'staleServices'>> {
  const stale = (await machine.isRoot()) ? await staleUnits(machine) : null;
  return {
    restartPending: (await neverRestarts(machine)) ? [] : await restartReasons(machine, stale),
    staleServices: stale === null ? null : services(stale),
  };
}

async function restartReasons(machine: Machine, stale: readonly StaleService[] | null): Promise<readonly RestartReason[] | null> {
  const flag = await restartFlag(machine);
  const kernel = await kernelReasons(machine);
  if (flag === null || kernel === null) return flag?.length ? flag : null;
  const systemd = stale?.find((one) => processOne.test(one.unit));
  const library: readonly RestartReason[] = systemd
    ? [{ kind: 'library', detail: `systemd itself (process 1): ${systemd.because}`.slice(0, 500) }]
    : [];
  return [...flag, ...kernel, ...library];
}

/**
 * needrestart knows interpreters and their scripts, which the kernel's maps do not show; it names services only, and an administrator may
 * have told it to pass over some. So what the maps tell of units counts too. Without it, the maps alone.
 */
async function staleUnits(machine: Machine): Promise<readonly StaleService[] | null> {
  const named = await askNeedrestart(machine);
  const mapped = await scanStaleProcesses(machine);
  if (named === null || mapped === null) return named ?? mapped;
  const known = new Set(named.map((one) => one.unit));
  return [...named, ...mapped.filter((one) => !known.has(one.unit) && !one.unit.endsWith(noUnit))];
}

function services(stale: readonly StaleService[]): readonly StaleService[] {
  return stale.filter((one) => !processOne.test(one.unit)).toSorted((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0));
}
