/** Whether the device is fed from the mains, and how busy it is; null: it can not be found out. */
import type { Machine } from '../machine/index.ts';
import { countCpus } from './read-system.ts';

const supplies = '/sys/class/power_supply';

/**
 * By /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power of the kernel): fed from the mains where a supply of that kind is online; not where there are some and
 * none is. A device without any battery has no other source. Where the folder can not be read nobody knows.
 */
export async function readOnMains(machine: Machine): Promise<boolean | null> {
  const names = await machine.readDir(supplies);
  if (names === null) return null;
  let batteries = 0;
  const lines: boolean[] = [];
  for (const name of names.slice(0, 50)) {
    const type = (await machine.readFile(`${supplies}/${name}/type`, 64))?.trim();
    const scope = (await machine.readFile(`${supplies}/${name}/scope`, 64))?.trim();
    // The battery of a mouse says nothing of the device.
    if (scope === 'Device') continue;
    if (type === undefined) return null;
    if (type === 'Battery' || type === 'UPS') batteries += 1;
    if (type !== 'Mains' && type !== 'USB' && type !== 'Wireless') continue;
    const online = (await machine.readFile(`${supplies}/${name}/online`, 64))?.trim();
    if (online === '1' || online === '2') lines.push(true);
    else if (online === '0') lines.push(false);
  }
  if (lines.includes(true)) return true;
  if (batteries === 0) return lines.length === 0 ? true : null;
  return lines.length === 0 ? null : false;
}

/** The load over five minutes in percent of the processors (proc_loadavg(5)). */
export async function readLoadPercent(machine: Machine): Promise<number | null> {
  const load = /^\d+\.\d+ (\d+\.\d+) /.exec((await machine.readFile('/proc/loadavg', 256)) ?? '')?.[1];
  const processors = countCpus((await machine.readFile('/sys/devices/system/cpu/online')) ?? '');
  return load === undefined || processors < 1 ? null : Math.round((Number(load) / processors) * 100);
}
