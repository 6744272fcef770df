import { describe, expect, test } from 'vitest';
import { supportOf, supportWords } from './index.ts';
import type { LifecycleProduct, LifecycleRelease } from './index.ts';

type Ends = Pick<LifecycleRelease, 'activeSupportEnds' | 'securitySupportEnds' | 'extendedSupportEnds'>;
function product(...releases: readonly (Ends & { cycle: string; latest?: string })[]): LifecycleProduct {
  return { id: 'windows', label: 'Lab OS', releases: releases.map((one) => ({ released: null, lts: false, latest: null, ...one })) };
}
const ten = { cycle: '10', activeSupportEnds: '2025-06-30', securitySupportEnds: '2026-06-30', extendedSupportEnds: '2028-06-30' };
const plain = { cycle: '9', activeSupportEnds: null, securitySupportEnds: '2026-06-30', extendedSupportEnds: null };
const lab = product(ten, plain, { cycle: '8', activeSupportEnds: null, securitySupportEnds: true, extendedSupportEnds: null });

describe('the days around an end', () => {
  const table: readonly (readonly [string, string, string, string | null])[] = [
    ['9.1', '2026-03-31', 'supported', '2026-06-30'],
    ['9.1', '2026-04-01', 'ending', '2026-06-30'],
    ['9.1', '2026-06-30', 'ending', '2026-06-30'],
    ['9.1', '2026-07-01', 'ended', '2026-06-30'],
    ['10.2', '2025-06-30', 'supported', '2026-06-30'],
    ['10.2', '2025-07-01', 'supported', '2026-06-30'],
    ['10.2', '2026-06-30', 'ending', '2026-06-30'],
    ['10.2', '2026-07-01', 'regular-ended', '2026-06-30'],
    ['10.2', '2028-06-30', 'regular-ended', '2026-06-30'],
    ['10.2', '2028-07-01', 'ended', '2028-06-30'],
    ['8', '2026-07-01', 'ended', null],
    ['7', '2026-07-01', 'unknown', null],
  ];
  test.each(table)('%s on %s is %s', (version, today, standing, ends) => {
    expect(supportOf(lab, version, today)).toMatchObject({ standing, ends });
  });
});

test('where several cycles have a build and stand alike, decisions are about the build', () => {
  const both = product({ ...plain, cycle: 'a', latest: '10.0.100' }, { ...plain, cycle: 'b', latest: '10.0.100' });
  expect(supportOf(both, '10.0.100.77', '2026-07-01')).toMatchObject({ standing: 'ended', cycle: '10.0.100', why: 'cycle-ambiguous' });
  expect(supportOf(both, '10.0.101', '2026-07-01')).toMatchObject({ standing: 'unknown', cycle: null });
});

test.each([
  ['9.1', 'All support of Lab OS 9 ended on 2026-06-30: vulnerabilities'],
  ['8', 'All support of Lab OS 9 has ended: vulnerabilities'],
])('what has ended on a day, or on one that nobody published, is said so: %s', (version, words) => {
  expect(supportWords(supportOf(lab, version, '2026-07-01'), 'Lab OS 9', 'system')).toContain(words);
});

test('extended support is not taken for granted in words', () => {
  expect(supportWords(supportOf(lab, '10.2', '2026-07-01'), 'Lab OS 10.2', 'system')).toBe(
    'The regular support of Lab OS 10.2 ended on 2026-06-30. Only who has its extended support gets fixes until 2028-06-30; whether a device has it is not known.',
  );
});

test('of software it is not said that no update ends it: its next release may be offered', () => {
  const ended = supportOf(lab, '9.1', '2026-07-01');
  expect([supportWords(ended, 'Lab DB 9', 'software'), supportWords(ended, 'Lab OS 9', 'system')]).toEqual([
    'All support of Lab DB 9 ended on 2026-06-30: vulnerabilities that are found now stay. A later release ends this: an update where one is offered, else a move.',
    'All support of Lab OS 9 ended on 2026-06-30: vulnerabilities that are found now stay. No update ends this; move to a release that is supported.',
  ]);
});
