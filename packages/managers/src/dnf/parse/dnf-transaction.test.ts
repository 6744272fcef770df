import { describe, expect, test } from 'vitest';
import { parseDnfTransaction } from './index.ts';

const rule = '='.repeat(80);
const head = `Last metadata expiration check: 0:00:08 ago on Thu Jan  1 00:00:00 2026.
Dependencies resolved.
${rule}
 Package              Arch        Version              Repository        Size
${rule}
`;
const planned = { repository: 'baseos', dependency: false, replaces: [], epoch: 0, architecture: 'x86_64' };

describe('a table of dnf 4', () => {
  const text = `${head}Installing:
 kernel               x86_64      5.1-3.el9            baseos           5.5 k
Upgrading:
 lab-app              x86_64      2:1.1-1.el9          baseos            12 M
     replacing  lab-old.noarch 1.0-1.el8
     replacing  lab-older.noarch 3:0.9-1.el8
 lab-with-a-name-that-is-too-long
                      noarch      1.1-1.el9            appstream
                                                                        98 k
Installing dependencies:
 lab-lib              x86_64      1.0-1.el9            baseos           0.0  
Installing weak dependencies:
 lab-extra            x86_64      1.0-1.el9            baseos            1 k
Removing unused dependencies:
 lab-left             x86_64      1.0-1.el9            @baseos           1 k
Enabling module streams:
 lab                              2.4
Installing Groups:
 Lab Tools
Skipping packages with conflicts:
(add '--best --allowerasing' to command line to force their upgrade):
 lab-app              x86_64      2:1.2-1.el9          baseos            12 M
Skipping packages with broken dependencies:
 lab-sad              x86_64      1.2-1.el9            baseos            12 M

Transaction Summary
${rule}
Install  3 Packages
Upgrade  2 Packages
Remove   1 Package
Skip     2 Packages

Total download size: 24 M
Operation aborted.
`;
  const { rows, unread, others, answer } = parseDnfTransaction(text);

  test('is understood to its last line', () => {
    expect(unread).toEqual([]);
    expect(answer).toBe('plan');
    expect(others).toEqual([
      { title: 'Enabling module streams', text: 'lab 2.4' },
      { title: 'Installing Groups', text: 'Lab Tools' },
    ]);
  });

  test('has these rows', () => {
    expect(rows).toEqual([
      { ...planned, action: 'install', name: 'kernel', version: '5.1-3.el9', size: '5.5 k' },
      {
        ...planned,
        action: 'upgrade',
        name: 'lab-app',
        version: '2:1.1-1.el9',
        epoch: 2,
        size: '12 M',
        replaces: [
          { name: 'lab-old', architecture: 'noarch', version: '1.0-1.el8', epoch: 0 },
          { name: 'lab-older', architecture: 'noarch', version: '3:0.9-1.el8', epoch: 3 },
        ],
      },
      {
        ...planned,
        action: 'upgrade',
        name: 'lab-with-a-name-that-is-too-long',
        architecture: 'noarch',
        version: '1.1-1.el9',
        repository: 'appstream',
        size: '98 k',
      },
      { ...planned, action: 'install', dependency: true, name: 'lab-lib', version: '1.0-1.el9', size: '0.0' },
      { ...planned, action: 'install', dependency: true, name: 'lab-extra', version: '1.0-1.el9', size: '1 k' },
      { ...planned, action: 'remove', dependency: true, name: 'lab-left', version: '1.0-1.el9', repository: '@baseos', size: '1 k' },
      { ...planned, action: 'skip', name: 'lab-app', version: '2:1.2-1.el9', epoch: 2, size: '12 M' },
      { ...planned, action: 'skip', name: 'lab-sad', version: '1.2-1.el9', size: '12 M' },
    ]);
  });
});

test('a table of dnf 5', () => {
  const { rows, unread, answer } = parseDnfTransaction(`Updating and loading repositories:
Repositories loaded.
Package                   Arch   Version      Repository      Size
Upgrading:
 lab-app                  x86_64 2:1.1-1.fc41 updates     40.2 KiB
   replacing lab-app      x86_64 2:1.0-1.fc41 <unknown>   40.1 KiB
Installing dependencies:
 lab-lib                  x86_64 1.0-1.fc41   updates      0.0   B

Transaction Summary:
 Installing:         1 package
 Upgrading:          1 package
 Replacing:          1 package

Total size of inbound packages is 41 KiB. Need to download 41 KiB.
After this operation, 2 KiB extra will be used (install 81 KiB, remove 40 KiB).
Operation aborted by the user.
`);
  expect(unread).toEqual([]);
  expect(answer).toBe('plan');
  expect(rows.map((row) => [row.action, row.name, row.version, row.size, row.replaces.map((one) => one.version)])).toEqual([
    ['upgrade', 'lab-app', '2:1.1-1.fc41', '40.2 KiB', ['2:1.0-1.fc41']],
    ['install', 'lab-lib', '1.0-1.fc41', '0.0 B', []],
  ]);
});

describe('no table', () => {
  test('nothing to do is an answer', () => {
    expect(parseDnfTransaction('Dependencies resolved.\nNothing to do.\nComplete!\n')).toEqual({
      rows: [],
      unread: [],
      others: [],
      answer: 'nothing',
    });
  });

  test.each([
    ['', []],
    ['Error: Failed to download metadata for repo baseos\n', ['Error: Failed to download metadata for repo baseos']],
    ['Nothing here\n', ['Nothing here']],
  ])('%j is none', (text, unread) => {
    expect(parseDnfTransaction(text)).toEqual({ rows: [], unread, others: [], answer: 'none' });
  });

  test('a table cut short is none, whatever its rows say', () => {
    expect(parseDnfTransaction(`${head}Upgrading:\n lab-app x86_64 1.1-1 baseos 1 k\n`)).toMatchObject({
      answer: 'none',
      rows: [{ name: 'lab-app' }],
    });
  });
});

describe('what is not understood is kept', () => {
  const end = `\nTransaction Summary\n${rule}\n`;
  test.each([
    [
      'a heading that is not known, and what stands below it',
      `${head}Forgetting:\n lab-app x86_64 1.1-1 baseos 1 k\n${end}`,
      ['Forgetting:', ' lab-app x86_64 1.1-1 baseos 1 k'],
    ],
    ['rows below no heading', `${head} lab-app x86_64 1.1-1 baseos 1 k\n${end}`, [' lab-app x86_64 1.1-1 baseos 1 k']],
    ['a row without a version', `${head}Upgrading:\n lab-app x86_64 baseos 1 k\n${end}`, [' lab-app x86_64 baseos 1 k']],
    [
      'a count that is another',
      `${head}Upgrading:\n lab-app x86_64 1.1-1 baseos 1 k\n${end}Upgrade  2 Packages\n`,
      ['Upgrade  2 Packages'],
    ],
    [
      'a problem before the table',
      ` Problem: can not install lab-app\n${head}Upgrading:\n lab-app x86_64 1.1-1 baseos 1 k\n${end}`,
      [' Problem: can not install lab-app'],
    ],
  ])('%s', (_what, text, unread) => {
    expect(parseDnfTransaction(text).unread).toEqual(unread);
  });
});
