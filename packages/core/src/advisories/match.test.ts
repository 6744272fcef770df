import { describe, expect, test } from 'vitest';
import { indexAdvisories } from './advisory-index.ts';
import { match, matchIn } from './match.ts';
import { advisory, now, subject, until } from './testing/build.ts';
import type { Advisory, Affected, Subject } from './types.ts';

/** What one software gets from one statement: `1.2-3` the version that ends it, `no fix`, `-` nothing, `?why` undecided. */
function verdict(affected: Partial<Affected> | readonly Partial<Affected>[], who: Subject, more: Partial<Advisory> = {}): string {
  const statements = Array.isArray(affected) ? affected : [affected];
  const answer = match(indexAdvisories([advisory('LAB-1', statements, more)]), who, now);
  expect(answer.matches.length + answer.unknown.length).toBeLessThan(2);
  if (answer.unknown[0] !== undefined) return `?${answer.unknown[0].why}`;
  const [hit] = answer.matches;
  return hit === undefined ? '-' : (hit.fixed ?? hit.noFix ?? 'no fix');
}

describe('ranges and versions', () => {
  test.each([
    ['below the fix', { ranges: [until('1.2-3')] }, '1.2-2', '1.2-3'],
    ['the fix itself', { ranges: [until('1.2-3')] }, '1.2-3', '-'],
    ['above the fix', { ranges: [until('1.2-3')] }, '1.2-3+deb12u1', '-'],
    ['a tilde is below', { ranges: [until('1.2-3')] }, '1.2-3~deb12u1', '1.2-3'],
    ['below the beginning', { ranges: [until('1.2-3', '1.0-1')] }, '0.9-1', '-'],
    ['the beginning', { ranges: [until('1.2-3', '1.0-1')] }, '1.0-1', '1.2-3'],
    ['no fix', { ranges: [until(null)] }, '9-1', 'no fix'],
    ['no fix, and why', { ranges: [until(null)], noFix: 'will-not-fix' }, '9-1', 'will-not-fix'],
    ['last affected', { ranges: [{ introduced: '0', fixed: null, lastAffected: '1.2-3' }] }, '1.2-3', 'no fix'],
    ['above the last affected', { ranges: [{ introduced: '0', fixed: null, lastAffected: '1.2-3' }] }, '1.2-4', '-'],
    ['listed', { versions: ['1.2-3'] }, '1.2-3', 'no fix'],
    ['listed in another form', { versions: ['0:1.2-3'] }, '1.2-3', 'no fix'],
    ['listed beside a range', { versions: ['2.0-1'], ranges: [until('1.2-3')] }, '2.0-1', 'no fix'],
    ['the second range', { ranges: [until('1.2-3'), until('2.2-1', '2.0-1')] }, '2.1-1', '2.2-1'],
    ['between two ranges', { ranges: [until('1.2-3'), until('2.2-1', '2.0-1')] }, '1.9-1', '-'],
    ['the lowest fix of several', { ranges: [until('1.4-1'), until('1.3-1')] }, '1.2-1', '1.3-1'],
    ['nothing said', {}, '1.2-3', '-'],
  ] as const)('%s', (_what, affected, version, expected) => {
    expect(verdict(affected, subject(version))).toBe(expected);
  });
});

describe('unknown is neither affected nor not affected', () => {
  test.each([
    ['an installed version that is none', { ranges: [until('1.2-3')] }, subject('not a version'), '?installed-version'],
    ['no installed version', { versions: ['1.2-3'] }, subject(''), '?installed-version'],
    ['a fixed version that is none', { ranges: [until('not a version')] }, subject('1.2-3'), '?advisory-version'],
    ['one bad range beside one that holds', { ranges: [until('not a version'), until('2-1')] }, subject('1.2-3'), '2-1'],
    ['an order that is not known', { ecosystem: 'PyPI', ranges: [until('2')] }, subject('1', { ecosystem: 'PyPI' }), '?ecosystem'],
    ['but a listed version is', { ecosystem: 'PyPI', versions: ['1'] }, subject('1', { ecosystem: 'PyPI' }), 'no fix'],
    ['an ecosystem that nobody knows', {}, subject('1', { ecosystem: 'Made Up:1' }), '?ecosystem'],
  ] as const)('%s', (_what, affected, who, expected) => {
    expect(verdict(affected, who)).toBe(expected);
  });
});

describe('which package is asked for', () => {
  const fix = { ranges: [until('1.2-3')] };
  const built = { name: 'liblab1', sourceName: 'lab-app' };
  const rpm = { ecosystem: 'AlmaLinux:9', ...fix };
  test.each([
    ['a binary by its source', fix, subject('7-1', { ...built, sourceVersion: '1.2-2' }), '1.2-3'],
    ['by the source version alone', fix, subject('0.1-1', { ...built, sourceVersion: '1.2-3' }), '-'],
    ['without a source version by its own', fix, subject('1.2-2', built), '1.2-3'],
    ['a binary by its own name where binaries are named', rpm, subject('1.2-2', { ecosystem: 'AlmaLinux:9' }), '1.2-3'],
    ['and never by its source', rpm, subject('1.2-2', { ...built, ecosystem: 'AlmaLinux:9' }), '-'],
    ['an old spelling of the ecosystem', { ecosystem: 'AlmaLinux:9', ...fix }, subject('1.2-2', { ecosystem: 'AlmaLinux:9.4' }), '1.2-3'],
    ['another release', { ecosystem: 'Debian:11', ...fix }, subject('1.2-2'), '-'],
    ['a record without a release', { ecosystem: 'Debian', ...fix }, subject('1.2-2'), '1.2-3'],
    ['another name', { name: 'lab-other', ...fix }, subject('1.2-2'), '-'],
  ] as const)('%s', (_what, affected, who, expected) => {
    expect(verdict(affected, who)).toBe(expected);
  });
});

describe('architectures and repositories', () => {
  const fix = { ecosystem: 'Rocky Linux:8', ranges: [until('2-1.el8')] };
  const x86 = { ...fix, architectures: ['x86_64'] };
  const main = { ecosystem: 'Alpine:v3.20', ranges: [until('2-r0')], repository: 'main' };
  const on = (architecture: string | null): Subject => subject('1-1.el8', { ecosystem: 'Rocky Linux:8', architecture });
  const from = (repository: string | null): Subject => subject('1-r0', { ecosystem: 'Alpine:v3.20', repository });
  test.each([
    ['its own', x86, on('x86_64'), '2-1.el8'],
    ['another', x86, on('aarch64'), '-'],
    ['for all', x86, on('noarch'), '2-1.el8'],
    ['not known', x86, on(null), '2-1.el8'],
    ['its repository', main, from('main'), '2-r0'],
    ['another repository', main, from('community'), '-'],
    ['a repository that is not known', main, from(null), '2-r0'],
  ] as const)('%s', (_what, affected, who, expected) => {
    expect(verdict(affected, who)).toBe(expected);
  });

  test('each architecture has its own fix', () => {
    const two = [x86, { ...fix, architectures: ['aarch64'], ranges: [until('3-1.el8')] }];
    expect(verdict(two, on('aarch64'))).toBe('3-1.el8');
  });
});

describe('module streams', () => {
  const plain = '1.2-3.el8';
  const modular = '1.2-3.module_el8.9.0+3627+db8ec155';
  const fixed = '1.2-4.module_el8.9.0+3700+aaaaaaaa';
  const stream = { ecosystem: 'AlmaLinux:8', ranges: [until(fixed)], module: 'lab:1.2' };
  const unnamed = { ...stream, module: null };
  const outside = { ecosystem: 'AlmaLinux:8', ranges: [until('1.3-1.el8')] };
  const installed = (version: string, module: string | null): Subject => subject(version, { ecosystem: 'AlmaLinux:8', module });
  test.each([
    ['same stream', stream, installed(modular, 'lab:1.2:8090:abc'), fixed],
    ['another stream', stream, installed(modular, 'lab:1.4:8090:abc'), '-'],
    ['another module', stream, installed(modular, 'other:1.2:8090:abc'), '-'],
    ['a stream for a package of none', stream, installed(plain, null), '-'],
    ['a stream that is not named, for a package of none', unnamed, installed(plain, null), '-'],
    ['no stream, for a package of one', outside, installed(modular, 'lab:1.2:8090:abc'), '-'],
    ['no stream, for a package whose release tells that it has one', outside, installed(modular, null), '-'],
    ['no stream and none', outside, installed(plain, null), '1.3-1.el8'],
    ['a package that does not tell which', stream, installed(modular, null), '?module'],
    ['an advisory that does not tell which', unnamed, installed(modular, 'lab:1.2:8090:abc'), '?module'],
    ['but what is fixed is fixed', stream, installed(fixed, null), '-'],
  ] as const)('%s', (_what, affected, who, expected) => {
    expect(verdict(affected, who)).toBe(expected);
  });
});

describe('builds that are made apart', () => {
  const oracle = (fixed: string): Partial<Affected> => ({ ecosystem: 'Oracle Linux:7', ranges: [until(fixed)] });
  const installed = (version: string): Subject => subject(version, { ecosystem: 'Oracle Linux:7' });
  test.each([
    ['ksplice for ksplice', '2:2.17-157.ksplice1.el7_3.4', '2:2.17-156.ksplice1.el7', '2:2.17-157.ksplice1.el7_3.4'],
    ['ksplice for plain', '2:2.17-157.ksplice1.el7_3.4', '2.17-156.el7', '-'],
    ['plain for ksplice', '3.0-1.el7', '2:2.17-156.ksplice1.el7', '-'],
    ['fips for plain', '10:3.6.16-4.0.1.el8_fips', '3.6.16-4.el8', '-'],
    ['remi, who is somebody else', '1:8.0-1.el7', '7.3.23-1.el7.remi', '?other-vendor'],
  ])('%s', (_what, fixed, version, expected) => {
    expect(verdict(oracle(fixed), installed(version))).toBe(expected);
  });
});

describe('packages that somebody else built under the same name', () => {
  const debian = (version: string): Subject => subject(version, { ecosystem: 'Debian:12' });
  const redHat = (version: string): Subject => subject(version, { ecosystem: 'Red Hat:enterprise_linux:7' });
  test.each([
    ['a kernel of Raspberry Pi', debian('1:6.6.31-1+rpt1')],
    ['of Raspbian', debian('1.2-2+rpi1+deb12u1')],
    ['of Kali', debian('1:1.2-2+kali1')],
    ['of Kali, from the beginning', debian('2026.1-0kali1')],
    ['of Linux Mint', debian('120.0+linuxmint1+virginia')],
    ['of Linux Mint, by its release', debian('6.0.4+virginia')],
    ['a kernel of System76', debian('6.9.3-76060903.202405300957~1732141768~22.04~f2697e1')],
    ['of Pop', debian('1.0.1pop0')],
    ['of elementary', debian('6.2.0+r1150+pkg60~ubuntu7.1.1')],
    ['of KDE neon', debian('4:5.27.10-0xneon+22.04+jammy+release+build36')],
    ['of MX', debian('1.2-3~mx23+1')],
    ['of Devuan', debian('1:252.17-1devuan1')],
    ['of Proxmox', debian('3.1.7-pve3')],
    ['of Proxmox, by its other mark', debian('3.2.0-1+pmx9')],
    ['changed by CentOS', redHat('2.4.6-99.el7.centos.1')],
    ['changed by Scientific Linux', redHat('2.4.6-99.sl7_9.1')],
  ])('can not be compared: %s', (_what, who) => {
    const affected = { ecosystem: who.ecosystem, ranges: [until('9:9-9')] };
    expect(verdict(affected, who)).toBe('?other-vendor');
    // Of what nobody published anything there is nothing to doubt.
    expect(verdict({ ...affected, name: 'another' }, who)).toBe('-');
  });

  test.each([
    debian('1.2-3+deb12u1'),
    debian('2:8.2.3995-1ubuntu2.16'),
    debian('1.0+git20260101.abcdef0-1'),
    debian('3.1-1+b1'),
    debian('10.11.6-0+deb12u1'),
    debian('0.8.0+dfsg-1~bpo12+1'),
    redHat('1.2-3.el7_9.2'),
  ])('are not mistaken for those: $version', (who) => {
    expect(verdict({ ecosystem: who.ecosystem, ranges: [until('99:9-9')] }, who)).toBe('99:9-9');
  });
});

describe('withdrawn', () => {
  test.each([
    ['never', null, '1.2-3'],
    ['before', '2026-05-31T00:00:00Z', '-'],
    ['at this moment', now, '-'],
    ['in the future', '3001-01-01T00:00:00Z', '1.2-3'],
  ])('%s', (_what, withdrawn, expected) => {
    expect(verdict({ ranges: [until('1.2-3')] }, subject('1.2-2'), { withdrawn })).toBe(expected);
  });
});

test('an advisory in several files counts once, with all that they say', () => {
  const index = indexAdvisories([
    advisory('LAB-1', [{ ecosystem: 'Alpine:v3.19', ranges: [until('2-r0')] }]),
    advisory('LAB-1', [{ ecosystem: 'Alpine:v3.20', ranges: [until('2-r1')] }]),
  ]);
  expect(index.size).toBe(1);
  const fixes = ['3.19', '3.20'].map(
    (release) => match(index, subject('1-r0', { ecosystem: `Alpine:v${release}` }), now).matches[0]?.fixed,
  );
  expect(fixes).toEqual(['2-r0', '2-r1']);
});

test('of a device’s ecosystems the first that speaks of the package decides', () => {
  const index = indexAdvisories([
    advisory('LAB-1', [
      { ecosystem: 'Ubuntu:16.04:LTS', ranges: [until(null)] },
      { ecosystem: 'Ubuntu:Pro:16.04:LTS', ranges: [until('1.2-3+esm1')] },
    ]),
    advisory('LAB-2', [{ ecosystem: 'Ubuntu:16.04:LTS', ranges: [until('9-1')] }]),
  ]);
  const pro = ['Ubuntu:Pro:16.04:LTS', 'Ubuntu:16.04:LTS'];
  const ids = (version: string, ecosystems: readonly string[]): readonly string[] =>
    matchIn(index, subject(version), ecosystems, now).matches.map((one) => `${one.advisory.id} ${one.fixed ?? 'no fix'}`);
  expect(ids('1.2-3', pro)).toEqual(['LAB-1 1.2-3+esm1', 'LAB-2 9-1']);
  expect(ids('1.2-3+esm1', pro)).toEqual(['LAB-2 9-1']);
  expect(ids('1.2-3+esm1', ['Ubuntu:16.04:LTS'])).toEqual(['LAB-1 no fix', 'LAB-2 9-1']);
});
