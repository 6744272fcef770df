/**
 * Distributions that take packages of another one unchanged, with their versions: its advisories speak of those. What they build themselves carries a mark in its
 * version, and is not compared (`isForeignBuild`). Who changes versions, or runs ahead of them, can not be compared at all; why is said.
 */

type Base = { readonly id: string; readonly versionId: string };
type Derivative = {
  readonly name: string;
  /** Of whom, for people. */
  readonly from: string;
  /** By VERSION_ID; null: not known here. */
  readonly base: (version: string) => Base | null;
};

const by =
  (id: string, releases: Readonly<Record<string, string>>) =>
  (version: string): Base | null => {
    const major = /^\d+(?:\.\d+)?/.exec(version)?.[0] ?? '';
    const versionId = releases[major] ?? releases[major.split('.')[0] ?? ''];
    return versionId === undefined ? null : { id, versionId };
  };
const same =
  (id: string) =>
  (version: string): Base | null =>
    version === '' ? null : { id, versionId: version };

/** The edition that is made of Debian counts from 4 on, the one of Ubuntu from 18: the numbers have never met (https://linuxmint.com/download_all.php). */
const mint = (version: string): Base | null =>
  by('debian', { 4: '10', 5: '11', 6: '12', 7: '13' })(version) ??
  by('ubuntu', { 18: '16.04', 19: '18.04', 20: '20.04', 21: '22.04', 22: '24.04' })(version);

const derivatives: ReadonlyMap<string, Derivative> = new Map([
  ['linuxmint', { name: 'Linux Mint', from: 'Ubuntu or Debian', base: mint }],
  // https://github.com/elementary/os, one release a long-term release of Ubuntu
  [
    'elementary',
    { name: 'elementary OS', from: 'Ubuntu', base: by('ubuntu', { '0.4': '16.04', 5: '18.04', 6: '20.04', 7: '22.04', 8: '24.04' }) },
  ],
  ['pop', { name: 'Pop!_OS', from: 'Ubuntu', base: same('ubuntu') }],
  ['neon', { name: 'KDE neon', from: 'Ubuntu', base: same('ubuntu') }],
  ['zorin', { name: 'Zorin OS', from: 'Ubuntu', base: by('ubuntu', { 12: '16.04', 15: '18.04', 16: '20.04', 17: '22.04', 18: '24.04' }) }],
  // https://www.devuan.org/os/releases
  ['devuan', { name: 'Devuan', from: 'Debian', base: by('debian', { 2: '9', 3: '10', 4: '11', 5: '12', 6: '13' }) }],
  // The same sources built for another processor, under the same versions: https://www.raspbian.org/RaspbianFAQ
  ['raspbian', { name: 'Raspbian', from: 'Debian', base: same('debian') }],
  // https://www.kali.org/docs/policy/kali-linux-relationship-with-debian/
  ['kali', { name: 'Kali', from: 'Debian testing', base: () => ({ id: 'debian', versionId: '' }) }],
  // Rebuilds of Red Hat's sources under the same versions. Of CentOS this ended with 7: 8 can not be told from its Stream.
  ['centos', { name: 'CentOS', from: 'Red Hat Enterprise Linux', base: by('rhel', { 7: '7' }) }],
  ['scientific', { name: 'Scientific Linux', from: 'Red Hat Enterprise Linux', base: by('rhel', { 7: '7' }) }],
  // Images and desktops that are made of Tumbleweed's own repository.
  ...['opensuse-microos', 'opensuse-aeon', 'aeon', 'opensuse-kalpa', 'kalpa'].map((id): [string, Derivative] => [
    id,
    { name: 'This edition of openSUSE', from: 'openSUSE Tumbleweed', base: () => ({ id: 'opensuse-tumbleweed', versionId: '' }) },
  ]),
] satisfies [string, Derivative][]);

/** The system whose packages this one takes; `undefined`: it is none of these; null: of this release it is not known. */
export function baseOf(id: string, version: string): Base | null | undefined {
  return derivatives.get(id)?.base(version);
}

/** A sentence for people where a system is compared by the advisories of another; null: it has its own, or can not be compared. */
export function derivativeNote(id: string, version: string): string | null {
  const known = derivatives.get(id.toLowerCase());
  if (known === undefined || known.base(version) === null) return null;
  return `${known.name} takes packages from ${known.from} unchanged, and those advisories speak of them; what it builds itself was not compared.`;
}

/** Why nobody's advisories are asked about a system that people take for one that is; null: nothing is known of it here. */
export function whyNotCompared(id: string, version: string): string | null {
  const word = id.toLowerCase();
  if (word === 'centos' && /^8(?:\.|$)/.test(version))
    return 'CentOS Linux 8 is Red Hat’s own, and CentOS Stream 8 runs ahead of it under other versions; the two can not be told apart by their version.';
  if (word === 'centos')
    return 'CentOS Stream runs ahead of Red Hat Enterprise Linux, under versions that Red Hat’s advisories do not name.';
  if (word === 'opensuse-slowroll')
    return 'Slowroll takes Tumbleweed’s packages late and some at once, so that what is published of Tumbleweed does not tell what it has.';
  if (word === 'manjaro')
    return 'Manjaro holds Arch’s packages back and changes some, so that what is published of Arch does not tell what it has.';
  const known = derivatives.get(word);
  return known === undefined
    ? null
    : `From which release of ${known.from} this release of ${known.name} takes its packages is not known here.`;
}
