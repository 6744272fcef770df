/** Tests from tables written by hand: which of two versions is newer, and what is no version. */
import { describe, expect, test } from 'vitest';
import { compareVersions, isVersion } from '../index.ts';

/** `[a, sign, b, why]`: a is older than, the same as, or newer than b. */
export type OrderRow = readonly [string, '<' | '=' | '>', string, string];

/** One test a row, in both directions. */
export function testOrder(schemeId: string, rows: readonly OrderRow[]): void {
  describe(`the order of ${schemeId}`, () => {
    test.each(rows)('%s %s %s: %s', (a, sign, b) => {
      const expected = { '<': -1, '=': 0, '>': 1 }[sign];
      expect(compareVersions(schemeId, a, b)).toBe(expected);
      expect(compareVersions(schemeId, b, a)).toBe(0 - expected);
    });
  });
}

/** One test a row `[text, why]`: it is no version, and comparing it is unknown, even with itself. `other` is a version. */
export function testRefused(schemeId: string, other: string, rows: readonly (readonly [string, string])[]): void {
  describe(`what is no version of ${schemeId}`, () => {
    test.each(rows)('%j: %s', (text) => {
      expect(isVersion(schemeId, other)).toBe(true);
      expect(isVersion(schemeId, text)).toBe(false);
      expect(compareVersions(schemeId, text, other)).toBe('unknown');
      expect(compareVersions(schemeId, other, text)).toBe('unknown');
      expect(compareVersions(schemeId, text, text)).toBe('unknown');
    });
  });
}

/** What no scheme takes for a version. */
export const neverVersions: readonly (readonly [string, string])[] = [
  ['', 'empty'],
  [' ', 'a space'],
  ['1.0\n', 'a newline at the end'],
  ['1.0\u0000', 'a NUL at the end'],
  ['1\t0', 'a tab inside'],
  ['1/0', 'a slash'],
  ['1\\0', 'a backslash'],
  ['1'.repeat(1_025), 'a text beyond any bound'],
];
