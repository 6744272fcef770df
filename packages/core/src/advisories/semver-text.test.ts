import { describe, expect, test } from 'vitest';
import { compareVersions } from '../versions/index.ts';
import { fullSemver } from './semver-text.ts';

describe('loosely written semantic versions', () => {
  test.each([
    ['1', '1.0.0'],
    ['2.1', '2.1.0'],
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    ['01.02.03', '1.2.3'],
    ['2.0.0rc2', '2.0.0-rc2'],
    ['1.0.0-rc.01', '1.0.0-rc.1'],
    ['1.0.0+build.7', '1.0.0'],
    ['1.0.0-alpha+001', '1.0.0-alpha'],
    ['0.0.0-20220412211240-33da011f77ad', '0.0.0-20220412211240-33da011f77ad'],
    ['', ''],
    ['latest', 'latest'],
    ['1.x', '1.x'],
  ])('%j is %j', (text, expected) => {
    expect(fullSemver(text)).toBe(expected);
  });
});

test('a fourth number stands between its three and the next', () => {
  const inOrder = ['1.2.3', '1.2.3.1', '1.2.3.2', '1.2.3.10', '1.2.4-alpha', '1.2.4'].map(fullSemver);
  for (const [n, version] of inOrder.slice(1).entries()) expect(compareVersions('semver', inOrder[n] ?? '', version)).toBe(-1);
});
