/** Lines that run beside the monthly cumulative updates. */
import { describe, expect, test } from 'vitest';
import { matchWindowsRow, missingWindowsUpdates, newestOf, planWindowsUpdates } from './index.ts';
import type { WindowsState, WindowsUpdate } from './index.ts';
import { judged, lab, threeMonths, update } from './updates.fixture.ts';

const states = (state: WindowsState): Readonly<Record<string, string>> => {
  const { missing, present, notJudged } = judged(state);
  return Object.fromEntries([
    ...missing.map(({ kb }) => [kb, 'missing']),
    ...present.map(({ kb, evidence }) => [kb, evidence]),
    ...notJudged.map(({ kb, why }) => [kb, why]),
  ]);
};

describe('Monthly Rollup and Security Only', () => {
  const product = 'Windows Server 2012 R2';
  const month = (n: number, document: string): readonly WindowsUpdate[] => [
    update({
      kb: `910000${n}`,
      document,
      build: `6.3.9600.2100${n}`,
      subType: 'Monthly Rollup',
      supersedes: [`910000${n - 1}`],
      product,
      cves: [`CVE-2026-3000${n}`],
    }),
    update({ kb: `920000${n}`, document, build: `6.3.9600.2100${n}`, subType: 'Security Only', product, cves: [`CVE-2026-3000${n}`] }),
  ];
  const updates = [...month(1, '2026-Jan'), ...month(2, '2026-Feb'), ...month(3, '2026-Mar')];
  const ask = (build: string, installedKBs: readonly string[]) => missingWindowsUpdates(updates, { product, build, installedKBs });

  test('with a rollup listed, the build tells, and Security Only updates are no second thing to install', () => {
    expect(states(ask('6.3.9600.21002', ['9100002']))).toEqual({
      '9100001': 'build',
      '9100002': 'build',
      '9100003': 'missing',
      '9200001': 'alternative',
      '9200002': 'alternative',
      '9200003': 'alternative',
    });
  });
  test('a build that Security Only updates brought proves no rollup; what they mend is fixed', () => {
    const state = ask('6.3.9600.21002', ['9100001', '9200002']);
    expect(states(state)).toMatchObject({ '9100001': 'build', '9100002': 'covered', '9200002': 'listed', '9100003': 'missing' });
    expect(judged(state).exposedCves).toEqual(['CVE-2026-30003']);
    expect(judged(state).fixedCves).toEqual(['CVE-2026-30001', 'CVE-2026-30002']);
  });
  test('without a list nobody knows which of the two it was', () => {
    expect(states(ask('6.3.9600.21002', []))).toMatchObject({ '9100001': 'two-tracks', '9100002': 'two-tracks', '9100003': 'missing' });
  });
});

describe('hotpatches', () => {
  const updates = [
    ...threeMonths,
    update({
      kb: '9300002',
      document: '2026-Feb',
      build: '10.0.19045.1050',
      subType: 'Security Hotpatch Update',
      cves: ['CVE-2026-10002'],
    }),
    update({
      kb: '9300003',
      document: '2026-Mar',
      build: '10.0.19045.1150',
      subType: 'SecurityHotpatchUpdate',
      supersedes: ['9300002'],
      cves: ['CVE-2026-10003'],
    }),
  ];
  const ask = (build: string, installedKBs: readonly string[] = []) =>
    missingWindowsUpdates(updates, { product: lab, build, installedKBs });

  test('a device that shows no sign of them is not asked to have them', () => {
    expect(states(ask('10.0.19045.1000'))).toEqual({
      '9000001': 'build',
      '9000002': 'missing',
      '9000003': 'missing',
      '9300002': 'hotpatch',
      '9300003': 'hotpatch',
    });
  });
  test('a device on a hotpatch needs no cumulative update that mends the same', () => {
    const state = ask('10.0.19045.1050');
    expect(states(state)).toEqual({
      '9000001': 'build',
      '9000002': 'covered',
      '9000003': 'missing',
      '9300002': 'build',
      '9300003': 'missing',
    });
    expect(judged(state).exposedCves).toEqual(['CVE-2026-10003']);
    expect(judged(state).fixedCves).toEqual(['CVE-2026-10001', 'CVE-2026-10002']);
  });
  test('a hotpatch that mends only a part leaves the rest open', () => {
    const more = [
      ...updates,
      update({
        kb: '9000004',
        document: '2026-Feb',
        build: '10.0.19045.1101',
        supersedes: ['9000002'],
        cves: ['CVE-2026-10002', 'CVE-2026-40001'],
      }),
    ];
    const state = judged(missingWindowsUpdates(more, { product: lab, build: '10.0.19045.1050', installedKBs: [] }));
    expect(state.missing.map(({ kb }) => kb)).toContain('9000004');
    expect(state.exposedCves).toEqual(['CVE-2026-10003', 'CVE-2026-40001']);
  });
  test('a device beyond a hotpatch has it only when it lists it', () => {
    expect(states(ask('10.0.19045.1060'))).toMatchObject({ '9000002': 'missing', '9300002': 'hotpatch' });
    expect(states(ask('10.0.19045.1060', ['9300002']))).toMatchObject({ '9000002': 'covered', '9300002': 'build' });
    expect(states(ask('10.0.19045.1040', ['9300002']))).toMatchObject({ '9000002': 'missing', '9300002': 'hotpatch' });
  });
  test('for it the plan is the hotpatch, which closes the cumulative one', () => {
    const { missing } = judged(ask('10.0.19045.1050'));
    expect(planWindowsUpdates(missing)).toMatchObject({ install: [{ kb: '9300003' }], closes: ['9000003'] });
  });
});

test('Secure Boot lists, Internet Explorer and the servicing stack do not follow from the build', () => {
  const updates = [
    ...threeMonths,
    // Named as superseded by a cumulative update, as real documents do.
    update({ kb: '5012170', document: '2026-Feb', build: '10.0.19045.1050' }),
    update({ kb: '9000004', document: '2026-Apr', build: '10.0.19045.1300', supersedes: ['5012170'] }),
    update({ kb: '9400001', document: '2026-Feb', build: '1.0.0.0', subType: 'IE Cumulative' }),
    update({ kb: '9400002', document: '2026-Feb', build: '10.0.19045.1050', subType: 'Servicing Stack Update' }),
    update({ kb: '9400003', document: '2026-Feb', build: '10.0.19045.1050', subType: 'Security Only' }),
  ];
  const device = { product: lab, build: '10.0.19045.1000', installedKBs: ['9400002'] };
  expect(states(missingWindowsUpdates(updates, device))).toMatchObject({
    '5012170': 'other-line',
    '9400001': 'other-line',
    '9400002': 'listed',
    '9400003': 'other-line',
  });
});

test('the plan is the newest cumulative update, and all others of its line close with it', () => {
  const { missing } = judged(missingWindowsUpdates(threeMonths, { product: lab, build: '10.0.19045.1', installedKBs: [] }));
  expect(newestOf(missing)?.kb).toBe('9000003');
  expect(planWindowsUpdates(missing)).toMatchObject({ install: [{ kb: '9000003' }], closes: ['9000001', '9000002'] });
  expect(planWindowsUpdates([])).toEqual({ install: [], closes: [] });
  expect(newestOf([])).toBeNull();
});

test('a row is answered by builds alone', () => {
  const updates = [...threeMonths, update({ kb: '9000004', document: '2026-Apr', supersedes: ['9000003'] })];
  expect(matchWindowsRow(updates, { product: lab, build: '10.0.19045.1100', installedKBs: [] })).toEqual({
    missing: [{ kb: '9000003', build: '10.0.19045.1200' }],
    exposedCves: ['CVE-2026-10003'],
    fixedCves: ['CVE-2026-10001', 'CVE-2026-10002'],
  });
  expect(matchWindowsRow(updates, { product: 'Windows 12', build: '10.0.19045.1100', installedKBs: [] })).toEqual({
    missing: [],
    exposedCves: [],
    fixedCves: [],
  });
});
