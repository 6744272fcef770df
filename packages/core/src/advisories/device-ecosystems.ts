/** From what a device says of its system (os-release(5)) to the ecosystems whose advisories speak of it. */
import { baseOf } from './derivatives.ts';
import { debianRelease, debianTesting, isUbuntuLts } from './releases.ts';

export type DeviceOs = {
  /** os-release ID, e.g. `debian`, `rocky`, `opensuse-leap`. */
  readonly id: string;
  /** os-release VERSION_ID; empty or null: there is none. */
  readonly versionId: string | null;
  /** os-release VERSION_CODENAME, where there is one. */
  readonly codename?: string | null;
  /** os-release VERSION, where VERSION_ID does not tell all (openEuler's service packs). */
  readonly version?: string | null;
  /** What the device is entitled to besides and has switched on: only then do its advisories apply. */
  readonly extended?: readonly ExtendedSupport[];
};

/** Ubuntu Pro (`esm-infra` or `esm-apps` enabled), SUSE's LTSS, Red Hat's extended update streams, a Debian ELTS repository. */
export type ExtendedSupport = 'ubuntu-pro' | 'suse-ltss' | 'red-hat-eus' | 'red-hat-aus' | 'red-hat-e4s' | 'red-hat-tus' | 'debian-elts';

/**
 * The ecosystems of a device in OSV's spelling, most specific first; empty: the system is not known here, so nothing can be said of it.
 * The first that speaks of a package decides (`matchIn`): an extended stream knows fixes that the plain release never gets.
 */
export function ecosystemsOf(os: DeviceOs): readonly string[] {
  const version = os.versionId ?? '';
  const base = baseOf(os.id.toLowerCase(), version);
  if (base !== undefined) return base === null ? [] : ecosystemsOf({ ...os, ...base, codename: null });
  const extended = os.extended ?? [];
  switch (os.id.toLowerCase()) {
    case 'debian':
      return debian(version, os.codename ?? null, extended);
    case 'ubuntu':
      return ubuntu(version, extended);
    case 'rhel':
    case 'redhat':
      return redHat(version, extended);
    case 'sles':
    case 'sled':
    case 'sles_sap':
    case 'sle_hpc':
      return suse(os.id.toLowerCase(), version, extended);
    case 'opensuse-leap':
      return numbered('openSUSE:Leap ', version);
    case 'opensuse':
      // Leap called itself so until 42.3; what was before it has no advisories in this form.
      return /^42\.\d/.test(version) ? [`openSUSE:Leap ${version}`] : [];
    case 'opensuse-tumbleweed':
      return ['openSUSE:Tumbleweed'];
    case 'opensuse-leap-micro':
      return numbered('openSUSE:Leap Micro ', version);
    case 'sle-micro':
    case 'suse-microos':
      return numbered('SUSE:Linux Enterprise Micro ', version);
    case 'sl-micro':
      return numbered('SUSE:Linux Micro ', version);
    case 'openeuler':
      return openEuler(version, os.version ?? '');
    case 'alpine':
      return alpine(version);
    default:
      return plain(os.id.toLowerCase(), version);
  }
}

/** Distributions whose ecosystem is the name, a colon and the release; `null`: they roll and have no release. */
const plainNames: Readonly<Record<string, { readonly name: string; readonly release: ((version: string) => string | null) | null }>> = {
  almalinux: { name: 'AlmaLinux', release: majorOf },
  rocky: { name: 'Rocky Linux', release: majorOf },
  ol: { name: 'Oracle Linux', release: majorOf },
  amzn: { name: 'Amazon Linux', release: (version) => (/^201\d\.\d/.test(version) ? '1' : majorOf(version)) },
  fedora: { name: 'Fedora', release: majorOf },
  mageia: { name: 'Mageia', release: majorOf },
  mariner: { name: 'Azure Linux', release: majorOf },
  azurelinux: { name: 'Azure Linux', release: majorOf },
  photon: { name: 'Photon OS', release: (version) => (version === '' ? null : version) },
  alpaquita: { name: 'Alpaquita', release: (version) => (version === '' ? 'stream' : version) },
  'bellsoft-hardened-containers': { name: 'BellSoft Hardened Containers', release: (version) => (version === '' ? 'stream' : version) },
  wolfi: { name: 'Wolfi', release: null },
  chainguard: { name: 'Chainguard', release: null },
  minimos: { name: 'MinimOS', release: null },
  arch: { name: 'Arch Linux', release: null },
};

function plain(id: string, version: string): readonly string[] {
  const known = Object.hasOwn(plainNames, id) ? plainNames[id] : undefined;
  if (known === undefined) return [];
  if (known.release === null) return [known.name];
  const release = known.release(version);
  return release === null ? [] : [`${known.name}:${release}`];
}

function majorOf(version: string): string | null {
  return /^\d+/.exec(version)?.[0] ?? null;
}

/** Testing and unstable both call themselves by the name of the release in preparation and have no VERSION_ID. */
function debian(version: string, codename: string | null, extended: readonly ExtendedSupport[]): readonly string[] {
  if (version === '' && codename === null) return [`Debian:${debianTesting}`, 'Debian:sid'];
  const release = debianRelease(version === '' ? (codename ?? '') : version);
  if (release === debianTesting || !/^\d+$/.test(release)) return [`Debian:${debianTesting}`, 'Debian:sid'];
  return extended.includes('debian-elts') ? [`Debian:ELTS:${release}`, `Debian:${release}`] : [`Debian:${release}`];
}

function ubuntu(version: string, extended: readonly ExtendedSupport[]): readonly string[] {
  const release = /^\d+\.\d+/.exec(version)?.[0];
  if (release === undefined) return [];
  const spelled = isUbuntuLts(release) ? `${release}:LTS` : release;
  return extended.includes('ubuntu-pro') ? [`Ubuntu:Pro:${spelled}`, `Ubuntu:${spelled}`] : [`Ubuntu:${spelled}`];
}

const redHatStreams = [
  ['red-hat-e4s', 'rhel_e4s'],
  ['red-hat-aus', 'rhel_aus'],
  ['red-hat-tus', 'rhel_tus'],
  ['red-hat-eus', 'rhel_eus'],
] as const satisfies readonly (readonly [ExtendedSupport, string])[];

function redHat(version: string, extended: readonly ExtendedSupport[]): readonly string[] {
  const major = majorOf(version);
  if (major === null) return [];
  const streams = redHatStreams.filter(([support]) => extended.includes(support)).map(([, stream]) => `Red Hat:${stream}:${version}`);
  return [...streams, `Red Hat:enterprise_linux:${major}`];
}

const suseProducts: Readonly<Record<string, string>> = {
  sles: 'Server',
  sled: 'Desktop',
  sles_sap: 'Server for SAP Applications',
  sle_hpc: 'High Performance Computing',
};

/** Since release 15 most packages are published for a module and not for the product. */
const suseModules = [
  'Basesystem',
  'Server Applications',
  'Desktop Applications',
  'Development Tools',
  'Containers',
  'Web and Scripting',
  'Python 3',
  'Legacy',
  'Public Cloud',
  'Certifications',
  'Transactional Server',
  'SAP Applications',
  'HPC',
  'Confidential Computing',
  'Systems Management',
];

/** VERSION_ID 15.4 is "15 SP4"; 15 and 15.0 are "15"; from 16 on releases are written with their dot. */
function suse(id: string, version: string, extended: readonly ExtendedSupport[]): readonly string[] {
  const parts = /^(\d+)(?:\.(\d+))?/.exec(version);
  const major = parts?.[1];
  if (major === undefined) return [];
  const pack = parts?.[2] ?? '0';
  const release = Number(major) >= 16 ? version : pack === '0' ? major : `${major} SP${pack}`;
  const product = `SUSE:Linux Enterprise ${suseProducts[id] ?? 'Server'} ${release}`;
  const server = id === 'sles_sap' ? [`SUSE:Linux Enterprise Server ${release}`] : [];
  const modules = major === '15' ? suseModules.map((name) => `SUSE:Linux Enterprise Module for ${name} ${release}`) : [];
  const ltss = extended.includes('suse-ltss') ? [`SUSE:Linux Enterprise Server ${release}-LTSS`] : [];
  return [...ltss, product, ...server, ...modules];
}

function alpine(version: string): readonly string[] {
  const release = /^(\d+)\.(\d+)(.*)$/.exec(version);
  // edge calls itself by a day or by the release to come: 3.23_alpha20260101.
  if (release === null || /_alpha|^\d{8}/.test(version)) return version === '' || /_alpha|^\d{8}|edge/.test(version) ? ['Alpine:edge'] : [];
  return [`Alpine:v${release[1]}.${release[2]}`];
}

/** VERSION_ID is `22.03`; which service pack only VERSION says: `22.03 (LTS-SP1)`. */
function openEuler(version: string, text: string): readonly string[] {
  if (version === '') return [];
  const pack = /\((LTS(?:-SP\d+)?)\)/.exec(text)?.[1];
  return [pack === undefined ? `openEuler:${version}` : `openEuler:${version}-${pack}`];
}

function numbered(prefix: string, version: string): readonly string[] {
  return version === '' ? [] : [`${prefix}${version}`];
}
