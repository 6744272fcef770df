/** What holds for every version scheme, whatever its kind. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareParsed, compareVersions, parseVersion, versionSchemes } from './index.ts';

describe.each(Object.entries(versionSchemes))('scheme %s', (key, scheme) => {
  test('is listed under its own id, with a name and a text that defines its order', () => {
    expect(scheme.id).toBe(key);
    expect(scheme.displayName).not.toBe('');
    expect(new URL(scheme.docs).protocol).toBe('https:');
  });

  test('the empty text and plain prose are not versions, and comparing them is unknown', () => {
    for (const text of ['', ' ', 'no version at all', '\u0000', '../..']) {
      expect(scheme.isValid(text)).toBe(false);
      expect(compareVersions(key, text, text)).toBe('unknown');
    }
  });

  test('answers for any text, equal to itself exactly when it is a version', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => scheme.compareTexts(text, text) === (scheme.isValid(text) ? 0 : 'unknown')),
    );
  });

  test('reads once what it compares often: the same answers for any two texts', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){1,3}$/));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const left = parseVersion(key, a);
        const right = parseVersion(key, b);
        const order = left === null || right === null ? 'unknown' : compareParsed(left, right);
        expect(order).toBe(compareVersions(key, a, b));
      }),
    );
  });

  test('two to four numbers with dots are a version, and count up', () => {
    expect(compareVersions(key, '1.9.2', '1.10.1')).toBe(-1);
    expect(compareVersions(key, '2.0.0', '10.0.0')).toBe(-1);
    expect(compareVersions(key, '10.0.0', '10.0.0')).toBe(0);
  });

  test('answers for very long texts without delay or failure', () => {
    expect(scheme.compareTexts('1.'.repeat(100_000), '1'.repeat(200_000))).toBe('unknown');
  });
});
