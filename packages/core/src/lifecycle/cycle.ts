/** Which release cycle of a product an installed version belongs to. */
import type { LifecycleProduct, LifecycleRelease } from './types.ts';
import { releasesOfBuild } from './windows.ts';
import type { WindowsEdition } from './windows.ts';

/** What follows a cycle's name in a version of that cycle: `8` in `8.9`, `15.0` in `15.0-RELEASE-p3`. */
const separators = new Set(['.', '-', '+', ' ']);

/** A version before the release it names (Alpine edge's `3.21_alpha20240807`, FreeBSD's `15.0-CURRENT`) belongs to no cycle. */
const preview = /(?:^|[^a-z])(?:alpha|beta|rc|current|unstable|preview|prerelease|dev)/i;

/**
 * The releases that this version may belong to: one, none, or several where Microsoft sells one build under several terms.
 * Rules, first hit wins: a Windows build by its build number and edition; the cycle's very name; the longest cycle that
 * is a whole leading part of the version (`8.9` belongs to `8`, never `8.10` to `8.1`); the same name but for final
 * zeros (SUSE calls its `15.0` in os-release `15`). A shorter version than the cycles (`22` for `22.04` and `22.10`)
 * belongs to none: it would be a guess.
 */
export function releasesOf(product: LifecycleProduct, version: string, edition: WindowsEdition | null): readonly LifecycleRelease[] {
  const byBuild = releasesOfBuild(product, version, edition);
  if (byBuild !== null) return byBuild;
  const wanted = normalise(version);
  if (wanted === '') return [];
  const exact = product.releases.find((release) => normalise(release.cycle) === wanted);
  if (exact) return [exact];
  if (preview.test(wanted)) return [];
  const leading = product.releases
    .filter((release) => isLeadingPart(normalise(release.cycle), wanted))
    .toSorted((a, b) => b.cycle.length - a.cycle.length)[0];
  if (leading) return [leading];
  const bare = withoutFinalZeros(wanted);
  const same = product.releases.find((release) => withoutFinalZeros(normalise(release.cycle)) === bare);
  return same ? [same] : [];
}

function normalise(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '');
}

function isLeadingPart(cycle: string, version: string): boolean {
  return cycle !== '' && version.startsWith(cycle) && separators.has(version.charAt(cycle.length));
}

function withoutFinalZeros(text: string): string {
  return text.replace(/(?:\.0+)+$/, '');
}
