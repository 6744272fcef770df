import { describe, expect, test } from 'vitest';
import { readOsv } from './osv.ts';

const record = {
  schema_version: '1.7.3',
  id: 'DEBIAN-CVE-2026-10001',
  published: '2026-01-02T03:04:05Z',
  modified: '2026-01-03T04:05:06+02:00',
  upstream: ['CVE-2026-10001'],
  related: ['CVE-2026-10002', 'LAB-1'],
  aliases: ['GHSA-aaaa-bbbb-cccc'],
  summary: 'A flaw',
  severity: [
    { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
    { type: 'Ubuntu', score: 'medium' },
  ],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'lab-app', purl: 'pkg:deb/debian/lab-app?arch=source' },
      ranges: [
        { type: 'GIT', repo: 'https://lab.example/lab-app', events: [{ introduced: '0' }] },
        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2-3' }] },
      ],
      versions: ['1.0-1', '1.2-3', 'odd one'],
      severity: [{ type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }],
    },
    { ranges: [{ type: 'GIT', repo: 'https://lab.example/lab-app', events: [{ introduced: '0' }] }] },
  ],
};

test('a record becomes an advisory with everything that decides', () => {
  expect(readOsv(record)).toEqual({
    id: 'DEBIAN-CVE-2026-10001',
    feed: 'osv',
    kind: 'security',
    aliases: ['GHSA-aaaa-bbbb-cccc'],
    cves: ['CVE-2026-10001', 'CVE-2026-10002'],
    summary: 'A flaw',
    published: '2026-01-02T03:04:05Z',
    modified: '2026-01-03T02:05:06Z',
    withdrawn: null,
    severities: [
      { type: 'CVSS_V3', value: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
      { type: 'word', value: 'medium' },
      { type: 'CVSS_V2', value: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
    ],
    affected: [
      {
        ecosystem: 'Debian:12',
        name: 'lab-app',
        ranges: [{ introduced: '0', fixed: '1.2-3', lastAffected: null }],
        versions: ['1.2-3', 'odd one'],
        architectures: null,
        module: null,
        repository: null,
        noFix: null,
      },
    ],
  });
});

describe('what makes a record unreadable is said in a sentence', () => {
  test.each([
    [null, 'The record is no object.'],
    [[], 'The record is no object.'],
    [{}, 'id is missing.'],
    [{ ...record, id: 7 }, 'id is no text.'],
    [{ ...record, id: 'two words' }, 'id is no single word: "two words".'],
    [{ ...record, published: 'yesterday' }, 'published is no time: yesterday.'],
    [{ ...record, modified: '2026-02-30T00:00:00Z' }, 'modified is no time: 2026-02-30T00:00:00Z.'],
    [{ ...record, withdrawn: '2026-13-01T00:00:00Z' }, 'withdrawn is no time: 2026-13-01T00:00:00Z.'],
    [{ ...record, withdrawn: '2026-01-01' }, 'withdrawn is no time: 2026-01-01.'],
    [{ ...record, aliases: 'CVE-2026-10001' }, 'aliases is no list.'],
    [{ ...record, upstream: [1] }, 'upstream holds something that is no text.'],
    [{ ...record, affected: {} }, 'affected is no list.'],
    [{ ...record, affected: ['lab-app'] }, 'affected[0] is no object.'],
    [{ ...record, affected: [{ package: { name: 'lab-app' } }] }, 'affected[0].package.ecosystem is missing.'],
    [{ ...record, affected: [{ package: { ecosystem: 'Debian:12', name: '' } }] }, 'affected[0].package.name is missing.'],
    [{ ...record, severity: [{ type: 'CVSS_V3' }] }, 'severity[0] has no type and score.'],
    [withRanges([{ type: 'FUTURE', events: [] }]), 'affected[0].ranges[0].type is none that is known: FUTURE.'],
    [withRanges([{ type: 'ECOSYSTEM', events: [] }]), 'affected[0].ranges[0].events tells nothing.'],
    [withRanges([{ type: 'ECOSYSTEM', events: [{ fixed: 1 }] }]), 'affected[0].ranges[0].events[0].fixed is no text.'],
    [{ ...record, affected: [{ ...record.affected[0], versions: [1.2] }] }, 'affected[0].versions holds something that is no text.'],
  ])('%j', (broken, problem) => {
    expect(readOsv(broken)).toEqual({ problem });
  });
});

test('times that nobody can have meant are not known, and the record stays', () => {
  const times = { published: '0000-01-01T00:00:00Z', modified: '9999-12-31T23:59:59-10:00', withdrawn: '0001-01-01T00:00:00Z' };
  expect(readOsv({ ...record, ...times })).toMatchObject({ id: record.id, published: null, modified: null, withdrawn: null });
});

test('a record may be without packages, and null is absent', () => {
  expect(readOsv({ id: 'LAB-1', withdrawn: '2026-01-01T00:00:00Z', affected: null, aliases: null, severity: null })).toMatchObject({
    id: 'LAB-1',
    withdrawn: '2026-01-01T00:00:00Z',
    affected: [],
    cves: [],
  });
});

describe('kinds of errata', () => {
  test.each([
    ['ALSA-2026:0001', 'security'],
    ['ALBA-2026:0001', 'bug-fix'],
    ['ALEA-2026:0001', 'enhancement'],
    ['RHBA-2026:0001', 'bug-fix'],
    ['RHEA-2026:0001', 'enhancement'],
    ['RLSA-2026:0001', 'security'],
    ['ELBA-2026-0001', 'bug-fix'],
    ['BELL-CVE-2026-10001', 'security'],
    ['GHSA-aaaa-bbbb-cccc', 'security'],
  ])('%s is %s', (id, kind) => {
    expect(readOsv({ id })).toMatchObject({ kind });
  });
});

describe('module streams', () => {
  const modular = { introduced: '0', fixed: '1.2-3.module_el8.9.0+3627+db8ec155' };
  const read = (entry: object, fixed: string, summary: string | null = null): unknown => {
    const one = { package: { ecosystem: 'AlmaLinux:8', name: 'lab-app' }, ranges: [range(fixed)], ...entry };
    const answer = readOsv({ id: 'ALSA-2026:0001', summary, affected: [one] });
    return 'problem' in answer ? answer : answer.affected.map((affected) => affected.module);
  };

  test('one named in the summary of a modular advisory', () => {
    expect(read({}, modular.fixed, 'Moderate: lab:1.2 security update')).toEqual(['lab:1.2']);
  });
  test('two make two statements', () => {
    expect(read({}, modular.fixed, 'Low: virt:lab and virt-devel:lab update')).toEqual(['virt:lab', 'virt-devel:lab']);
  });
  test('the id that some summaries begin with is no stream', () => {
    expect(read({}, modular.fixed, 'ALSA-2026:0001: lab:8.0 security update')).toEqual(['lab:8.0']);
  });
  test('a summary that names none leaves it open', () => {
    expect(read({}, modular.fixed, 'Important: lab security update')).toEqual([null]);
  });
  test('a colon in the summary of a plain advisory is no stream', () => {
    expect(read({}, '1.2-3.el8', 'Important: lab:1.2 security update')).toEqual([null]);
  });
  test('fields of the record say it', () => {
    expect(read({ ecosystem_specific: { modularitylabel: 'lab:1.2:8090:abc' } }, modular.fixed)).toEqual(['lab:1.2']);
    expect(read({ database_specific: { module: 'lab', stream: '1.2' } }, modular.fixed)).toEqual(['lab:1.2']);
  });
  test('the purl says it', () => {
    const named = { ecosystem: 'Red Hat:enterprise_linux:8', name: 'lab-app', purl: 'pkg:rpm/redhat/lab-app?rpmmod=lab%3A1.2' };
    expect(read({ package: named }, modular.fixed)).toEqual(['lab:1.2']);
  });
});

test('severities of errata stand in front of the summary, of others in their own fields', () => {
  const affected = [
    {
      package: { ecosystem: 'openEuler:24.03-LTS', name: 'lab-app' },
      database_specific: { cves_map: { cves: [{ id: 'CVE-2026-10001', severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N' }] }] } },
      ecosystem_specific: { urgency: 'low' },
    },
  ];
  expect(readOsv({ id: 'LAB-1', summary: 'Important: lab-app update', database_specific: { severity: 'HIGH' }, affected })).toMatchObject({
    severities: [
      { type: 'word', value: 'HIGH' },
      { type: 'word', value: 'low' },
      { type: 'CVSS_V4', value: 'CVSS:4.0/AV:N' },
      { type: 'word', value: 'Important' },
    ],
  });
});

test('the binaries that SUSE lists are what its devices are matched by', () => {
  const one = {
    package: { ecosystem: 'openSUSE:Leap 15.6', name: 'lab-app' },
    ranges: [range('1.2-150600.1.1')],
    ecosystem_specific: { binaries: [{ 'liblab-app1': '1.2-150600.1.1', 'lab-app-tools': '1.3-150600.1.1' }] },
  };
  const answer = readOsv({ id: 'openSUSE-SU-2026:0001-1', affected: [one] });
  const named = 'problem' in answer ? [] : answer.affected.map((affected) => [affected.name, affected.ranges[0]?.fixed]);
  expect(named).toEqual([
    ['lab-app', '1.2-150600.1.1'],
    ['liblab-app1', '1.2-150600.1.1'],
    ['lab-app-tools', '1.3-150600.1.1'],
  ]);
});

function range(fixed: string): object {
  return { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] };
}

function withRanges(ranges: readonly unknown[]): object {
  return { ...record, affected: [{ ...record.affected[0], ranges }] };
}
