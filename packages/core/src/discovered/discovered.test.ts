/** Machines without an agent: read from files, never twice, and said as what is known. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanMac, discoveredSentence, planDiscovered, readDiscovered } from './index.ts';
import type { DiscoveredEntry } from './index.ts';

const today = '2026-03-02';
const sites = [{ id: 's1', name: 'Bristol' }];
const planOf = (text: string, discovered: readonly DiscoveredEntry[] = []) => {
  const { rows, problems } = readDiscovered(text, today);
  const plan = planDiscovered(rows, { sites, discovered }, 'list');
  return { ...plan, problems: [...problems, ...plan.problems] };
};
const stored = (text: string): readonly DiscoveredEntry[] => planOf(text).save.map((one, index) => ({ ...one, id: `d${index}` }));

test.each([
  ['00:1B:63:84:45:E6', '00:1b:63:84:45:e6'],
  ['00-1b-63-84-45-e6', '00:1b:63:84:45:e6'],
  ['001b.6384.45e6', '00:1b:63:84:45:e6'],
  ['001b638445e6', '00:1b:63:84:45:e6'],
  ['00:1b:63:84:45', null],
  ['00:1b:63:84:45:zz', null],
  ['', null],
])('MAC address %s', (text, clean) => {
  expect(cleanMac(text)).toBe(clean);
});

test('a file becomes entries; what it does not say is not known', () => {
  expect(planOf('Name;Kind;Site;MAC;Last seen\ncam-1;Camera;bristol;001B638445E6;2026-03-01\nbox;;;;\n').save).toEqual([
    {
      id: null,
      name: 'cam-1',
      siteId: 's1',
      kind: 'camera',
      owner: null,
      tier: null,
      address: null,
      serial: null,
      mac: '00:1b:63:84:45:e6',
      system: null,
      source: 'list',
      lastSeen: '2026-03-01',
    },
    expect.objectContaining({ name: 'box', kind: 'other', siteId: null, lastSeen: null }),
  ]);
});

test.each([
  ['kind\nrouter', 1, /lacks name/],
  ['name,colour\na,red', 1, /no column/],
  ['name,kind\n,router', 2, /no name/],
  ['name,kind\na,toaster', 2, /no kind/],
  ['name,tier\na,vital', 2, /no tier/],
  ['name,mac\na,12', 2, /no MAC/],
  ['name,last seen\na,2026-02-30', 2, /no day/],
  ['name,last seen\na,2026-03-03', 2, /lies ahead/],
  ['name,site\na,Paris', 2, /no site/],
  ['name\na\nA', 3, /Line 2 speaks of the same/],
  ['name,serial\na,1\nb,1', 3, /Line 2 speaks of the same/],
  [`name\n${'x'.repeat(201)}`, 2, /more than 200/],
])('refused: %j', (text, line, message) => {
  expect(planOf(text).problems).toEqual([{ line, message: expect.stringMatching(message) }]);
});

test('the same machine is known by serial number, MAC address, or a name that nothing contradicts', () => {
  const known = stored('name,serial,mac\nprinter,S1,\nprinter,S2,\nnas,,001b638445e6\n');
  expect(planOf('name,serial\nrenamed,s1', known)).toMatchObject({ save: [{ id: 'd0', name: 'renamed', serial: 's1' }], problems: [] });
  expect(planOf('name,serial\nprinter,S3', known)).toMatchObject({ save: [{ id: null }], problems: [] });
  expect(planOf('name\nprinter', known).problems).toEqual([{ line: 2, message: expect.stringMatching(/^2 machines could be meant/) }]);
  expect(planOf('name,serial,mac\nx,S1,001b638445e6', known).problems).toMatchObject([{ line: 2 }]);
  expect(planOf('name,address\nNAS,10.0.0.9', known)).toMatchObject({
    save: [{ id: 'd2', mac: '00:1b:63:84:45:e6', address: '10.0.0.9' }],
    changes: [{ line: 2, sentence: 'nas: changes name, address.' }],
  });
});

test('a file that was taken changes nothing when it comes again', () => {
  const cell = fc.stringMatching(/^[a-z]{1,3}$/);
  const serial = fc.option(fc.stringMatching(/^[A-C]\d$/), { nil: '' });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, serial, fc.constantFrom('', 'nas', 'router')), { maxLength: 12 }), (lines) => {
      const text = ['name,serial,kind', ...lines.map((cells) => cells.join(','))].join('\n');
      const first = planOf(text);
      fc.pre(first.problems.length === 0);
      const known = first.save.map((one, index) => ({ ...one, id: `d${index}` }));
      expect(planOf(text, known)).toMatchObject({ changes: [], save: [], problems: [] });
    }),
  );
});

test('an older list does not make a machine unseen', () => {
  const known = stored('name,last seen\nnas,2026-03-01');
  expect(planOf('name,last seen\nnas,2026-01-01', known).save).toEqual([]);
});

const nothing = { deviceName: null, person: null, reviewOn: null, rhythmDays: null, lastPatchOn: null, patchDueOn: null };
test.each([
  [{ gap: 'undecided', answer: null } as const, /^Nothing is decided about it\. What it misses is not known\.$/],
  [{ gap: 'undecided', answer: 'reopened' } as const, /^Nothing is decided/],
  [{ gap: null, answer: 'enrolled', deviceName: 'web-1' } as const, /^It is the device web-1, which has an agent\.$/],
  [{ gap: 'device-retired', answer: 'enrolled', deviceName: 'web-1' } as const, /web-1, and that device is retired/],
  [
    { gap: null, answer: 'waved-off', person: 'Ann', reviewOn: '2026-09-01' } as const,
    /^Ann waved it off until 2026-09-01\. What it misses/,
  ],
  [{ gap: 'review-due', answer: 'waved-off', person: 'Ann', reviewOn: '2026-03-01' } as const, /that day has come/],
  [
    { gap: null, answer: 'by-hand', rhythmDays: 1, patchDueOn: '2026-03-03' } as const,
    /every day, no entry says that it was; next by 2026-03-03/,
  ],
  [
    { gap: 'patch-overdue', answer: 'by-hand', rhythmDays: 30, lastPatchOn: '2026-01-01', patchDueOn: '2026-01-31' } as const,
    /every 30 days, last on 2026-01-01: that was due on 2026-01-31\. What it misses is not known\./,
  ],
])('%j is said', (standing, words) => {
  expect(discoveredSentence({ ...nothing, ...standing })).toMatch(words);
});
