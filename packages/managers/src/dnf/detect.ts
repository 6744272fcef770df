/** Whether this device is managed by dnf: its program is there, and so is rpm's database. */
import { ask, succeeded } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

/**
 * rpm(8), `%_dbpath` and `%_db_backend`: the folder moved to /usr with Fedora 36, and the file's name is the backend's. Other distributions carry dnf as a tool to build
 * images with; there is no such database then, and nothing that dnf could tell of the device.
 */
const databases = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'].flatMap((folder) =>
  ['rpmdb.sqlite', 'Packages', 'Packages.db'].map((file) => `${folder}/${file}`),
);

/** True for dnf 4, and for its other versions too: those are found, and then said not to be spoken. */
export async function detectDnf(machine: Machine): Promise<boolean> {
  let found = false;
  for (const path of databases) found ||= await machine.exists(path);
  if (!found) return false;
  for (const command of ['dnf', 'yum']) if (succeeded(await ask(machine, 'question', [command, '--version']))) return true;
  return false;
}
