import { describe, expect, test } from 'vitest';
import { formerNamesOf, missingWindowsUpdates, updatesOfProduct } from './index.ts';
import type { WindowsUpdate } from './index.ts';
import { judged, lab, threeMonths, update } from './updates.fixture.ts';

const ask = (updates: readonly WindowsUpdate[], build: string, installedKBs: readonly string[] = [], product: string = lab) =>
  missingWindowsUpdates(updates, { product, build, installedKBs });
const missingKbs = (...question: Parameters<typeof ask>): readonly string[] => judged(ask(...question)).missing.map(({ kb }) => kb);
const reasons = (...question: Parameters<typeof ask>): Readonly<Record<string, string>> =>
  Object.fromEntries(judged(ask(...question)).notJudged.map(({ kb, why }) => [kb, why]));

describe('builds decide', () => {
  test('what is above the device is missing, oldest first; its CVEs are open and those below are fixed', () => {
    const state = judged(ask(threeMonths, '10.0.19045.1099'));
    expect(state.missing.map(({ kb, build }) => [kb, build])).toEqual([
      ['9000002', '10.0.19045.1100'],
      ['9000003', '10.0.19045.1200'],
    ]);
    expect(state.exposedCves).toEqual(['CVE-2026-10002', 'CVE-2026-10003']);
    expect(state.fixedCves).toEqual(['CVE-2026-10001']);
    expect(state.present).toEqual([{ kb: '9000001', build: '10.0.19045.1000', evidence: 'build' }]);
  });
  test('the very build of an update has it', () => {
    expect(missingKbs(threeMonths, '10.0.19045.1200')).toEqual([]);
  });
  test('a device newer than every document misses nothing', () => {
    expect(missingKbs(threeMonths, '10.0.19045.9999')).toEqual([]);
  });
  test('a list of KBs without the update does not make it missing, and one with it does not make it installed', () => {
    expect(missingKbs(threeMonths, '10.0.19045.1200', ['1234567'])).toEqual([]);
    const [first] = judged(ask(threeMonths, '10.0.19045.1100', ['KB9000003'])).missing;
    expect(first).toMatchObject({ kb: '9000003', listed: true });
  });
  test('another third number of the same servicing family counts by its revision', () => {
    const updates = [update({ kb: '9000001', document: '2026-Jan', build: '10.0.19041.1000' })];
    expect(missingKbs(updates, '10.0.19045.999')).toEqual(['9000001']);
    expect(missingKbs(updates, '10.0.19045.1000')).toEqual([]);
  });
  test('products are told by name, whatever its case and spaces', () => {
    expect(missingKbs(threeMonths, '10.0.19045.1', [], 'windows 10  version 22H2 for X64-based systems')).toHaveLength(3);
  });
});

describe('what is unknown is said', () => {
  test('a product that no document names', () => {
    expect(ask(threeMonths, '10.0.19045.1', [], 'Windows 12')).toEqual({ state: 'unknown', why: 'unknown-product' });
  });
  test('a build without a revision', () => {
    expect(ask(threeMonths, '10.0.19045')).toEqual({ state: 'unknown', why: 'unreadable-build' });
  });
  test('a build that is none of this product', () => {
    expect(ask(threeMonths, '10.0.17763.5000')).toEqual({ state: 'unknown', why: 'build-of-another-product' });
  });
});

describe('mistyped builds', () => {
  const mistyped = [
    update({ kb: '9000001', document: '2026-Jan', build: '10.0.19045.1052' }),
    update({ kb: '9000002', document: '2026-Feb', build: '10.0.19045.1803', supersedes: ['9000001'] }),
    update({ kb: '9000003', document: '2026-Feb', build: '10.0.19045.1107', supersedes: ['9000002'] }),
    update({ kb: '9000004', document: '2026-Mar', build: '10.0.19045.1165', supersedes: ['9000003'] }),
  ];
  test('a device beyond the next update of the line has the one whose build was typed too high', () => {
    expect(missingKbs(mistyped, '10.0.19045.1165')).toEqual([]);
    expect(missingKbs(mistyped, '10.0.19045.1107')).toEqual(['9000004']);
  });
  test('a device at the one before does not, and the build is shown as it was published', () => {
    const { missing } = judged(ask(mistyped, '10.0.19045.1052'));
    expect(missing.map(({ kb }) => kb)).toEqual(['9000002', '9000003', '9000004']);
    expect(missing[0]?.build).toBe('10.0.19045.1803');
  });
  test('between the two nobody knows, unless the system lists it', () => {
    expect(reasons(mistyped, '10.0.19045.1080')).toEqual({ '9000002': 'contradictory-build' });
    expect(judged(ask(mistyped, '10.0.19045.1080', ['9000002'])).present).toContainEqual({
      kb: '9000002',
      build: '10.0.19045.1803',
      evidence: 'listed',
    });
  });
  test('a build of another family counts by its revision where supersedence ties it to the line', () => {
    const updates = [
      update({ kb: '9000001', document: '2026-Jan', build: '10.0.17763.2100' }),
      update({ kb: '9000002', document: '2026-Feb', build: '10.0.17784.2183', supersedes: ['9000001'] }),
      update({ kb: '9000003', document: '2026-Mar', build: '10.0.17763.2237', supersedes: ['9000002'] }),
    ];
    expect(missingKbs(updates, '10.0.17763.2182')).toEqual(['9000002', '9000003']);
    expect(missingKbs(updates, '10.0.17763.2183')).toEqual(['9000003']);
  });
  test("where nothing ties it, it is another product's update", () => {
    const updates = [...threeMonths, update({ kb: '9000009', document: '2026-Feb', build: '10.0.22000.1', supersedes: ['8000000'] })];
    expect(reasons(updates, '10.0.19045.1')).toEqual({ '9000009': 'other-family' });
  });
  test('an update that a document names for the first time after one that supersedes it comes before that one', () => {
    const late = [
      ...threeMonths.slice(0, 2),
      update({ kb: '9000004', document: '2026-Apr', build: '10.0.19045.1150', supersedes: ['9000002'] }),
      update({ kb: '9000003', document: '2026-Mar', build: '10.0.19045.1200', supersedes: ['9000004'] }),
    ];
    expect(missingKbs(late, '10.0.19045.1160')).toEqual(['9000003']);
    expect(missingKbs(late, '10.0.19045.1149')).toEqual(['9000003', '9000004']);
  });
  test('within a month supersedence gives the order, not the build', () => {
    const sameMonth = [
      update({ kb: '9000001', document: '2026-Jan', build: '10.0.19045.1000' }),
      update({ kb: '9000002', document: '2026-Feb', build: '10.0.19045.1900', supersedes: ['9000001'] }),
      update({ kb: '9000003', document: '2026-Feb', build: '10.0.19045.1100', supersedes: ['9000002'] }),
    ];
    expect(missingKbs(sameMonth, '10.0.19045.1100')).toEqual([]);
  });
  test('what stands beside a mistyped build without a link to it narrows nothing', () => {
    const updates = [
      ...threeMonths.slice(0, 2),
      update({ kb: '9000004', document: '2026-Feb', build: '10.0.19045.9999', supersedes: ['9000001'] }),
      update({ kb: '9000003', document: '2026-Mar', build: '10.0.19045.1200', supersedes: ['9000002', '9000004'] }),
    ];
    expect(reasons(updates, '10.0.19045.1050')).toEqual({ '9000004': 'contradictory-build' });
    expect(missingKbs(updates, '10.0.19045.1000')).toContain('9000004');
  });
  test('an old update that a later document names again keeps its build', () => {
    const updates = [...threeMonths, update({ kb: '9000009', document: '2026-Mar', build: '10.0.19045.900' })];
    expect(missingKbs(updates, '10.0.19045.950')).toEqual(['9000001', '9000002', '9000003']);
  });
  test.each([
    ['10.0.19045.1300', '10.0.19045.1250'],
    ['10.0.19045.1250', '10.0.19045.1300'],
  ])('of two builds for one KB the one that stands for more vulnerabilities counts: %s', (often, once) => {
    const updates = [
      ...threeMonths,
      update({ kb: '9000004', document: '2026-Apr', build: often, supersedes: ['9000003'], cves: ['CVE-2026-20001', 'CVE-2026-20002'] }),
      update({ kb: '9000004', document: '2026-May', build: once, cves: ['CVE-2026-20003'] }),
    ];
    expect(judged(ask(updates, '10.0.19045.1200')).missing).toMatchObject([
      { kb: '9000004', build: often, documents: ['2026-Apr', '2026-May'] },
    ]);
    expect(missingKbs(updates, '10.0.19045.1299')).toEqual(often === '10.0.19045.1300' ? ['9000004'] : []);
  });
  test("of two spellings of one build the device's own is shown", () => {
    const updates = ['10.0.19041.1300', '10.0.19044.1300', '10.0.19045.1300'].map((build) =>
      update({ kb: '9000004', document: '2026-Apr', build }),
    );
    expect(judged(ask(updates, '10.0.19044.1')).missing).toMatchObject([{ build: '10.0.19044.1300' }]);
  });
});

describe('updates without a build', () => {
  const updates = [
    update({ kb: '9000001', document: '2026-Jan', build: '10.0.19045.1000' }),
    update({ kb: '9000002', document: '2026-Feb', supersedes: ['9000001'] }),
    update({ kb: '9000003', document: '2026-Mar', build: '10.0.19045.1200', supersedes: ['9000002'] }),
  ];
  test('older than an installed one of the line: superseded', () => {
    expect(judged(ask(updates, '10.0.19045.1200')).present).toContainEqual({ kb: '9000002', build: null, evidence: 'superseded' });
  });
  test('superseded by an installed one of the same month', () => {
    const sameMonth = [
      ...updates.slice(0, 2),
      update({ kb: '9000003', document: '2026-Feb', build: '10.0.19045.1200', supersedes: ['9000002'] }),
    ];
    expect(judged(ask(sameMonth, '10.0.19045.1200')).present).toContainEqual({ kb: '9000002', build: null, evidence: 'superseded' });
  });
  test('what no supersedence ties to the line is not judged', () => {
    const alone = [...threeMonths, update({ kb: '9000009', document: '2026-Jan', supersedes: ['8000000'] })];
    expect(reasons(alone, '10.0.19045.9999')).toEqual({ '9000009': 'no-build' });
  });
  test('an update beside the line proves nothing about the line', () => {
    const beside = [
      ...updates.slice(0, 2),
      update({ kb: '9000009', document: '2026-Mar', build: '10.0.22000.1', supersedes: ['8000000'] }),
    ];
    expect(reasons(beside, '10.0.19045.1000', ['9000009'])).toEqual({ '9000002': 'no-build' });
  });
  test('newer than a missing one: missing', () => {
    expect(missingKbs(updates, '10.0.19045.999')).toEqual(['9000001', '9000002', '9000003']);
  });
  test('between an installed and a missing one: not judged, and its CVE neither open nor fixed', () => {
    const state = judged(ask(updates, '10.0.19045.1100'));
    expect(state.notJudged).toEqual([{ kb: '9000002', why: 'no-build' }]);
    expect(state.notJudgedCves).toEqual(['CVE-2026-10002']);
  });
});

test('a CVE that a missing update mends again is open although an installed one mended it', () => {
  const again = [
    ...threeMonths,
    update({ kb: '9000004', document: '2026-Apr', build: '10.0.19045.1300', supersedes: ['9000003'], cves: ['CVE-2026-10001'] }),
  ];
  const state = judged(ask(again, '10.0.19045.1200'));
  expect(state.exposedCves).toEqual(['CVE-2026-10001']);
  expect(state.fixedCves).toEqual(['CVE-2026-10002', 'CVE-2026-10003']);
});

test('an update that the line passes by is not of the line, though its build looks so', () => {
  const beside = [...threeMonths, update({ kb: '9000009', document: '2026-Feb', build: '10.0.19045.1099', supersedes: ['8000000'] })];
  expect(missingKbs(beside, '10.0.19045.1')).not.toContain('9000009');
  expect(reasons(beside, '10.0.19045.9999')).toEqual({ '9000009': 'other-line' });
  expect(reasons(beside, '10.0.19045.9999', ['9000009'])).toEqual({});
});

test('circles of supersedence end', () => {
  const circle = [
    update({ kb: '9000001', document: '2026-Jan', build: '10.0.19045.1000', supersedes: ['9000002', '9000001'] }),
    update({ kb: '9000002', document: '2026-Jan', build: '10.0.19045.1100', supersedes: ['9000001'] }),
  ];
  expect(missingKbs(circle, '10.0.19045.1100')).toEqual([]);
});

test('former names of a product are asked for when they are given', () => {
  const product = 'Windows 11 version 21H2 for x64-based Systems';
  const older = [update({ kb: '9000001', document: '2022-Jan', build: '10.0.22000.434', product: 'Windows 11 for x64-based Systems' })];
  const device = { product, build: '10.0.22000.1', installedKBs: [] };
  expect(missingWindowsUpdates(older, device).state).toBe('unknown');
  expect(judged(missingWindowsUpdates(older, device, formerNamesOf(product))).missing).toHaveLength(1);
  expect(formerNamesOf(lab)).toEqual([]);
});

test('what is picked for a product beforehand gives the same answer', () => {
  const updates = [...threeMonths, update({ kb: '9000009', document: '2026-Feb', build: '10.0.17763.1', product: 'Windows Server 2019' })];
  const picked = updatesOfProduct(updates, [lab]);
  expect(picked.map(({ kb }) => kb)).toEqual(['9000001', '9000002', '9000003']);
  expect(ask(picked, '10.0.19045.1050')).toEqual(ask(updates, '10.0.19045.1050'));
});
