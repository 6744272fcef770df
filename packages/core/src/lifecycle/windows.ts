/**
 * Windows releases. The feed lists one row for each build AND servicing term, e.g. `10-1809-e`, `10-1809-w` and
 * `10-1809-e-lts`, and names the build in `latest` (`10.0.17763`). Which term holds depends on the edition
 * (https://learn.microsoft.com/lifecycle/products/ lists Home and Pro, Enterprise and Education, and LTSC apart).
 */
import type { LifecycleProduct, LifecycleRelease } from './types.ts';

/** `consumer`: Home and Pro; `enterprise`: Enterprise and Education; the other two are the long-term channels. */
export type WindowsEdition = 'consumer' | 'enterprise' | 'enterprise-ltsc' | 'iot-ltsc' | 'server' | 'server-annual';

const clients: ReadonlySet<string> = new Set(['windows']);
const servers: ReadonlySet<string> = new Set(['windows-server', 'windows-server-core']);

/**
 * Reads the edition from the name that Windows gives itself (`Microsoft Windows 11 Pro`, `Microsoft Windows Server 2019
 * Standard`). null: the name tells none.
 */
export function windowsEdition(name: string): WindowsEdition | null {
  if (/\bserver\b/i.test(name)) return isNamedByYear(name) ? 'server' : 'server-annual';
  if (/\bLTS[CB]\b/i.test(name)) return /\bIoT\b/i.test(name) ? 'iot-ltsc' : 'enterprise-ltsc';
  if (/\bPro Education\b/i.test(name)) return 'consumer';
  if (/\b(?:Enterprise|Education)\b/i.test(name)) return 'enterprise';
  return /\b(?:Home|Pro|Professional|Core|SE)\b/i.test(name) ? 'consumer' : null;
}

/** The long-term servers carry their year (`Server 2019`); the annual channel none, or a version (`Server, version 2004`). */
function isNamedByYear(name: string): boolean {
  return /\bserver (?!2004\b)20\d\d\b/i.test(name);
}

/**
 * The releases of this build, narrowed by edition where it is known. null: not a Windows product, or the version is no
 * build (`10.0.19045` with or without the update revision). An edition that no row names leaves all rows of the build.
 */
export function releasesOfBuild(
  product: LifecycleProduct,
  version: string,
  edition: WindowsEdition | null,
): readonly LifecycleRelease[] | null {
  if (!clients.has(product.id) && !servers.has(product.id)) return null;
  const build = /^(\d{1,2}\.\d{1,2}\.\d{3,6})(?:\.\d+)?$/.exec(version.trim())?.[1];
  if (build === undefined) return null;
  const releases = product.releases.filter((release) => release.latest === build);
  if (edition === null) return releases;
  const fitting = releases.filter((release) => editionFits(release.cycle, edition));
  return fitting.length > 0 ? fitting : releases;
}

/** The ends of the feed's cycle names: `-w` and `-e`, `-e-lts`, `-iot-lts`, `-sac` and `-ac`; without one the row holds for all. */
function editionFits(cycle: string, edition: WindowsEdition): boolean {
  const name = cycle.toLowerCase();
  if (edition === 'enterprise-ltsc') return name.endsWith('-e-lts');
  if (edition === 'iot-ltsc') return name.endsWith('-iot-lts');
  if (edition === 'server-annual') return /-s?ac$/.test(name);
  if (edition === 'server') return !/-s?ac$/.test(name);
  if (name.endsWith('-lts') || name.endsWith('-iot')) return false;
  return edition === 'enterprise' ? !name.endsWith('-w') : !name.endsWith('-e');
}
