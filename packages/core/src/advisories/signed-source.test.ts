import { expect, test } from 'vitest';
import { indexAdvisories, match, signedNames, unsignedSource } from './index.ts';
import type { Advisory } from './index.ts';

test.each([
  ['Debian', 'linux-signed-amd64', '6.1.190+1', 'linux', '6.1.190-1'],
  ['Debian', 'linux-signed-amd64', '4.19.118+2+deb10u1', 'linux', '4.19.118-2+deb10u1'],
  ['Debian', 'linux-signed-arm64', '6.12.38+1', 'linux', '6.12.38-1'],
  ['Debian', 'linux-signed', '1', 'linux-signed', '1'],
  ['Debian', 'openssl', '3.0.17+1', 'openssl', '3.0.17+1'],
  ['Ubuntu', 'linux-signed', '5.15.0-91.101', 'linux', '5.15.0-91.101'],
  ['Ubuntu', 'linux-signed-hwe-6.8', '6.8.0-1.1', 'linux-hwe-6.8', '6.8.0-1.1'],
  ['Ubuntu', 'linux-signed-amd64', '1', 'linux-amd64', '1'],
  ['AlmaLinux', 'linux-signed-amd64', '1', 'linux-signed-amd64', '1'],
])('%s: %s %s is spoken of as %s %s', (family, name, version, unsigned, plain) => {
  expect(unsignedSource(family, { name, version })).toEqual({ name: unsigned, version: plain });
});

test('the reverse finds every name under which it may be reported', () => {
  expect(signedNames('linux')).toEqual(['linux-signed-amd64', 'linux-signed-arm64', 'linux-signed-i386', 'linux-signed']);
  expect(signedNames('linux-hwe-6.8')).toEqual(['linux-signed-hwe-6.8']);
  expect(signedNames('linuxptp')).toEqual([]);
});

test('an advisory about the kernel holds for the signed kernel of a device', () => {
  const range = { introduced: '0', fixed: '6.1.192-1', lastAffected: null };
  const affected = {
    ecosystem: 'Debian:12',
    name: 'linux',
    ranges: [range],
    versions: [],
    architectures: null,
    module: null,
    repository: null,
    noFix: null,
  };
  const advisory: Advisory = {
    id: 'DEBIAN-CVE-2026-10001',
    feed: 'osv',
    kind: 'security',
    aliases: [],
    cves: ['CVE-2026-10001'],
    summary: null,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [],
    affected: [affected],
  };
  const kernel = (sourceVersion: string) => ({
    ecosystem: 'Debian:12',
    name: 'linux-image-6.1.0-51-amd64',
    version: sourceVersion.replace('+', '-'),
    architecture: 'amd64',
    sourceName: 'linux-signed-amd64',
    sourceVersion,
    module: null,
    repository: null,
  });
  const index = indexAdvisories([advisory]);
  const now = '2026-03-02T09:00:00Z';
  expect(match(index, kernel('6.1.190+1'), now).matches).toMatchObject([{ fixed: '6.1.192-1' }]);
  expect(match(index, kernel('6.1.192+1'), now).matches).toEqual([]);
});
