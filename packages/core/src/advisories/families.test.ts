import { describe, expect, test } from 'vitest';
import { canonicalEcosystem, familyOf, withoutRelease } from './families.ts';

describe('spellings of one ecosystem meet', () => {
  test.each([
    ['Debian:12', 'Debian:12'],
    ['Debian:12.5', 'Debian:12'],
    ['Debian:bookworm', 'Debian:12'],
    ['Debian:sid', 'Debian:sid'],
    ['Ubuntu:22.04:LTS', 'Ubuntu:22.04'],
    ['Ubuntu:22.04.3', 'Ubuntu:22.04'],
    ['Ubuntu:25.10', 'Ubuntu:25.10'],
    ['Ubuntu:Pro:16.04:LTS', 'Ubuntu:Pro:16.04'],
    ['Ubuntu:Pro:FIPS-updates:22.04:LTS', 'Ubuntu:Pro:FIPS-updates:22.04'],
    ['Ubuntu:16.04-ESM', 'Ubuntu:Pro:16.04'],
    ['Alpine:v3.10', 'Alpine:v3.10'],
    ['Alpine:3.10.2', 'Alpine:v3.10'],
    ['Alpine:edge', 'Alpine:edge'],
    ['AlmaLinux:8.4', 'AlmaLinux:8'],
    ['Rocky Linux:9.3', 'Rocky Linux:9'],
    ['Oracle Linux:7.9', 'Oracle Linux:7'],
    ['Amazon Linux:2018.03', 'Amazon Linux:1'],
    ['Amazon Linux:2023.6.20260101', 'Amazon Linux:2023'],
    ['Amazon Linux:2', 'Amazon Linux:2'],
    ['Mariner:2.0', 'Azure Linux:2'],
    ['CBL-Mariner:1.0', 'Azure Linux:1'],
    ['Photon OS:4', 'Photon OS:4.0'],
    ['Red Hat:enterprise_linux:8::baseos', 'Red Hat:enterprise_linux:8'],
    ['Red Hat:enterprise_linux:10.0', 'Red Hat:enterprise_linux:10'],
    ['Red Hat:8.3', 'Red Hat:enterprise_linux:8'],
    ['Red Hat:rhel_eus:8.6::appstream', 'Red Hat:rhel_eus:8.6'],
    ['Red Hat:openshift:4.12::el8', 'Red Hat:openshift:4.12::el8'],
    ['openSUSE:Leap 15.5', 'openSUSE:Leap 15.5'],
    ['BellSoft Hardened Containers:stream', 'BellSoft Hardened Containers:stream'],
    ['Wolfi', 'Wolfi'],
    ['Made Up:1.0', 'Made Up:1.0'],
  ])('%s is %s', (spelled, expected) => {
    expect(canonicalEcosystem(spelled)).toBe(expected);
    expect(canonicalEcosystem(expected)).toBe(expected);
  });
});

describe('what is known of a family', () => {
  test.each([
    ['Debian:12', 'deb', 'source'],
    ['Ubuntu:22.04:LTS', 'deb', 'source'],
    ['Alpine:v3.10', 'apk', 'source'],
    ['Alpaquita:stream', 'apk', 'source'],
    ['Wolfi', 'apk', 'source'],
    ['AlmaLinux:8', 'rpm', 'binary'],
    ['Rocky Linux:8', 'rpm', 'binary'],
    ['SUSE:Linux Enterprise Server 15 SP5', 'rpm', 'binary'],
    ['Azure Linux:3', 'rpm', 'source'],
    ['Arch', 'arch', 'binary'],
    ['npm', 'semver', 'binary'],
    ['NuGet', 'nuget', 'binary'],
    ['PyPI', null, 'binary'],
  ])('%s', (ecosystem, scheme, namedBy) => {
    expect(familyOf(ecosystem)).toMatchObject({ scheme, namedBy });
  });

  test('an ecosystem that nobody knows has none, whatever it is called', () => {
    for (const name of ['', 'Made Up:1', 'debian:12', 'toString', '__proto__:1']) expect(familyOf(name)).toBeNull();
  });
});

test('the release can be left away', () => {
  expect(withoutRelease('Debian:12')).toBe('Debian');
  expect(withoutRelease('Mariner:2.0')).toBe('Azure Linux');
  expect(withoutRelease('Made Up:1')).toBe('Made Up');
});
