import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cvesOf, fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { kev } from './index.ts';

const path = 'known_exploited_vulnerabilities.json';

function catalogue(entries: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ dateReleased: '2026-03-02T10:00:00Z', count: entries.length, vulnerabilities: entries, ...more });
}

function entry(part: object): object {
  return { cveID: 'CVE-2026-10001', dateAdded: '2026-03-01', dueDate: '2026-03-22', knownRansomwareCampaignUse: 'Unknown', ...part };
}

test('the JSON form', async () => {
  const records = await recordsOf(kev, fileAt(new URL('./fixtures/known_exploited_vulnerabilities.json', import.meta.url)));
  expect(cvesOf(records)).toEqual([
    { id: 'CVE-2026-10001', kev: { added: '2026-03-01', due: '2026-03-22', ransomware: true } },
    { id: 'CVE-2026-10002', kev: { added: '2026-03-02', due: '2026-03-03', ransomware: false } },
    { id: 'CVE-2020-10003', kev: { added: '2026-03-02', due: null, ransomware: false } },
  ]);
  expect(problemsOf(records)).toEqual([
    { where: 'vulnerabilities[2] (CVE-2020-10003)', why: 'Due on 2020-09-21, before it was added on 2026-03-02.' },
  ]);
});

test('the CSV form', async () => {
  const records = await recordsOf(kev, fileAt(new URL('./fixtures/known_exploited_vulnerabilities.csv', import.meta.url)));
  expect(records).toEqual([
    { type: 'cve', cve: { id: 'CVE-2026-10001', kev: { added: '2026-03-01', due: '2026-03-22', ransomware: true } } },
    { type: 'cve', cve: { id: 'CVE-2026-10002', kev: { added: '2026-03-02', due: '2026-03-03', ransomware: false } } },
  ]);
});

test('packed with gzip', async () => {
  expect(cvesOf(await recordsOf(kev, fileWith(`${path}.gz`, gzipSync(catalogue([entry({})])))))).toHaveLength(1);
});

describe('one entry', () => {
  const known = { added: '2026-03-01', due: '2026-03-22', ransomware: false };
  const table: readonly (readonly [string, object, object | null, RegExp | null])[] = [
    ['spaces around the id', { cveID: ' CVE-2026-10001 ' }, known, null],
    ['an id that is none', { cveID: 'CVE-26-1' }, null, /"CVE-26-1"/],
    ['no id', { cveID: undefined }, null, /absent/],
    ['a due day before the day of adding', { dueDate: '2026-02-28' }, { ...known, due: null }, /before it was added/],
    ['due on the day of adding', { dueDate: '2026-03-01' }, { ...known, due: '2026-03-01' }, null],
    ['a due day that is none', { dueDate: '2026-02-30' }, { ...known, due: null }, /due day is none/],
    ['no due day', { dueDate: '' }, { ...known, due: null }, /due day is none/],
    ['no day of adding', { dateAdded: null }, null, /day of adding is none/],
    ['added after the catalogue came out', { dateAdded: '2026-03-09' }, { ...known, added: '2026-03-09' }, /after the catalogue's own day/],
    ['known to be used by ransomware', { knownRansomwareCampaignUse: 'Known ' }, { ...known, ransomware: true }, null],
    ['nothing said of ransomware', { knownRansomwareCampaignUse: undefined }, known, null],
    ['a new word for ransomware', { knownRansomwareCampaignUse: 'Maybe' }, known, /neither Known nor Unknown/],
  ];

  test.each(table)('%s', async (_what, part, expected, why) => {
    const records = await recordsOf(kev, fileWith(path, catalogue([entry(part), entry({ cveID: 'CVE-2026-10009' })])));
    expect(cvesOf(records).map((cve) => cve.kev)).toEqual(expected === null ? [known] : [expected, known]);
    expect(problemsOf(records).map((problem) => problem.why)).toEqual(why === null ? [] : [expect.stringMatching(why)]);
  });
});

test('an id that comes twice counts once', async () => {
  const records = await recordsOf(kev, fileWith(path, catalogue([entry({}), entry({ dueDate: '2026-04-01' })])));
  expect(cvesOf(records)).toEqual([{ id: 'CVE-2026-10001', kev: { added: '2026-03-01', due: '2026-03-22', ransomware: false } }]);
  expect(problemsOf(records)).toMatchObject([{ where: 'CVE-2026-10001' }]);
});

test('a catalogue whose count is another', async () => {
  const records = await recordsOf(kev, fileWith(path, catalogue([entry({})], { count: 2 })));
  expect(problemsOf(records)).toEqual([{ where: 'count', why: 'The catalogue says 2 entries and has 1.' }]);
});

describe('no catalogue', () => {
  test.each([
    ['JSON cut short', catalogue([entry({})]).slice(0, -9)],
    ['JSON of something else', '{"title":"x"}'],
    ['a list', '[]'],
    ['a catalogue of nothing', catalogue([])],
    ['a table of nothing', 'cveID,dateAdded\n'],
    ['CSV of something else', 'a,b\n1,2\n'],
    ['CSV cut short within a line', 'cveID,dateAdded\nCVE-2026-10001,2026-0'],
    ['CSV cut short within quotes', 'cveID,dateAdded,shortDescription\nCVE-2026-10001,2026-03-01,"An'],
    ['a page', '<html><body>Try later</body></html>'],
    ['nothing', ''],
  ])('%s', async (_what, content) => {
    await expect(recordsOf(kev, fileWith(path, content))).rejects.toThrow(UnreadableFile);
  });
});

test('rows of the wrong length spoil themselves only', async () => {
  const text =
    'cveID,dateAdded,dueDate,knownRansomwareCampaignUse\nCVE-2026-10001,2026-03-01\nCVE-2026-10002,2026-03-01,2026-03-22,Known\n';
  const records = await recordsOf(kev, fileWith('known_exploited_vulnerabilities.csv', text));
  expect(problemsOf(records)).toEqual([{ where: 'line 2', why: 'The row has 2 fields, the header 4.' }]);
  expect(cvesOf(records)).toHaveLength(1);
});
