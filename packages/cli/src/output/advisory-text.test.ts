import type { CallOutput } from '@fettle/protocol/client';
import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { advisoryText } from './advisory-text.ts';
import { findingsText } from './findings-text.ts';
import { screenOf } from './screen.ts';

type Finding = CallOutput<'listFindings'>['items'][number];
type Advisory = CallOutput<'getAdvisory'>;

const at = '2026-03-01T09:00:00.000Z';
const id = '0192a000-0002-7000-8000-000000000001';
const counts = {
  devices: 3,
  fixOffered: 2,
  fixNotOffered: 0,
  noFix: 1,
  restartPending: 0,
  unknown: 0,
  clients: 1,
  urgentOn: 2,
  due: { at, by: 'Lab 1' },
  since: at,
};
const finding: Finding = {
  id: 'LAB-1',
  summary: 'About it',
  cves: ['CVE-2026-10001'],
  packages: ['lab-app'],
  severity: null,
  kevAdded: '2026-02-20',
  epss: 0.0004,
  ...counts,
};
const advisory: Advisory = {
  id: 'LAB-1',
  statements: [
    {
      id: 'LAB-1',
      feed: { id: 'osv', name: 'OSV', state: 'late', why: 'It is late.', at, docs: [], attribution: '' },
      kind: 'security',
      summary: 'About it',
      aliases: [],
      cves: ['CVE-2026-10001'],
      severities: [],
      published: null,
      modified: null,
      withdrawn: null,
      affected: [
        {
          ecosystem: 'Debian:12',
          package: 'lab-app',
          ranges: [{ introduced: '0', fixed: null, lastAffected: null }],
          versions: 0,
          architectures: null,
          module: null,
          noFix: 'will-not-fix',
        },
      ],
      elsewhere: 2,
    },
  ],
  related: [],
  cves: [{ id: 'CVE-2026-10001', published: null, severities: [], kev: null, epss: null, ssvc: null }],
  kevKnown: false,
  severity: null,
  counted: counts,
};

const screen = screenOf(testIo());

test('one row an advisory; what is not known is a question mark, and who is not counted is said', () => {
  const text = findingsText(screen, { items: [finding], next: null, total: 1, uncovered: 2 });
  expect(text).toMatch(/LAB-1 +lab-app +\? +0\.04% +2026-02-20 +3 +1 no fix, 2 fix offered/);
  expect(text).toContain('2 devices are in none of these numbers');
  expect(findingsText(screen, { items: [], next: null, total: 0, uncovered: 1 })).toContain('not known, and not none');
});

test('an advisory says which feed says what, how old that is, and who has it why', () => {
  const device = {
    deviceId: id,
    deviceName: 'web-1',
    clientId: id,
    clientName: 'Harbour Dental',
    siteName: 'Main',
    tier: null,
    exposure: null,
  };
  const standing = {
    state: 'no-fix' as const,
    why: 'Its publisher has no fix: it will not be fixed.',
    fixed: null,
    noFix: 'will-not-fix',
    withheld: null,
    offered: null,
    updateId: null,
    urgency: null,
    due: null,
  };
  const software = { manager: 'apt' as const, name: 'lab-app', version: '1.0-1', architecture: 'amd64' };
  const row = {
    ...device,
    service: null,
    outage: null,
    state: 'no-fix' as const,
    since: at,
    restartPending: null,
    kernel: null,
    software: [{ ...standing, software, advisory: 'LAB-1', feed: 'osv', ageHours: 1 }],
  };
  const text = advisoryText(screen, advisory, { items: [row], next: null });
  expect(text).toContain('not published, which is not 0');
  expect(text).toMatch(/CVE-2026-10001 +\? +\? +\? +\?/);
  expect(text).toContain('OSV says as LAB-1');
  expect(text).toContain('lab-app of Debian:12: all, no fix (will not fix)');
  expect(text).toMatch(/web-1 +Harbour Dental +lab-app 1\.0-1 +no fix +Its publisher has no fix/);
  expect(text).toContain('by Lab 1');
});
