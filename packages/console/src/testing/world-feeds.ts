/** Feeds of the made-up installation: one in each state. */
import type { CallOutput } from '@fettle/protocol/client';
import { at } from './world.ts';

type Feed = CallOutput<'getFeed'>;

function feed(id: string, name: string, state: Feed['state'], why: string, more: Partial<Feed> = {}): Feed {
  return {
    id,
    name,
    state,
    why,
    enabled: state !== 'off',
    base: `https://feeds.example.org/${id}`,
    ownBase: null,
    partsAre: null,
    parts: [],
    ownParts: null,
    lastAttemptAt: at(-40),
    lastOkAt: at(-40),
    nextAt: at(320),
    lateAfterHours: 48,
    records: 1404,
    problems: 0,
    bytes: 1_257_565,
    attribution: 'Lab, CC0 1.0.',
    docs: ['https://feeds.example.org/docs'],
    files: [
      {
        path: `${id}.json`,
        records: 1404,
        problems: 0,
        bytes: 1_257_565,
        takenAt: at(-40),
        confirmedAt: at(-40),
        sha256: 'a'.repeat(64),
        held: null,
        unreadable: null,
      },
    ],
    problemList: [],
    ...more,
  };
}

export const feeds: readonly Feed[] = [
  feed(
    'osv',
    'OSV',
    'held',
    'Debian/all.zip: It has 4,110 records, and had 9,554: less than half. It was not taken; what was known stays. A person must look at it and let it through, or wait for a better file.',
    {
      partsAre: 'ecosystems',
      parts: ['Debian:12', 'Rocky Linux:9', 'Ubuntu:24.04:LTS'],
      records: 61_204,
      problems: 2,
      bytes: 48_265_000,
      files: [
        {
          path: 'Debian/all.zip',
          records: 9554,
          problems: 2,
          bytes: 4_263_765,
          takenAt: at(-1500),
          confirmedAt: at(-40),
          sha256: 'b'.repeat(64),
          held: { why: 'It has 4,110 records, and had 9,554: less than half. It was not taken; what was known stays.', records: 4110 },
          unreadable: null,
        },
        {
          path: 'Rocky Linux/all.zip',
          records: 51_650,
          problems: 0,
          bytes: 44_001_235,
          takenAt: at(-400),
          confirmedAt: at(-40),
          sha256: 'c'.repeat(64),
          held: null,
          unreadable: null,
        },
      ],
      problemList: [
        { path: 'Debian/all.zip', where: 'DEBIAN-CVE-2026-10003.json', why: 'It is no JSON.' },
        { path: 'Debian/all.zip', where: 'DEBIAN-CVE-2026-10007.json', why: 'The field "modified" is no time of any calendar.' },
      ],
    },
  ),
  feed('kev', 'CISA Known Exploited Vulnerabilities', 'current', 'Confirmed within the hour.'),
  feed(
    'epss',
    'EPSS',
    'late',
    'Its publisher last confirmed all of it 61 hours ago; more than 36 is late. What was taken before still counts.',
    { lastOkAt: at(-3660), lateAfterHours: 36 },
  ),
  feed(
    'nvd',
    'NVD',
    'trouble',
    'The last attempt failed. The publisher answered 503 Service Unavailable. What was taken before still counts.',
  ),
  feed('msrc-cvrf', 'Microsoft security updates', 'never', 'Nothing was taken yet. It is due.', {
    lastOkAt: null,
    lastAttemptAt: null,
    records: 0,
    bytes: 0,
    files: [],
  }),
  feed('endoflife', 'endoflife.date', 'off', 'It is switched off. What was taken before still counts.'),
];
