/**
 * The ecosystems of OSV: how each one's versions are ordered, whether its advisories name source or binary packages, and how it spells
 * its releases. Prefixes and release spellings: https://ossf.github.io/osv-schema/#affectedpackage-field and the records of each database.
 */
import { debianRelease, ubuntuRelease } from './releases.ts';

/** `source`: a device's binary packages are looked up by the source package that they were built from. */
export type NamedBy = 'source' | 'binary';

export type EcosystemFamily = {
  /** What stands before the first colon. */
  readonly name: string;
  /** Id of the version scheme; null: no order known here, only exact versions can be matched. */
  readonly scheme: string | null;
  readonly namedBy: NamedBy;
  /** Brings a release's spelling into the one under which advisories are kept. */
  readonly release: (text: string) => string;
};

const asWritten = (text: string): string => text;

/** `8.4` and `8` are one release where advisories are published for the major release only. */
const major = (text: string): string => /^\d+/.exec(text)?.[0] ?? text;

const alpine = (text: string): string => {
  const numbers = /^v?(\d+\.\d+)/.exec(text)?.[1];
  return numbers === undefined ? text : `v${numbers}`;
};

/** Amazon Linux 1 calls its releases by year and month: 2018.03. */
const amazon = (text: string): string => (/^201\d\.\d/.test(text) ? '1' : major(text));

const photon = (text: string): string => (/^\d+$/.test(text) ? `${text}.0` : text);

/**
 * Red Hat's ecosystems are the platform's CPE without its head. Repositories (`::baseos`) and the minor release of the main line do not
 * part one package from another; extended streams (`rhel_eus:8.6`) and layered products do, and keep their own names.
 */
const redHat = (text: string): string => {
  const mainLine = /^(?:enterprise_linux:|redhat:enterprise_linux:)?(\d+)(?:[.:].*)?$/.exec(text)?.[1];
  if (mainLine !== undefined) return `enterprise_linux:${mainLine}`;
  return /^rhel_\w+:/.test(text) ? text.replace(/::.*$/, '') : text;
};

const entry = (name: string, scheme: string | null, namedBy: NamedBy, release: (text: string) => string = asWritten): EcosystemFamily => ({
  name,
  scheme,
  namedBy,
  release,
});

const azure = entry('Azure Linux', 'rpm', 'source', major);
const arch = entry('Arch Linux', 'arch', 'binary');

const families: ReadonlyMap<string, EcosystemFamily> = new Map([
  ...[
    entry('Debian', 'deb', 'source', debianRelease),
    entry('Ubuntu', 'deb', 'source', ubuntuRelease),
    entry('Echo', 'deb', 'source'),
    entry('Alpine', 'apk', 'source', alpine),
    entry('Alpaquita', 'apk', 'source'),
    entry('BellSoft Hardened Containers', 'apk', 'source'),
    entry('Wolfi', 'apk', 'source'),
    entry('Chainguard', 'apk', 'source'),
    entry('MinimOS', 'apk', 'source'),
    entry('AlmaLinux', 'rpm', 'binary', major),
    entry('Rocky Linux', 'rpm', 'binary', major),
    entry('Red Hat', 'rpm', 'binary', redHat),
    entry('Oracle Linux', 'rpm', 'binary', major),
    entry('SUSE', 'rpm', 'binary'),
    entry('openSUSE', 'rpm', 'binary'),
    entry('Amazon Linux', 'rpm', 'binary', amazon),
    entry('Fedora', 'rpm', 'binary', major),
    entry('Photon OS', 'rpm', 'source', photon),
    entry('openEuler', 'rpm', 'source'),
    entry('Mageia', 'rpm', 'source', major),
    azure,
    arch,
    entry('NuGet', 'nuget', 'binary'),
  ].map((family): [string, EcosystemFamily] => [family.name, family]),
  // Older names of the same distributions.
  ['Mariner', azure],
  ['CBL-Mariner', azure],
  ['Arch', arch],
  // Language ecosystems whose versions are semantic versions.
  ...['npm', 'crates.io', 'Go', 'Hex', 'Pub', 'SwiftURL', 'GitHub Actions', 'VSCode', 'Julia', 'Bitnami', 'ConanCenter'].map(
    (name): [string, EcosystemFamily] => [name, entry(name, 'semver', 'binary')],
  ),
  // Known by name; the order of their versions is not known here.
  ...['PyPI', 'Maven', 'RubyGems', 'Packagist', 'Hackage', 'CRAN', 'Bioconductor'].map((name): [string, EcosystemFamily] => [
    name,
    entry(name, null, 'binary'),
  ]),
]);

/** The family of an ecosystem by what stands before its first colon; null: not known here. */
export function familyOf(ecosystem: string): EcosystemFamily | null {
  return families.get(beforeColon(ecosystem)) ?? null;
}

/**
 * One spelling for an ecosystem, so that old and new ones meet: `Ubuntu:22.04:LTS` and `Ubuntu:22.04`, `AlmaLinux:8.4` and `AlmaLinux:8`,
 * `Alpine:v3.10` and `Alpine:3.10.2`, `Mariner:2.0` and `Azure Linux:2`. What is not known here stays as it is.
 */
export function canonicalEcosystem(ecosystem: string): string {
  const family = familyOf(ecosystem);
  if (family === null) return ecosystem;
  const at = ecosystem.indexOf(':');
  return at === -1 ? family.name : `${family.name}:${family.release(ecosystem.slice(at + 1))}`;
}

/** The ecosystem without its release. Records that name no release speak of all of them. */
export function withoutRelease(ecosystem: string): string {
  return familyOf(ecosystem)?.name ?? beforeColon(ecosystem);
}

function beforeColon(text: string): string {
  const at = text.indexOf(':');
  return at === -1 ? text : text.slice(0, at);
}
