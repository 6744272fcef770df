/**
 * The releases of Debian and Ubuntu by number and by name. Facts: https://www.debian.org/releases/ and https://wiki.ubuntu.com/Releases.
 */

/** Oldest first. The last one is in preparation ("testing"). */
const debianReleases: readonly (readonly [codename: string, release: string])[] = [
  ['etch', '4'],
  ['lenny', '5'],
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
];

const debianNumbers: ReadonlyMap<string, string> = new Map(debianReleases);

/** The number of Debian's release in preparation: `testing` and `unstable` have no VERSION_ID. */
export const debianTesting = debianReleases.at(-1)?.[1] ?? '14';

/** Debian's release number by codename (`bookworm`); null: not known here. */
export function debianNumberOf(codename: string): string | null {
  return debianNumbers.get(codename.toLowerCase()) ?? null;
}

/** `12`, `12.5` and `bookworm` are one release; `sid` has no number and stays. */
export function debianRelease(text: string): string {
  return debianNumberOf(text) ?? /^\d+/.exec(text)?.[0] ?? text;
}

/** `22.04:LTS` and `22.04.3` become `22.04`; `Pro:22.04:LTS` becomes `Pro:22.04`; an ESM suffix is what Pro was called before. */
export function ubuntuRelease(text: string): string {
  const bare = text.replace(/:LTS$/, '').replace(/^(.*\d\d\.\d\d)\.\d+$/, '$1');
  return bare.endsWith('-ESM') ? `Pro:${bare.slice(0, -'-ESM'.length)}` : bare;
}

/** Ubuntu's long-term releases are those of April in even years (6.06 was one of June). */
export function isUbuntuLts(release: string): boolean {
  const parts = /^(\d+)\.(\d+)$/.exec(release);
  if (parts === null) return false;
  return release === '6.06' || (Number(parts[1]) % 2 === 0 && parts[2] === '04' && Number(parts[1]) >= 8);
}
