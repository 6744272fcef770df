import { expect, test } from 'vitest';
import { compareParsed, compareVersions, isVersion, parseVersion, schemeOf } from './index.ts';
import type { ParsedVersion } from './index.ts';

test('a scheme that nobody knows makes every comparison unknown', () => {
  for (const scheme of ['pypi', 'toString', '__proto__', '']) {
    expect(compareVersions(scheme, '1.0', '1.0')).toBe('unknown');
    expect(isVersion(scheme, '1.0')).toBe(false);
    expect(parseVersion(scheme, '1.0')).toBeNull();
  }
});

test('each scheme orders the same texts by its own rules', () => {
  const order = (scheme: string): unknown => compareVersions(scheme, '1.0a', '1.0');
  expect(order('deb')).toBe(1);
  expect(order('rpm')).toBe(1);
  expect(order('apk')).toBe(1);
  expect(order('arch')).toBe(-1);
  expect(order('winget')).toBe(-1);
  expect(order('homebrew')).toBe(1);
  expect(order('nuget')).toBe('unknown');
  expect(order('semver')).toBe('unknown');
  expect(order('windows')).toBe('unknown');
});

test('apt orders like dpkg', () => {
  expect(schemeOf('apt')).toBe('deb');
});

test('a version that has been read compares like its text, and remembers its scheme', () => {
  const older = read('rpm', '1.0~rc1-1');
  const newer = read('rpm', '1.0-1');
  expect(older.scheme).toBe('rpm');
  expect(compareParsed(older, newer)).toBe(-1);
  expect(compareParsed(newer, older)).toBe(1);
  expect(compareParsed(newer, newer)).toBe(0);
});

test('what can not be read is null', () => {
  expect(parseVersion('apk', '1.0_dev')).toBeNull();
});

test('comparing versions of two schemes is a bug and throws, even where the two share their rules', () => {
  expect(() => compareParsed(read('deb', '1.0'), read('rpm', '1.0'))).toThrow(TypeError);
  expect(() => compareParsed(read('nuget', '1.0'), read('chocolatey', '1.0'))).toThrow(/nuget.*chocolatey/);
});

function read(scheme: string, text: string): ParsedVersion {
  const version = parseVersion(scheme, text);
  if (version === null) throw new Error(`${text} is a version of ${scheme}`);
  return version;
}
