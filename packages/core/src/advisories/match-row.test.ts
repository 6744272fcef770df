import { describe, expect, test } from 'vitest';
import { indexAdvisories } from './advisory-index.ts';
import { matchRow } from './match-row.ts';
import { advisory, now, until } from './testing/build.ts';

const index = indexAdvisories([
  advisory('LAB-2', [{ ranges: [until('1.2-3')] }], { cves: ['CVE-2026-10002'], aliases: ['GHSA-aaaa-bbbb-cccc'] }),
  advisory('LAB-1', [{ ranges: [until(null)] }]),
]);

test('findings come by id, with every other id of theirs', () => {
  expect(matchRow(index, { ecosystem: 'Debian:12', package: 'liblab1', source: 'lab-app', version: '1.2-2' }, now)).toEqual({
    findings: [
      { id: 'LAB-1', fixed: null, aliases: [], state: 'affected' },
      { id: 'LAB-2', fixed: '1.2-3', aliases: ['CVE-2026-10002', 'GHSA-aaaa-bbbb-cccc'], state: 'affected' },
    ],
    unknown: [],
    problems: [],
  });
});

test('a version that can not be read makes findings that are unknown', () => {
  const answer = matchRow(index, { ecosystem: 'Debian:12', package: 'lab-app', version: '' }, now);
  expect(answer.findings.map((one) => [one.id, one.state])).toEqual([
    ['LAB-1', 'unknown'],
    ['LAB-2', 'unknown'],
  ]);
});

test('a record in the row is asked instead of the feed', () => {
  const osv = { id: 'LAB-9', affected: [{ package: { ecosystem: 'npm', name: 'lab-app' }, versions: ['1.0.0'] }] };
  expect(matchRow(index, { ecosystem: 'npm', package: 'lab-app', version: '1.0.0', osv }, now).findings).toHaveLength(1);
  expect(matchRow(index, { ecosystem: 'npm', package: 'lab-app', version: '1.0.0', osv: { id: 7 } }, now).problems).toEqual([
    'id is no text.',
  ]);
});

test.each([
  [null, 'The row is no object.'],
  [{}, 'package is missing.'],
  [{ package: 'lab-app' }, 'ecosystem is missing.'],
  [{ ecosystem: 'npm', package: '' }, 'package is missing.'],
  [{ ecosystem: 'npm', package: 'lab-app', version: 1 }, 'version is no text.'],
])('the row %j has a problem and no findings', (row, problem) => {
  expect(matchRow(index, row, now)).toMatchObject({ findings: [], problems: [problem] });
});

test('without a feed there is no answer, and that is said', () => {
  expect(matchRow(null, { ecosystem: 'npm', package: 'lab-app', version: '1.0.0' }, now).problems).toEqual([
    'There is no feed to answer from.',
  ]);
});

describe('advisories in neutral form', () => {
  const ask = (row: object, advisories: readonly object[]): readonly string[] =>
    matchRow(null, { package: 'lab-app', ...row, advisories }, now).findings.map((one) => `${one.id} ${one.fixed ?? 'no fix'}`);
  const alpine = { ecosystem: 'Alpine:v3.10', package: 'lab-app' };
  const installed = { ecosystem: 'Alpine:v3.10', version: '2.6.4-r0' };

  test.each([
    ['fixed', { fixed: '2.8.4-r0' }, ['CVE-2026-10001 2.8.4-r0']],
    ['fixed before', { fixed: '2.6.3-r0' }, []],
    ['affected from a later version on', { affected: '2.6.5' }, []],
    ['affected from an earlier one on', { affected: '2.6.1' }, ['CVE-2026-10001 no fix']],
    ['neither', {}, ['CVE-2026-10001 no fix']],
    ['a fixed version that is none', { fixed: 'not a version' }, []],
  ] as const)('%s', (_what, more, expected) => {
    expect(ask(installed, [{ id: 'CVE-2026-10001', ...alpine, ...more }])).toEqual(expected);
  });

  test('several advisories about one vulnerability: all must be fulfilled', () => {
    const two = ['1:2-1.el8', '1:3-1.el8'].map((fixed, n) => ({
      id: 'CVE-2026-10001',
      ecosystem: 'Rocky Linux:8',
      package: 'lab-app',
      fixed: `0${fixed.slice(1)}`,
      vendorIds: [`RLSA-2026:000${n}`],
    }));
    expect(ask({ ecosystem: 'Rocky Linux:8.5', version: '1-1.el8' }, two)).toEqual(['CVE-2026-10001 3-1.el8']);
  });

  test('ESM is what is published for Pro besides, where there is Pro', () => {
    const both = ['Ubuntu:20.04', 'Ubuntu:19.04'].map((ecosystem) => ({ id: 'CVE-2026-10001', ecosystem, package: 'lab-app' }));
    expect(ask({ ecosystem: 'Ubuntu:20.04-ESM', version: '1-1' }, both)).toEqual(['CVE-2026-10001 no fix']);
    expect(ask({ ecosystem: 'Ubuntu:19.04-ESM', version: '1-1' }, both)).toEqual([]);
  });
});

describe('Red Hat’s entries for numbered platforms', () => {
  const entry = (fixed: string, platforms: readonly number[], more: object = {}): object => ({
    FixedVersion: fixed,
    Affected: platforms,
    ...more,
  });
  const about = (id: string, ...entries: readonly object[]): object => ({
    id,
    ecosystem: 'Red Hat',
    package: 'lab-app',
    raw: { Entries: entries },
  });
  const cves = (...ids: readonly string[]): object => ({ Cves: ids.map((ID) => ({ ID })) });
  const advisories = [
    about(
      'RHSA-2026:0001',
      entry('0:1-2.el7_6', [0, 1], cves('CVE-2026-10001')),
      entry('0:1-3.el8', [2], cves('CVE-2026-10001', 'CVE-2026-10002')),
    ),
    about('RHSA-2026:0002', entry('0:1-5.el8_2', [2], { ...cves('CVE-2026-10001'), Arches: ['x86_64'] })),
    about('CVE-2026-10003', entry('', [0], { Status: 5 })),
    about('CVE-2026-10004', entry('', [2], { Status: 6 })),
    about('CVE-2026-10005', entry('', [2], { Status: 1 })),
    about('CVE-2026-10002', entry('', [2], { Status: 5 })),
  ];
  const ask = (version: string, arch: string): readonly string[] =>
    matchRow(null, { ecosystem: 'Red Hat', package: 'lab-app', version, arch, advisories }, now).findings.map(
      (one) => `${one.id} ${one.fixed ?? 'no fix'}`,
    );

  test('the release of the package chooses the platform, the highest fix ends it', () => {
    expect(ask('1-1.el8', 'x86_64')).toEqual(['CVE-2026-10001 1-5.el8_2', 'CVE-2026-10002 1-3.el8', 'CVE-2026-10004 no fix']);
    expect(ask('1-1.el8', 'aarch64')).toEqual(['CVE-2026-10001 1-3.el8', 'CVE-2026-10002 1-3.el8', 'CVE-2026-10004 no fix']);
    expect(ask('1-1.el7', 'x86_64')).toEqual(['CVE-2026-10001 1-2.el7_6', 'CVE-2026-10003 no fix']);
  });
});
