import { describe, expect, test } from 'vitest';
import { parseDnfUpdateinfoInfo, parseDnfUpdateinfoList, parseDnfUpdateinfoSummary } from './index.ts';

const app = { name: 'lab-app', architecture: 'x86_64', version: '1.0-1.el9', epoch: 0, installed: false };

describe('updateinfo list', () => {
  const table: readonly (readonly [string, object])[] = [
    ['LABSA-2026:0001 Important/Sec. lab-app-1.0-1.el9.x86_64', { ...app, id: 'LABSA-2026:0001', kind: 'security', severity: 'Important' }],
    ['LABSA-2026:0001 Unknown/Sec.   lab-app-1.0-1.el9.x86_64', { ...app, id: 'LABSA-2026:0001', kind: 'security', severity: null }],
    ['LABBA-2026:0002 bugfix         lab-app-1.0-1.el9.x86_64', { ...app, id: 'LABBA-2026:0002', kind: 'bugfix', severity: null }],
    ['LABEA-2026:0003 enhancement    lab-app-1.0-1.el9.x86_64', { ...app, id: 'LABEA-2026:0003', kind: 'enhancement', severity: null }],
    [
      'CVE-2026-10001  Low/Sec.       lab-app-3:1.0-1.el9.x86_64',
      { ...app, version: '3:1.0-1.el9', epoch: 3, id: 'CVE-2026-10001', kind: 'security', severity: 'Low' },
    ],
    [
      'i LABSA-2026:0001 Moderate/Sec. lab-app-1.0-1.el9.x86_64',
      { ...app, id: 'LABSA-2026:0001', kind: 'security', severity: 'Moderate', installed: true },
    ],
    ['  LABSA-2026:0001 Moderate/Sec. lab-app-1.0-1.el9.x86_64', { ...app, id: 'LABSA-2026:0001', kind: 'security', severity: 'Moderate' }],
    [
      'LAB-2026-0a1b2c3d security Critical lab-app-1.0-1.el9.x86_64 2026-01-02 03:04:05',
      { ...app, id: 'LAB-2026-0a1b2c3d', kind: 'security', severity: 'Critical' },
    ],
    [
      'LAB-2026-0a1b2c3d bugfix None lab-app-1.0-1.el9.x86_64 2026-01-02',
      { ...app, id: 'LAB-2026-0a1b2c3d', kind: 'bugfix', severity: null },
    ],
    [
      'LAB-2026-0a1b2c3d bugfix          lab-app-1.0-1.el9.x86_64 2026-01-02 03:04:05',
      { ...app, id: 'LAB-2026-0a1b2c3d', kind: 'bugfix', severity: null },
    ],
  ];

  test.each(table)('%s', (line, row) => {
    expect(parseDnfUpdateinfoList(`${line}\n`)).toEqual({ rows: [row], unread: [] });
  });

  test('talk and the heading of dnf 5 say nothing', () => {
    const text = 'Last metadata expiration check: 0:00:08 ago on Thu Jan  1 00:00:00 2026.\nName  Type     Severity Package  Issued\n';
    expect(parseDnfUpdateinfoList(text)).toEqual({ rows: [], unread: [] });
  });

  test.each([
    'No security updates needed, but 3 updates available',
    'LABSA-2026:0001 Important/Sec.',
    'LABSA-2026:0001 urgent lab-app-1.0-1.el9.x86_64',
    'LABSA-2026:0001 Important/Sec. lab-app',
    'LAB-2026-1 security Critical lab-app-1.0-1.el9.x86_64 soon',
  ])('%s is not understood', (line) => {
    expect(parseDnfUpdateinfoList(line)).toEqual({ rows: [], unread: [line] });
  });
});

describe('updateinfo info', () => {
  const rule = '='.repeat(79);
  const dnf4 = `${rule}
  Important: lab-app security update
${rule}
  Update ID: LABSA-2026:0001
       Type: security
    Updated: 2026-01-02 03:04:05
       Bugs: 12345 - CVE-2026-10009 is named in a title only
       CVEs: CVE-2026-10001
           : CVE-2026-10002
Description: An app.
           :
           : Security Fix(es): CVE-2026-10003 is told of in the text
   Severity: Important

${rule}
  lab-tool bug fix update
${rule}
  Update ID: LABBA-2026:0002
       Type: bugfix
    Updated: 2026-01-03 03:04:05
Description: A tool.
   Severity: None
`;

  test('blocks of dnf 4; only the field CVEs names CVEs', () => {
    expect(parseDnfUpdateinfoInfo(dnf4)).toEqual({
      rows: [
        {
          id: 'LABSA-2026:0001',
          title: 'Important: lab-app security update',
          kind: 'security',
          severity: 'Important',
          updated: '2026-01-02 03:04:05',
          cves: ['CVE-2026-10001', 'CVE-2026-10002'],
          description: 'An app.\n\nSecurity Fix(es): CVE-2026-10003 is told of in the text',
        },
        {
          id: 'LABBA-2026:0002',
          title: 'lab-tool bug fix update',
          kind: 'bugfix',
          severity: null,
          updated: '2026-01-03 03:04:05',
          cves: [],
          description: 'A tool.',
        },
      ],
      unread: [],
    });
  });

  test('blocks of dnf 5', () => {
    const text = `Name        : LAB-2026-0a1b2c3d
Title       : lab-app-1.0-1.el9
Severity    : Critical
Type        : security
Status      : stable
Vendor      : updates@example.org
Issued      : 2026-01-02 03:04:05
Description : An app.
            : With more.
Message     :
Rights      : Copyright
Reference   :
  Title     : CVE-2026-10001 lab-app: overflow
  Id        : CVE-2026-10001
  Type      : cve
  Url       : https://example.org/CVE-2026-10001
Collection  :
  Packages  : lab-app-1.0-1.el9.x86_64
            : lab-app-1.0-1.el9.src
`;
    expect(
      parseDnfUpdateinfoInfo(`Updating and loading repositories:\nRepositories loaded.\n${text}\n${text.replace('0a1b2c3d', '0a1b2c3e')}`),
    ).toMatchObject({
      rows: [
        {
          id: 'LAB-2026-0a1b2c3d',
          title: 'lab-app-1.0-1.el9',
          kind: 'security',
          severity: 'Critical',
          updated: '2026-01-02 03:04:05',
          cves: ['CVE-2026-10001'],
          description: 'An app.\nWith more.',
        },
        { id: 'LAB-2026-0a1b2c3e' },
      ],
      unread: [],
    });
  });

  test('a block without an id, and what stands before the first, are kept', () => {
    const { rows, unread } = parseDnfUpdateinfoInfo(`Error: no lists\n${dnf4.replace('  Update ID: LABSA-2026:0001\n', '')}`);
    expect(rows.map((row) => row.id)).toEqual(['LABBA-2026:0002']);
    expect(unread).toContain('Error: no lists');
    expect(unread).toContain('       CVEs: CVE-2026-10001');
  });
});

test('updateinfo summary', () => {
  const text = `Updates Information Summary: available
    7 Security notice(s)
        2 Important Security notice(s)
        1 Unknown Security notice(s)
    3 Bugfix notice(s)
    1 New Package notice(s)
No such thing
`;
  const { rows, unread } = parseDnfUpdateinfoSummary(text);
  expect(rows.map((row) => [row.count, row.kind, row.severity])).toEqual([
    [7, 'Security', null],
    [2, 'Security', 'Important'],
    [1, 'Security', 'Unknown'],
    [3, 'Bugfix', null],
    [1, 'New Package', null],
  ]);
  expect(unread).toEqual(['No such thing']);
});
