import { describe, expect, test } from 'vitest';
import { parseDnfList, parseDnfRepoquery } from './index.ts';

const app = { name: 'lab-app', architecture: 'x86_64', version: '2:1.0-1.el9', epoch: 2, repository: 'baseos' };
const tool = { name: 'lab-tool', architecture: 'noarch', version: '3.1-4.el9', epoch: 0, repository: 'appstream' };

describe('columns', () => {
  const table: readonly (readonly [string, string])[] = [
    ['one line each', 'lab-app.x86_64     2:1.0-1.el9    baseos\nlab-tool.noarch    3.1-4.el9      appstream\n'],
    ['long names wrap', 'lab-app.x86_64\n                   2:1.0-1.el9    baseos\nlab-tool.noarch\n   3.1-4.el9 appstream\n'],
    [
      'long versions wrap',
      'lab-app.x86_64     2:1.0-1.el9\n                                  baseos\nlab-tool.noarch 3.1-4.el9 appstream\n',
    ],
    ['both wrap', 'lab-app.x86_64\n     2:1.0-1.el9\n            baseos\nlab-tool.noarch 3.1-4.el9 appstream\n'],
    [
      'talk before and between',
      'Updating Subscription Management repositories.\nLab BaseOS          3.5 MB/s | 3.4 MB     00:01\nLast metadata expiration check: 0:00:08 ago on Thu 01 Jan 2026 12:00:00 AM UTC.\n\nlab-app.x86_64 2:1.0-1.el9 baseos\nSecurity: kernel-core-1.0-1.el9.x86_64 is the currently running version\nlab-tool.noarch 3.1-4.el9 appstream\n',
    ],
    [
      'dnf 5',
      'Updating and loading repositories:\nRepositories loaded.\nlab-app.x86_64  2:1.0-1.el9 baseos\nlab-tool.noarch 3.1-4.el9   appstream\n',
    ],
    ['colours and carriage returns', '\u001B[1mlab-app.x86_64\u001B[0m 2:1.0-1.el9 baseos\r\nlab-tool.noarch 3.1-4.el9 appstream\r\n'],
  ];

  test.each(table)('%s', (_what, text) => {
    expect(parseDnfList(text, 'upgrades')).toEqual({
      rows: [
        { ...app, section: 'upgrades' },
        { ...tool, section: 'upgrades' },
      ],
      unread: [],
      obsoletions: [],
    });
  });

  test('headings of dnf 4 and 5 say what the rows are', () => {
    const text = `Installed Packages
lab-app.x86_64 2:1.0-1.el9 @System
Available upgrades
lab-tool.noarch 3.1-4.el9 appstream
Available Packages
lab-more.noarch 1-1 appstream
`;
    expect(parseDnfList(text, 'other').rows.map((row) => [row.section, row.name, row.repository])).toEqual([
      ['installed', 'lab-app', '@System'],
      ['upgrades', 'lab-tool', 'appstream'],
      ['available', 'lab-more', 'appstream'],
    ]);
  });
});

describe('obsoleting packages', () => {
  const text = `
lab-app.x86_64                   2:1.0-1.el9               baseos
Obsoleting Packages
lab-tool.noarch                  3.1-4.el9                 appstream
    lab-old.noarch               1.0-1.el8                 @baseos
    lab-older-with-a-very-long-name.noarch
                                 0.9-1.el8                 @baseos
`;

  test('are no offers of the same package', () => {
    const { rows, unread, obsoletions } = parseDnfList(text, 'upgrades');
    expect(rows).toEqual([{ ...app, section: 'upgrades' }]);
    expect(unread).toEqual([]);
    expect(obsoletions).toEqual([
      { by: tool, replaced: { name: 'lab-old', architecture: 'noarch', version: '1.0-1.el8', epoch: 0, repository: '@baseos' } },
      {
        by: tool,
        replaced: {
          name: 'lab-older-with-a-very-long-name',
          architecture: 'noarch',
          version: '0.9-1.el8',
          epoch: 0,
          repository: '@baseos',
        },
      },
    ]);
  });
});

describe('what is not understood is kept', () => {
  test.each([
    ['a message', 'Error: Failed to download metadata for repo baseos\n', ['Error: Failed to download metadata for repo baseos']],
    ['a heading in another language', 'Verfügbare Aktualisierungen\n', ['Verfügbare Aktualisierungen']],
    ['half a row at the end', 'lab-app.x86_64 2:1.0-1.el9\n', ['lab-app.x86_64 2:1.0-1.el9']],
    ['half a row between', 'lab-app.x86_64\nlab-tool.noarch 3.1-4.el9 appstream\n', ['lab-app.x86_64']],
    ['an indented row outside of its section', '   lab-old.noarch 1.0-1.el8 @baseos\n', ['   lab-old.noarch 1.0-1.el8 @baseos']],
    ['a row without an architecture', 'lab-app 2:1.0-1.el9 baseos\n', ['lab-app 2:1.0-1.el9 baseos']],
    ['a row without a release', 'lab-app.noarch 1.0 baseos\n', ['lab-app.noarch 1.0 baseos']],
    ['a row of four words', 'lab-app.noarch 1.0-1 baseos more\n', ['lab-app.noarch 1.0-1 baseos more']],
  ])('%s', (_what, text, unread) => {
    expect(parseDnfList(text, 'upgrades').unread).toEqual(unread);
  });
});

describe('dnf repoquery', () => {
  test.each([
    ['lab-app 2 1.0 1.el9 x86_64 baseos', app],
    ['lab-app 2 1.0 1.el9 x86_64', { ...app, repository: null }],
    ['lab-app-2:1.0-1.el9.x86_64', { ...app, repository: null }],
    ['lab-tool (none) 3.1 4.el9 noarch appstream', tool],
  ])('%s', (line, row) => {
    expect(parseDnfRepoquery(`Last metadata expiration check: 0:00:08 ago on Thu Jan  1 00:00:00 2026.\n${line}\n`)).toEqual({
      rows: [row],
      unread: [],
    });
  });

  test.each(['lab-app', 'lab-app 2 1.0 1.el9', 'lab-app x 1.0 1.el9 x86_64 baseos', 'Error: no repository is enabled now'])(
    '%s',
    (line) => {
      expect(parseDnfRepoquery(line)).toEqual({ rows: [], unread: [line] });
    },
  );
});
