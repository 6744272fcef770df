import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  parseAptCachePolicy,
  parseAptCacheShow,
  parseAptList,
  parseAptSimulation,
  parseDpkgList,
  parseDpkgQuery,
  parseDpkgStatus,
  parsers,
} from './index.ts';

describe.each(Object.entries(parsers))('the reader of %s', (_name, parse) => {
  test('says of foreign text that it is not understood', () => {
    expect(parse('Welcome to the jungle [x] (y)\n')).toMatchObject({ rows: [], unread: ['Welcome to the jungle [x] (y)'] });
  });

  test('reads nothing from nothing', () => {
    expect(parse('')).toMatchObject({ rows: [], unread: [] });
  });

  test('takes any text whatever, and loses no line of words', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(parse(`${words.join('\n')}\n`).unread).toEqual(words);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parse(text).rows)));
  });
});

describe('dpkg-query -W', () => {
  const bare = { architecture: null, sourceName: null, sourceVersion: null, condition: null, pinned: null };
  it.each([
    ['by itself', 'lab-app:amd64\t1:1.0-1', { ...bare, name: 'lab-app', version: '1:1.0-1', architecture: 'amd64' }],
    ['with the architecture', 'lab-app\t1.0-1\tall', { ...bare, name: 'lab-app', version: '1.0-1', architecture: 'all' }],
    [
      'with source and a word',
      'lab-lib\t1.0-1+b2\tamd64\tlab-app\t1.0-1\tinstalled',
      {
        name: 'lab-lib',
        version: '1.0-1+b2',
        architecture: 'amd64',
        sourceName: 'lab-app',
        sourceVersion: '1.0-1',
        condition: 'installed',
        pinned: null,
      },
    ],
    [
      "with letters and a size, as the agent's own",
      'lab-app\t1.0-1\tamd64\thi \tlab-app\t1.0-1\t42',
      {
        name: 'lab-app',
        version: '1.0-1',
        architecture: 'amd64',
        sourceName: 'lab-app',
        sourceVersion: '1.0-1',
        condition: 'installed',
        pinned: true,
      },
    ],
    [
      'with three words',
      'lab-app\t1.0-1\tamd64\tinstall ok half-configured',
      { ...bare, name: 'lab-app', version: '1.0-1', architecture: 'amd64', condition: 'half-configured', pinned: false },
    ],
    ['between spaces', 'lab-app 1.0-1 amd64', { ...bare, name: 'lab-app', version: '1.0-1', architecture: 'amd64' }],
    ['between strokes', 'lab-app|1.0-1', { ...bare, name: 'lab-app', version: '1.0-1' }],
    ['with its letters first', 'ii  lab-app 1.0-1', { ...bare, name: 'lab-app', version: '1.0-1', condition: 'installed', pinned: false }],
    ['of a package that is called as a state is', 'ii\t1.8-2', { ...bare, name: 'ii', version: '1.8-2' }],
  ])('%s', (_what, line, row) => {
    expect(parseDpkgQuery(`${line}\n`)).toEqual({ rows: [row], unread: [] });
  });

  it.each(['lab-app\t\tamd64\tun ', 'lab-app\t1.0-1\tamd64\trc ', 'lab-app\t1.0-1\tamd64\tdeinstall ok config-files'])(
    'leaves out what is not on the device: %j',
    (line) => {
      expect(parseDpkgQuery(line)).toEqual({ rows: [], unread: [] });
    },
  );

  it.each(['lab app\t1.0', 'lab-app\tone two', 'lab-app\t1.0\tamd64\ta\tb\tc\td\te', 'lab-app'])('does not understand %j', (line) => {
    expect(parseDpkgQuery(line)).toEqual({ rows: [], unread: [line] });
  });
});

it('dpkg -l: states, widths and what is not there', () => {
  const text = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name           Version      Architecture Description
+++-==============-============-============-=================================
ii  lab-app        1:1.0-1      amd64        an application
hi  lab-lib:i386   2.0-1        i386         a library
iFR lab-broken     3.0-1        all          half there
rc  lab-gone       1.0-1        amd64        only its configuration
un  lab-known      <none>       <none>       (no description available)
`;
  expect(parseDpkgList(text)).toEqual({
    rows: [
      { name: 'lab-app', version: '1:1.0-1', architecture: 'amd64', condition: 'installed', pinned: false, description: 'an application' },
      { name: 'lab-lib', version: '2.0-1', architecture: 'i386', condition: 'installed', pinned: true, description: 'a library' },
      { name: 'lab-broken', version: '3.0-1', architecture: 'all', condition: 'half-configured', pinned: false, description: 'half there' },
    ],
    unread: [],
  });
});

it('the status file: source and version of the source, and what is not there', () => {
  const text = `Package: lab-lib
Status: hold ok installed
Architecture: amd64
Source: lab-app (1.0-1)
Version: 1.0-1+b2
Description: a library
 with a second line

Package: lab-gone
Status: deinstall ok config-files
Version: 1.0-1

Package: lab-odd
Status: strange
`;
  expect(parseDpkgStatus(text)).toEqual({
    rows: [
      {
        name: 'lab-lib',
        version: '1.0-1+b2',
        architecture: 'amd64',
        sourceName: 'lab-app',
        sourceVersion: '1.0-1',
        condition: 'installed',
        pinned: true,
      },
    ],
    unread: ['Package: lab-odd', 'Status: strange'],
  });
});

it('apt-cache show: one row each known version', () => {
  const text = `Package: lab-app
Version: 1.1-1
Architecture: amd64
Filename: pool/l/lab-app.deb
Size: 1000
SHA256: ${'ab'.repeat(32)}

Package: lab-app
Status: install ok installed
Version: 1.0-1
Architecture: amd64

N: There is 1 additional record. Please use the '-a' switch to see it
`;
  expect(parseAptCacheShow(text)).toMatchObject({
    rows: [
      { version: '1.1-1', bytes: 1000, fromArchive: true },
      { version: '1.0-1', bytes: null, fromArchive: false },
    ],
    unread: [],
  });
});

it('apt list: offers, what is installed, and pockets', () => {
  const text = `WARNING: apt does not have a stable CLI interface. Use with caution in scripts.

Listing... Done
lab-app/stable-security,stable 1:1.1-1 amd64 [upgradable from: 1:1.0-1]
lab-lib/stable,now 2.0-1 all [installed,automatic]
lab-own/now 3.0 amd64 [installed,upgradable to: 3.1]
lab-other/stable 4.0 amd64
lab-odd/stable 4.0 amd64 [in a state nobody knows]
N: There are 2 additional versions. Please use the '-a' switch to see them.
`;
  const { rows, unread } = parseAptList(text);
  expect(unread).toEqual(['lab-odd/stable 4.0 amd64 [in a state nobody knows]']);
  expect(rows).toEqual([
    {
      name: 'lab-app',
      version: '1:1.1-1',
      architecture: 'amd64',
      from: '1:1.0-1',
      to: '1:1.1-1',
      installed: true,
      pockets: ['stable-security', 'stable'],
      class: 'security',
    },
    {
      name: 'lab-lib',
      version: '2.0-1',
      architecture: 'all',
      from: '2.0-1',
      to: null,
      installed: true,
      pockets: ['stable'],
      class: 'normal',
    },
    { name: 'lab-own', version: '3.0', architecture: 'amd64', from: '3.0', to: '3.1', installed: true, pockets: [], class: 'normal' },
    {
      name: 'lab-other',
      version: '4.0',
      architecture: 'amd64',
      from: null,
      to: '4.0',
      installed: false,
      pockets: ['stable'],
      class: 'normal',
    },
  ]);
});

it('apt-cache policy: block by block', () => {
  const text = `lab-app:
  Installed: 1.0-1
  Candidate: 1.1-1
  Version table:
     1.1-1 500
        500 https://deb.example.org/debian stable/main amd64 Packages
 *** 1.0-1 100
        100 /var/lib/dpkg/status
lab-none:
  Installed: (none)
  Candidate: (none)
  Version table:
lab-odd:
  Nothing that is known
`;
  expect(parseAptCachePolicy(text)).toMatchObject({
    rows: [
      { name: 'lab-app', version: '1.0-1', from: '1.0-1', to: '1.1-1', versions: [{ version: '1.1-1' }, { version: '1.0-1' }] },
      { name: 'lab-none', version: null, from: null, to: null, candidate: null },
    ],
    unread: ['lab-odd:', '  Nothing that is known'],
  });
});

describe('apt-get -s', () => {
  const plan = (summary: string): string => `NOTE: This is only a simulation!
      apt-get needs root privileges for real execution.
      Keep also in mind that locking is deactivated,
      so don't depend on the relevance to the real current situation!
Reading package lists... Done
The following packages have been kept back:
  lab-kept lab-later
The following packages will be upgraded:
  lab-app
${summary}
Remv lab-old [0.9-1]
Inst lab-app [1.0-1] (1.1-1 Debian:12.1/stable, Debian-Security:12/stable-security [amd64])
Inst lab-lib:i386 (2.0-1 Debian:12.1/stable [i386]) []
Conf lab-app (1.1-1 Debian:12.1/stable [amd64])
Conf lab-half (1.0-1 Debian:12.1/stable [amd64])
`;

  it('tells what would be done, and what stays', () => {
    expect(parseAptSimulation(plan('1 upgraded, 1 newly installed, 1 to remove and 2 not upgraded.'))).toEqual({
      rows: [
        { action: 'remove', name: 'lab-old', architecture: null, from: '0.9-1', to: null, origins: [], class: 'normal' },
        {
          action: 'upgrade',
          name: 'lab-app',
          architecture: 'amd64',
          from: '1.0-1',
          to: '1.1-1',
          origins: ['Debian:12.1/stable', 'Debian-Security:12/stable-security'],
          class: 'security',
        },
        {
          action: 'install',
          name: 'lab-lib',
          architecture: 'i386',
          from: null,
          to: '2.0-1',
          origins: ['Debian:12.1/stable'],
          class: 'normal',
        },
        {
          action: 'configure',
          name: 'lab-half',
          architecture: 'amd64',
          from: null,
          to: '1.0-1',
          origins: ['Debian:12.1/stable'],
          class: 'normal',
        },
      ],
      unread: [],
      keptBack: ['lab-kept', 'lab-later'],
    });
  });

  it('reads the words of apt 3, and of a distribution that offers more', () => {
    const text = `Not upgrading:
  lab-kept

Upgrading:
  lab-app

Summary:
  Upgrading: 1, Installing: 0, Removing: 0, Not Upgrading: 1
  Download size: 1,000 B
The following security updates require Ubuntu Pro with 'esm-apps' enabled:
  lab-other
Learn more about Ubuntu Pro at https://example.org/pro
#
# A line of news.
#
Inst lab-app [1.0-1] (1.1-1 Lab:1.0/stable [all])
Conf lab-app (1.1-1 Lab:1.0/stable [all])
`;
    expect(parseAptSimulation(text)).toMatchObject({ rows: [{ name: 'lab-app', to: '1.1-1' }], unread: [], keptBack: ['lab-kept'] });
  });

  it('does not hide that rows are missing', () => {
    const summary = '7 upgraded, 1 newly installed, 1 to remove and 2 not upgraded.';
    expect(parseAptSimulation(plan(summary)).unread).toEqual([summary]);
  });
});
