import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord } from '../types.ts';
import { endoflife } from './index.ts';

const source = new URL('./fixtures/products.json', import.meta.url);
const answer = new URL('./fixtures/products-full.json', import.meta.url);
const none = { lts: false, activeSupportEnds: null, securitySupportEnds: null, extendedSupportEnds: null, latest: null, released: null };

const expected = [
  {
    id: 'lab-os',
    label: 'Lab OS',
    releases: [
      {
        cycle: '9',
        released: '2025-06-01',
        lts: true,
        activeSupportEnds: '2028-06-01',
        securitySupportEnds: '2030-06-01',
        extendedSupportEnds: '2033-06-01',
        latest: '9.2',
      },
      { ...none, cycle: '8', released: '2022-06-01', activeSupportEnds: true, securitySupportEnds: false },
      { ...none, cycle: '7', released: '2019-06-01', lts: true, securitySupportEnds: true },
    ],
  },
  { id: 'lab-app', label: 'Lab App', releases: [] },
];

function productsOf(records: readonly FeedRecord[]) {
  return records.flatMap((record) => (record.type === 'lifecycle' ? [record.product] : []));
}

test.each([
  ['the project’s own files', source],
  ['the answer of the API', answer],
])('%s', async (_what, place) => {
  const records = await recordsOf(endoflife, fileAt(place));
  expect(productsOf(records)).toEqual(expected);
  expect(problemsOf(records)).toEqual([]);
});

test('packed, and as one product', async () => {
  expect(productsOf(await recordsOf(endoflife, fileWith('products/full.gz', gzipSync(readFileSync(answer)))))).toEqual(expected);
  const one = JSON.stringify({ schema_version: '1.2.1', result: { name: 'lab-app', label: 'Lab App', releases: [] } });
  expect(productsOf(await recordsOf(endoflife, fileWith('products/lab-app', one)))).toEqual([expected[1]]);
});

describe('what can not be read is said, and spoils itself only', () => {
  const good = { releases: [{ releaseCycle: '1', eol: false }] };
  const table: readonly (readonly [string, unknown, string, readonly string[]])[] = [
    ['a product without releases', { title: 'x' }, 'lab-x: The product has no list of releases.', []],
    ['no object', 7, 'lab-x: The product has no list of releases.', []],
    [
      'a release without a name',
      { releases: [{ eol: true }, { releaseCycle: '2' }] },
      'lab-x releases[0]: The release has no name.',
      ['2'],
    ],
    [
      'an end that is no day',
      { releases: [{ releaseCycle: '2', eol: 'soon' }] },
      'lab-x releases[0]: Its eol is neither a day nor a flag: "soon".',
      ['2'],
    ],
    [
      'a day that does not exist',
      { releases: [{ releaseCycle: '2', eoes: '2026-02-30' }] },
      'lab-x releases[0]: Its eoes is neither a day nor a flag: "2026-02-30".',
      ['2'],
    ],
  ];

  test.each(table)('%s', async (_what, product, problem, cycles) => {
    const records = await recordsOf(endoflife, fileWith('products.json', JSON.stringify({ 'lab-x': product, 'lab-y': good })));
    expect(problemsOf(records).map(({ where, why }) => `${where}: ${why}`)).toEqual([problem]);
    const read = new Map(productsOf(records).map((one) => [one.id, one.releases.map((release) => release.cycle)]));
    expect(read.get('lab-x') ?? []).toEqual(cycles);
    expect(read.get('lab-y')).toEqual(['1']);
  });

  test('an answer with another number of products', async () => {
    const records = await recordsOf(
      endoflife,
      fileWith('products.json', JSON.stringify({ total: 5, result: [{ name: 'lab-app', releases: [] }] })),
    );
    expect(problemsOf(records)).toEqual([{ where: 'total', why: 'The answer says 5 products and has 1.' }]);
  });
});

test.each([
  ['JSON of something else', '{"a":1}'],
  ['a list', '[]'],
  ['an answer of nothing', '{"total":0,"result":[]}'],
  ['cut short', readFileSync(source, 'utf8').slice(0, 300)],
  ['a page', '<html>Not found</html>'],
  ['nothing', ''],
])('%s is refused', async (_what, content) => {
  await expect(recordsOf(endoflife, fileWith('products.json', content))).rejects.toThrow(UnreadableFile);
});
