import { describe, expect, test } from 'vitest';
import { ecosystemsOf } from './device-ecosystems.ts';
import type { DeviceOs } from './device-ecosystems.ts';

describe('which advisories speak of a device', () => {
  const table: readonly (readonly [string, DeviceOs, readonly string[]])[] = [
    ['Debian stable', { id: 'debian', versionId: '12' }, ['Debian:12']],
    ['Debian that tells its codename only', { id: 'debian', versionId: '', codename: 'trixie' }, ['Debian:13']],
    ['Debian testing and unstable', { id: 'debian', versionId: null, codename: 'forky' }, ['Debian:14', 'Debian:sid']],
    ['Debian that tells nothing', { id: 'debian', versionId: null }, ['Debian:14', 'Debian:sid']],
    ['Debian with an ELTS repository', { id: 'debian', versionId: '9', extended: ['debian-elts'] }, ['Debian:ELTS:9', 'Debian:9']],
    ['Ubuntu LTS', { id: 'ubuntu', versionId: '22.04' }, ['Ubuntu:22.04:LTS']],
    ['Ubuntu interim', { id: 'ubuntu', versionId: '25.10' }, ['Ubuntu:25.10']],
    ['Ubuntu in April of an odd year', { id: 'ubuntu', versionId: '25.04' }, ['Ubuntu:25.04']],
    ['Ubuntu with Pro', { id: 'ubuntu', versionId: '16.04', extended: ['ubuntu-pro'] }, ['Ubuntu:Pro:16.04:LTS', 'Ubuntu:16.04:LTS']],
    ['Alpine', { id: 'alpine', versionId: '3.19.1' }, ['Alpine:v3.19']],
    ['Alpine edge', { id: 'alpine', versionId: '3.24_alpha20260101' }, ['Alpine:edge']],
    ['AlmaLinux', { id: 'almalinux', versionId: '8.9' }, ['AlmaLinux:8']],
    ['Rocky', { id: 'rocky', versionId: '9.1' }, ['Rocky Linux:9']],
    ['Oracle', { id: 'ol', versionId: '8.10' }, ['Oracle Linux:8']],
    ['Amazon 1', { id: 'amzn', versionId: '2018.03' }, ['Amazon Linux:1']],
    ['Amazon 2023', { id: 'amzn', versionId: '2023' }, ['Amazon Linux:2023']],
    ['RHEL', { id: 'rhel', versionId: '8.6' }, ['Red Hat:enterprise_linux:8']],
    [
      'RHEL with extended updates',
      { id: 'rhel', versionId: '8.6', extended: ['red-hat-eus'] },
      ['Red Hat:rhel_eus:8.6', 'Red Hat:enterprise_linux:8'],
    ],
    ['openSUSE Leap, with a space', { id: 'opensuse-leap', versionId: '15.5' }, ['openSUSE:Leap 15.5']],
    ['openSUSE Tumbleweed', { id: 'opensuse-tumbleweed', versionId: '20260101' }, ['openSUSE:Tumbleweed']],
    ['SLES 12', { id: 'sles', versionId: '12.5' }, ['SUSE:Linux Enterprise Server 12 SP5']],
    ['openEuler', { id: 'openEuler', versionId: '22.03', version: '22.03 (LTS-SP1)' }, ['openEuler:22.03-LTS-SP1']],
    ['Azure Linux by its old name', { id: 'mariner', versionId: '2.0.20260101' }, ['Azure Linux:2']],
    ['Wolfi, which has no releases', { id: 'wolfi', versionId: '20230201' }, ['Wolfi']],
    ['Alpaquita stream', { id: 'alpaquita', versionId: '' }, ['Alpaquita:stream']],
    ['Arch', { id: 'arch', versionId: null }, ['Arch Linux']],
    ['Raspbian, which is Debian for another processor', { id: 'raspbian', versionId: '11', codename: 'bullseye' }, ['Debian:11']],
    ['Kali, which follows testing', { id: 'kali', versionId: '2026.1', codename: 'kali-rolling' }, ['Debian:14', 'Debian:sid']],
    ['Linux Mint', { id: 'linuxmint', versionId: '21.3', codename: 'virginia' }, ['Ubuntu:22.04:LTS']],
    ['Linux Mint of Debian', { id: 'linuxmint', versionId: '6' }, ['Debian:12']],
    ['Linux Mint to come', { id: 'linuxmint', versionId: '31' }, []],
    ['elementary, by its first number', { id: 'elementary', versionId: '5.1.7' }, ['Ubuntu:18.04:LTS']],
    ['elementary of before 5', { id: 'elementary', versionId: '0.4.1' }, ['Ubuntu:16.04:LTS']],
    ['Pop', { id: 'pop', versionId: '22.04' }, ['Ubuntu:22.04:LTS']],
    ['Pop of an interim release', { id: 'pop', versionId: '21.10' }, ['Ubuntu:21.10']],
    ['Pop without its release', { id: 'pop', versionId: null }, []],
    ['Zorin', { id: 'zorin', versionId: '17' }, ['Ubuntu:22.04:LTS']],
    ['KDE neon', { id: 'neon', versionId: '24.04' }, ['Ubuntu:24.04:LTS']],
    ['Devuan', { id: 'devuan', versionId: '5' }, ['Debian:12']],
    ['CentOS 7, a rebuild', { id: 'centos', versionId: '7' }, ['Red Hat:enterprise_linux:7']],
    ['CentOS 8, which may be Stream', { id: 'centos', versionId: '8' }, []],
    ['CentOS Stream, which runs ahead', { id: 'centos', versionId: '9' }, []],
    ['Scientific Linux', { id: 'scientific', versionId: '7.5' }, ['Red Hat:enterprise_linux:7']],
    ['openSUSE Leap by its old name', { id: 'opensuse', versionId: '42.3' }, ['openSUSE:Leap 42.3']],
    ['openSUSE before Leap', { id: 'opensuse', versionId: '13.2' }, []],
    ['openSUSE MicroOS', { id: 'opensuse-microos', versionId: '20260101' }, ['openSUSE:Tumbleweed']],
    ['openSUSE Slowroll', { id: 'opensuse-slowroll', versionId: '20260101' }, []],
    ['SLE Micro by its old name', { id: 'suse-microos', versionId: '5.1' }, ['SUSE:Linux Enterprise Micro 5.1']],
    ['SLE Micro', { id: 'sl-micro', versionId: '6.1' }, ['SUSE:Linux Micro 6.1']],
    [
      'SLES for SAP, with all its numbers',
      { id: 'sles_sap', versionId: '12.1.0.1' },
      ['SUSE:Linux Enterprise Server for SAP Applications 12 SP1', 'SUSE:Linux Enterprise Server 12 SP1'],
    ],
    ['Amazon 2', { id: 'amzn', versionId: '2' }, ['Amazon Linux:2']],
    ['a system that nobody knows', { id: 'toString', versionId: '1' }, []],
    ['a known one without its release', { id: 'rocky', versionId: null }, []],
  ];
  test.each(table)('%s', (_what, os, expected) => {
    expect(ecosystemsOf(os)).toEqual(expected);
  });
});

test('SLES 15 gets what is published for its modules, and LTSS only with LTSS', () => {
  const plain = ecosystemsOf({ id: 'sles', versionId: '15.4' });
  expect(plain[0]).toBe('SUSE:Linux Enterprise Server 15 SP4');
  expect(plain).toContain('SUSE:Linux Enterprise Module for Basesystem 15 SP4');
  expect(plain.some((name) => name.includes('LTSS'))).toBe(false);
  expect(ecosystemsOf({ id: 'sles', versionId: '15.4', extended: ['suse-ltss'] })[0]).toBe('SUSE:Linux Enterprise Server 15 SP4-LTSS');
});
