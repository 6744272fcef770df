import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cvesOf, fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { vulnrichment } from './index.ts';

const fixture = new URL('./fixtures/CVE-2026-10001.json', import.meta.url);
const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** A record with these metrics of the naming authority and these of CISA. */
function record(part: { meta?: object; cna?: readonly object[]; cisa?: readonly object[] }): string {
  return JSON.stringify({
    cveMetadata: { cveId: 'CVE-2026-10003', state: 'PUBLISHED', datePublished: '2026-03-01T12:00:00', ...part.meta },
    containers: {
      cna: { providerMetadata: { shortName: 'lab' }, metrics: part.cna ?? [] },
      adp: [{ providerMetadata: { shortName: 'CISA-ADP' }, metrics: part.cisa ?? [] }],
    },
  });
}

function ssvc(options: readonly object[], timestamp = '2026-03-02T04:00:00Z'): object {
  return { other: { type: 'ssvc', content: { timestamp, options } } };
}

async function read(content: string | Uint8Array, path = 'CVE-2026-10003.json') {
  return await recordsOf(vulnrichment, fileWith(path, content));
}

test('a record with everything', async () => {
  expect(await recordsOf(vulnrichment, fileAt(fixture))).toEqual([
    {
      type: 'cve',
      cve: {
        id: 'CVE-2026-10001',
        published: '2026-03-01T12:00:00Z',
        cvss: [
          { vector, source: 'lab' },
          { vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'CISA-ADP' },
        ],
        ssvc: { exploitation: 'active', automatable: true, technicalImpact: 'total', at: '2026-03-02T04:00:00.123456Z' },
      },
    },
  ]);
});

test('a packed record says the same', async () => {
  expect(await read(gzipSync(readFileSync(fixture)), 'CVE-2026-10001.json.gz')).toEqual(await recordsOf(vulnrichment, fileAt(fixture)));
});

test('a rejected record says that there is nothing', async () => {
  const records = await recordsOf(vulnrichment, fileAt(new URL('./fixtures/CVE-2026-10002.json', import.meta.url)));
  expect(records).toEqual([{ type: 'cve', cve: { id: 'CVE-2026-10002', published: null, cvss: [], ssvc: null } }]);
});

test('what a record does not speak of is left out', async () => {
  expect(await read(record({}))).toEqual([{ type: 'cve', cve: { id: 'CVE-2026-10003', published: '2026-03-01T12:00:00Z' } }]);
});

describe('vectors', () => {
  test('of every version, in the order of their givers', async () => {
    const [cve] = cvesOf(
      await read(
        record({
          cna: [{ cvssV2_0: { vectorString: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' } }, { cvssV4_0: { vectorString: 'CVSS:4.0/AV:N/AC:L' } }],
          cisa: [{ cvssV3_1: { vectorString: vector } }],
        }),
      ),
    );
    expect(cve?.cvss?.map((one) => `${one.source} ${one.vector.slice(0, 8)}`)).toEqual([
      'lab AV:N/AC:',
      'lab CVSS:4.0',
      'CISA-ADP CVSS:3.1',
    ]);
  });

  test('one that is none is said and spoils nothing else', async () => {
    const records = await read(record({ cna: [{ cvssV3_1: { baseScore: 9.8 } }, { cvssV3_1: { vectorString: vector } }] }));
    expect(cvesOf(records)[0]?.cvss).toEqual([{ vector, source: 'lab' }]);
    expect(problemsOf(records)).toEqual([{ where: 'CVE-2026-10003.json', why: 'CVE-2026-10003: the cvssV3_1 of lab has no vector.' }]);
  });
});

describe('SSVC points', () => {
  const none = { exploitation: null, automatable: null, technicalImpact: null };
  const table: readonly (readonly [string, readonly object[], object, number])[] = [
    [
      'one by one',
      [{ Exploitation: 'poc' }, { Automatable: 'no' }, { 'Technical Impact': 'partial' }],
      { exploitation: 'poc', automatable: false, technicalImpact: 'partial' },
      0,
    ],
    [
      'in one object, in other spellings',
      [{ exploitation: 'Public PoC', automatable: 'Yes', technicalImpact: 'Total' }],
      { exploitation: 'poc', automatable: true, technicalImpact: 'total' },
      0,
    ],
    ['some missing', [{ Exploitation: 'none' }], { ...none, exploitation: 'none' }, 0],
    ['a new value', [{ Exploitation: 'rumoured' }, { Automatable: 'yes' }], { ...none, automatable: true }, 1],
    ['no options', [], none, 0],
  ];

  test.each(table)('%s', async (_what, options, expected, problems) => {
    const records = await read(record({ cisa: [ssvc(options)] }));
    expect(cvesOf(records)[0]?.ssvc).toEqual({ ...expected, at: '2026-03-02T04:00:00Z' });
    expect(problemsOf(records)).toHaveLength(problems);
  });

  test('the newest of several counts', async () => {
    const records = await read(
      record({
        cisa: [
          ssvc([{ Exploitation: 'none' }], '2026-03-02T04:00:00Z'),
          ssvc([{ Exploitation: 'active' }], '2026-03-04T04:00:00Z'),
          ssvc([{ Exploitation: 'poc' }], '2026-03-03T04:00:00Z'),
          ssvc([{ Exploitation: 'none' }], 'today'),
        ],
      }),
    );
    expect(cvesOf(records)[0]?.ssvc?.exploitation).toBe('active');
  });

  test('those of the naming authority are not CISA’s', async () => {
    expect(cvesOf(await read(record({ cna: [ssvc([{ Exploitation: 'active' }])] })))[0]).not.toHaveProperty('ssvc');
  });
});

describe('records that say nothing usable', () => {
  test.each([
    ['an id that is none', record({ meta: { cveId: 'LAB-1' } }), 'The CVE id is none.'],
    ['a state of its own', record({ meta: { state: 'RESERVED' } }), 'The state of CVE-2026-10003 is neither PUBLISHED nor REJECTED.'],
    [
      'no containers',
      JSON.stringify({ cveMetadata: { cveId: 'CVE-2026-10003', state: 'PUBLISHED' } }),
      'CVE-2026-10003 has no container of its naming authority.',
    ],
  ])('%s', async (_what, content, why) => {
    expect(await read(content)).toEqual([{ type: 'problem', problem: { where: 'CVE-2026-10003.json', why } }]);
  });

  test.each([
    ['JSON of something else', '{"a":1}'],
    ['a list', '[]'],
    ['JSON cut short', readFileSync(fixture, 'utf8').slice(0, 500)],
    ['nothing', ''],
    ['a gzip cut short', gzipSync(readFileSync(fixture)).subarray(0, 200)],
  ])('%s is refused', async (_what, content) => {
    await expect(read(content)).rejects.toThrow(UnreadableFile);
  });
});
