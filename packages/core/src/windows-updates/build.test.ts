import { describe, expect, test } from 'vitest';
import { buildsIn, readBuild, sameFamily } from './index.ts';
import type { WindowsBuild } from './index.ts';

test('a build has a system, a base and a revision', () => {
  expect(readBuild('10.0.19045.4046')).toEqual({ system: '10.0', base: 19_045, revision: 4_046 });
  expect(readBuild(' 6.2.9200.24523 ')).toEqual({ system: '6.2', base: 9_200, revision: 24_523 });
});

describe('what is no build of a device', () => {
  test.each([
    '',
    '6.1.7601',
    '10.0',
    'V1.002',
    '10.0.19045.4046-1',
    '10.0.19045.4046.1',
    '10.0.19045.x',
    '10.0.1.2; 10.0.1.3',
    'Windows 10.0.19045.4046',
    '-10.0.19045.1',
  ])('%j', (text) => {
    expect(readBuild(text)).toBeNull();
  });
});

test('a published text may name several builds, and ends of sentences are no part of them', () => {
  expect(buildsIn('10.0.19044.1706; 10.0.19045.1706.').map(({ base }) => base)).toEqual([19_044, 19_045]);
  expect(buildsIn('1.0.0-7')).toEqual([]);
});

describe('servicing families', () => {
  const build = (text: string): WindowsBuild => readBuild(`${text}.1`) ?? { system: '', base: 0, revision: 0 };
  const table: readonly (readonly [string, string, boolean])[] = [
    ['10.0.19041', '10.0.19045', true],
    ['10.0.18362', '10.0.18363', true],
    ['10.0.22621', '10.0.22631', true],
    ['10.0.26100', '10.0.26200', true],
    ['10.0.28000', '10.0.28000', true],
    ['10.0.17763', '10.0.17784', false],
    ['10.0.22000', '10.0.22621', false],
    ['10.0.18363', '10.0.19041', false],
    ['6.2.9200', '10.0.9200', false],
  ];
  test.each(table)('%s and %s: %s', (a, b, same) => {
    expect(sameFamily(build(a), build(b))).toBe(same);
    expect(sameFamily(build(b), build(a))).toBe(same);
  });
});
