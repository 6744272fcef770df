import { describe, expect, test } from 'vitest';
import { parseEvr, parseNevra, parseRpmQa, parseRpmQaFormat, parseRpmQi } from './index.ts';

const app = { name: 'lab-app', architecture: 'x86_64', version: '1.0-1.el9', epoch: 0 };
const noMore = { sourceRpm: null, installedAt: null, vendor: null };

describe('a version', () => {
  test.each([
    ['1.0-1.el9', '1.0-1.el9', 0],
    ['0:1.0-1.el9', '1.0-1.el9', 0],
    ['2:1.0-1.el9', '2:1.0-1.el9', 2],
    ['1.0~rc1^git5-0.1_2', '1.0~rc1^git5-0.1_2', 0],
  ])('%s', (text, version, epoch) => {
    expect(parseEvr(text)).toEqual({ version, epoch });
  });

  test.each(['', '1.0', '1-2-3', 'a:1-2', '1:2:3-4', '1.0 -1', ':1-2'])('%j is none', (text) => {
    expect(parseEvr(text)).toBeNull();
  });
});

describe('a package in one word', () => {
  test.each([
    ['lab-app-1.0-1.el9.x86_64', app],
    ['lab-app-0:1.0-1.el9.x86_64', app],
    ['lab-app-3:1.0-1.el9.x86_64', { ...app, version: '3:1.0-1.el9', epoch: 3 }],
    ['3:lab-app-1.0-1.el9.x86_64', { ...app, version: '3:1.0-1.el9', epoch: 3 }],
    ['lab-lib64-2-4-dev-1.0-1.noarch', { name: 'lab-lib64-2-4-dev', architecture: 'noarch', version: '1.0-1', epoch: 0 }],
    ['lab++-1.0-1.i686', { name: 'lab++', architecture: 'i686', version: '1.0-1', epoch: 0 }],
  ])('%s', (text, rpm) => {
    expect(parseNevra(text)).toEqual(rpm);
  });

  test.each(['', 'lab-app', 'lab-app-1.0', 'lab-app-1.0-1.el9', '1.0-1.x86_64', 'lab app-1.0-1.x86_64'])('%j is none', (text) => {
    expect(parseNevra(text)).toBeNull();
  });
});

describe('rpm -qa', () => {
  test('does not tell epochs, and keys are no software', () => {
    expect(parseRpmQa('lab-app-1.0-1.el9.x86_64\ngpg-pubkey-0a1b2c3d-5e6f7a8b\ngpg-pubkey-0a1b2c3d-5e6f7a8b.(none)\n')).toEqual({
      rows: [{ ...app, epoch: null, ...noMore }],
      unread: [],
    });
  });

  test('what is no package is kept apart', () => {
    const text = 'error: rpmdb: damaged header #5 retrieved -- skipping.\nlab-app-1.0-1.el9.x86_64\n';
    expect(parseRpmQa(text)).toMatchObject({
      rows: [{ name: 'lab-app' }],
      unread: ['error: rpmdb: damaged header #5 retrieved -- skipping.'],
    });
  });
});

describe('rpm -qa with a format', () => {
  const table: readonly (readonly [string, object | null])[] = [
    [
      'lab-app 0 1.0 1.el9 x86_64 lab-1.0-1.el9.src.rpm 1767225600 Lab Works, Inc.',
      { ...app, sourceRpm: 'lab-1.0-1.el9.src.rpm', installedAt: 1_767_225_600, vendor: 'Lab Works, Inc.' },
    ],
    ['lab-app (none) 1.0 1.el9 x86_64 (none) 1767225600 (none)', { ...app, ...noMore, installedAt: 1_767_225_600 }],
    ['lab-app\t4\t1.0\t1.el9\tx86_64', { ...app, ...noMore, version: '4:1.0-1.el9', epoch: 4 }],
    ['lab-app 0 1.0 1.el9', null],
    ['lab-app x 1.0 1.el9 x86_64', null],
    ['lab-app 0 1.0-2 1.el9 x86_64', null],
    ['lab-app 0 1.0 1.el9 x86_64 lab.src.rpm yesterday Lab', null],
    ['error: can not open the database of packages', null],
  ];

  test.each(table)('%s', (line, row) => {
    expect(parseRpmQaFormat(`${line}\n`)).toEqual(row === null ? { rows: [], unread: [line] } : { rows: [row], unread: [] });
  });

  test('keys are no software', () => {
    expect(parseRpmQaFormat('gpg-pubkey 0 0a1b2c3d 5e6f7a8b (none) (none) 1767225600 (none)\n')).toEqual({ rows: [], unread: [] });
  });
});

describe('rpm -qi', () => {
  const block = (name: string, more = ''): string => `Name        : ${name}
${more}Version     : 1.0
Release     : 1.el9
Architecture: x86_64
Install Date: Thu Jan  1 00:00:00 2026
License     : MIT
Signature   : RSA/SHA256, Thu Jan  1 00:00:00 2026, Key ID 0a1b2c3d5e6f7a8b
Source RPM  : lab-1.0-1.el9.src.rpm
Vendor      : Lab Works, Inc.
URL         : https://example.org/
Summary     : An app: for tests
Description :
Text with a colon : and
Version     : 9.9 of it is only text.
`;

  test('blocks, with an epoch and without', () => {
    const { rows, unread } = parseRpmQi(block('lab-app') + block('lab-tool', 'Epoch       : 2\n'));
    expect(unread).toEqual([]);
    expect(rows).toEqual([
      {
        ...app,
        sourceRpm: 'lab-1.0-1.el9.src.rpm',
        vendor: 'Lab Works, Inc.',
        license: 'MIT',
        signature: 'RSA/SHA256, Thu Jan  1 00:00:00 2026, Key ID 0a1b2c3d5e6f7a8b',
        summary: 'An app: for tests',
      },
      expect.objectContaining({ name: 'lab-tool', version: '2:1.0-1.el9', epoch: 2 }),
    ]);
  });

  test('a block without its version is not understood', () => {
    const broken = block('lab-app').replace(/^Version.*\n/m, '');
    const { rows, unread } = parseRpmQi(`package lab-gone is not installed\n${broken}${block('lab-tool')}`);
    expect(rows.map((row) => row.name)).toEqual(['lab-tool']);
    expect(unread[0]).toBe('package lab-gone is not installed');
    expect(unread).toContain('Name        : lab-app');
  });
});
