/** Whether this device is managed by apt: its programs are there, and so is dpkg's database. */
import type { Machine } from '../machine/index.ts';
import { ask, succeeded } from '../kit/index.ts';

export async function detectApt(machine: Machine): Promise<boolean> {
  if (!(await machine.exists('/var/lib/dpkg/status'))) return false;
  return (
    succeeded(await ask(machine, 'question', ['apt-get', '--version'])) &&
    succeeded(await ask(machine, 'question', ['dpkg-query', '--version']))
  );
}
