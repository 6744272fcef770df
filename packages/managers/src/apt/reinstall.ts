/**
 * Removing packages and installing others of their versions in their place: for those that refuse a downgrade while the newer version is there. Their configuration stays, as
 * apt-get(8) `remove` leaves it. Only where exactly these would go: what depends on them would go with them, and what is essential is never removed.
 */
import type { Change, WayLook } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { listOptions } from './arguments.ts';
import { ask, patience, succeeded } from '../kit/index.ts';
import { qualifiedName } from './names.ts';
import { parsePlan } from './simulation-output.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

type Named = Pick<Change, 'name' | 'architecture'>;

/** The words that remove exactly these; what nothing needs any more stays. */
export function removeWords(packages: readonly Named[], native: string, options: readonly string[]): readonly string[] {
  const names = packages.map(({ name, architecture }) => qualifiedName(name, architecture, native));
  return ['-q', '-y', ...options, '-o', 'APT::Get::AutomaticRemove=false', '-o', 'Dpkg::Use-Pty=0', 'remove', ...names];
}

/** Why these can not be removed alone; null: apt would remove them, and do nothing else. */
export async function removalTrouble(
  machine: Machine,
  packages: readonly Named[],
  native: string,
  options: readonly string[],
): Promise<Trouble | null> {
  const simulated = await ask(machine, 'question', ['apt-get', '-s', ...removeWords(packages, native, options)]);
  const plan = parsePlan(simulated.stdout);
  const names = new Set(packages.map(({ name, architecture }) => qualifiedName(name, architecture, native)));
  const others = (plan?.removals ?? []).filter((name) => !names.has(name));
  if (others.length > 0) return troubleOf('apt.would-remove', { packages: others.slice(0, 10).join(', ') });
  if (!succeeded(simulated)) return translateFailure(simulated, patience.question, 'apt-get');
  if (plan === null) return troubleOf('apt.unreadable', { program: 'apt-get' }, excerptOf(simulated));
  const [also] = plan.installs;
  if (also !== undefined) return troubleOf('apt.differs', { what: `it would also bring ${also.name} ${also.to}` }, excerptOf(simulated));
  return null;
}

/** Whether these changes can be undone like this. Asked while the old versions are in: what depends on a package depends on it by name mostly, and it is asked again. */
export async function lookAtReinstall(machine: Machine, mode: ScanMode, back: readonly Change[], native: string): Promise<WayLook> {
  const trouble = await removalTrouble(machine, back, native, listOptions(mode));
  return trouble === null ? { possible: true } : { possible: false, because: trouble.cause };
}
