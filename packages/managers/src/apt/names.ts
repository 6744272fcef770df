/** Names as apt takes them, and the guard that no text from outside becomes an option or a path. */
import type { Wanted } from '@fettle/core/deployment';

// Debian Policy 5.6.1 and 5.6.12; apt itself also knows upper case in names of third parties.
const nameForm = /^[a-z0-9][a-z0-9+.-]{0,198}$/i;
const versionForm = /^[0-9a-z][0-9a-z.+:~-]{0,198}$/i;
const architectureForm = /^[a-z0-9][a-z0-9-]{0,38}$/;

/** Whether all three parts are what a Debian package can have. Nothing else may reach a command line. */
export function isPackageReference(one: Pick<Wanted, 'name' | 'architecture' | 'version'>): boolean {
  return nameForm.test(one.name) && versionForm.test(one.version) && architectureForm.test(one.architecture);
}

/** `name` for the native architecture and `all`, else `name:arch`: the form under which apt's own output shows it. */
export function qualifiedName(name: string, architecture: string, native: string): string {
  return architecture === native || architecture === 'all' ? name : `${name}:${architecture}`;
}

/** A package may turn from one architecture into `all` and back between versions: dpkg counts `all` as native. */
export function sameSlot(a: string, b: string, native: string): boolean {
  const slot = (architecture: string): string => (architecture === 'all' ? native : architecture);
  return slot(a) === slot(b);
}

/** One key for a name in a slot, for maps. */
export function slotKey(name: string, architecture: string, native: string): string {
  return `${name}:${architecture === 'all' ? native : architecture}`;
}
