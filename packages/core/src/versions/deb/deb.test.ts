import { describe, expect, test } from 'vitest';
import { compareVersions, isVersion } from '../index.ts';
import { parseDeb } from './parse.ts';

describe('the order of Debian versions', () => {
  const table: readonly (readonly [string, '<' | '=' | '>', string, string])[] = [
    ['1.0', '=', '1.0', 'a version equals itself'],
    ['1.0', '=', '0:1.0', 'no epoch is epoch 0'],
    ['1.0', '=', '1.0-0', 'no revision equals revision 0'],
    ['1.01', '=', '1.1', 'leading zeros do not count'],
    ['1:0.9', '>', '2.0', 'the epoch decides first'],
    ['1.0~rc1', '<', '1.0', 'a tilde sorts before the end'],
    ['1.0~~', '<', '1.0~', 'two tildes sort before one'],
    ['1.0~~a', '<', '1.0~', 'a tilde beats a letter'],
    ['1.0', '<', '1.0a', 'the end sorts before a letter'],
    ['1.0a', '<', '1.0+', 'letters sort before everything else'],
    ['1.0Z', '<', '1.0a', 'letters sort by ASCII'],
    ['1.9', '<', '1.10', 'digits are numbers'],
    ['1.0-1', '>', '1.0', 'a revision sorts after none'],
    ['1.0-1~bpo12+1', '<', '1.0-1', 'a backport is older than what it was made from'],
    ['2.31-13+deb11u5', '>', '2.31-13', 'a security update is newer'],
    ['3.0.17-1~deb12u2', '<', '3.0.17-1~deb12u3', 'stable updates count up'],
    ['1.2-3-4', '>', '1.2-3', 'only the last hyphen starts the revision'],
    ['0.18446744073709551616', '<', '0.18446744073709551617', 'numbers beyond 64 bits are exact'],
    ['9007199254740993', '>', '9007199254740992', 'numbers beyond a double are exact'],
    ['1:2:3', '<', '1:2:4', 'colons are part of the upstream version when there is an epoch'],
  ];

  test.each(table)('%s %s %s: %s', (a, sign, b) => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];
    expect(compareVersions('deb', a, b)).toBe(expected);
  });
});

describe('what is not a Debian version', () => {
  const invalid = [
    ['', 'empty'],
    [':1', 'an epoch that is empty'],
    ['1:', 'nothing after the colon'],
    ['a:1', 'an epoch that is no number'],
    ['-1:1', 'a negative epoch'],
    ['+1:1', 'an epoch with a sign'],
    ['2147483648:1', 'an epoch that dpkg refuses as too big'],
    ['1-2:3', 'a colon without an epoch'],
    ['1.0-', 'a revision that is empty'],
    ['-1', 'an upstream version that is empty'],
    ['v1.0', 'a version that does not start with a digit'],
    ['~1', 'a tilde in front'],
    [' 1.0', 'a space in front'],
    ['1.0\n', 'a newline at the end'],
    ['1.0_2', 'an underscore'],
    ['1.0-1_2', 'an underscore in the revision'],
    ['1.0é', 'a letter beyond ASCII'],
    ['١.٠', 'digits of another script'],
    ['1'.repeat(1_025), 'a text beyond any bound'],
  ] as const;

  test.each(invalid)('%j is refused: %s', (text) => {
    expect(parseDeb(text)).toBeNull();
    expect(isVersion('deb', text)).toBe(false);
    expect(compareVersions('deb', text, '1.0')).toBe('unknown');
    expect(compareVersions('deb', '1.0', text)).toBe('unknown');
    expect(compareVersions('deb', text, text)).toBe('unknown');
  });
});
