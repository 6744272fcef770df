import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstalled } from './installed.ts';
import { isPackageReference, qualifiedName, sameSlot } from './names.ts';
import { classOf } from './offers.ts';
import { newerVersions, parsePolicies, parseSources, unpinnedCandidate } from './policy.ts';
import { parseRecords } from './records.ts';
import { parsePlan } from './simulation-output.ts';
import { parseSourceUris } from './sources.ts';
import { namesVersion } from './way-back.ts';

const row = (status: string, more = '8', version = '1.0-1') => ['lab-app', version, 'amd64', status, 'lab', '1.0', more].join('\t');

describe('the list of installed packages', () => {
  it.each([
    ['ii ', 'installed', false],
    ['hi ', 'installed', true],
    ['iF ', 'half-configured', false],
    ['hF ', 'half-configured', true],
    ['iU ', 'unpacked', false],
    ['iH ', 'half-installed', false],
    ['iHR', 'half-installed', false],
    ['it ', 'triggers-pending', false],
    ['iW ', 'triggers-pending', false],
    ['ri ', 'installed', false],
  ])('reads the status “%s” as %s', (status, condition, pinned) => {
    expect(parseInstalled(`${row(status)}\n`)).toMatchObject([{ condition, pinned, reinstallRequired: status.endsWith('R') }]);
  });

  it.each(['rc ', 'un ', 'pn ', 'pc '])('leaves out what is only known (%s)', (status) => {
    expect(parseInstalled(`${row('ii ')}\n${row(status)}\n`)).toHaveLength(1);
  });

  it('leaves out a package whose first unpacking broke off before it had a version', () => {
    expect(parseInstalled(`${row('ii ')}\n${row('iHR', '', '')}\n`)).toHaveLength(1);
  });

  it.each([
    '',
    'lab-app\t1.0-1\n',
    `${row('zz ')}\n`,
    `${row('iX ')}\n`,
    `${row('ii ')}\textra\n`,
    `${row('ii ')}\nE: something\n`,
    'Welcome!\n',
  ])('is no answer at all when a line can not be read: %j', (text) => {
    expect(parseInstalled(text)).toBeNull();
  });

  it('never throws, whatever is printed', () => {
    fc.assert(fc.property(fc.string(), (text) => parseInstalled(text) === null || true));
  });
});

const policy = `lab-app:
  Installed: 1.0-1
  Candidate: 1.2-1
  Package pin: 1.2-1
  Version table:
     1.2-1 500 (phased 10%)
        500 http://a.example lab-security/main amd64 Packages
     1.1-1 -1
        500 http://a.example lab/main amd64 Packages
 *** 1.0-1 990
        990 http://a.example lab/main amd64 Packages
        100 /var/lib/dpkg/status
lab-lib:i386:
  Installed: (none)
  Candidate: 2
  Version table:
     2 500
        500 http://a.example lab/main i386 Packages
`;

describe('what apt-cache policy prints', () => {
  it('gives versions newest first, with priorities, phasing and sources', () => {
    const parsed = parsePolicies(policy);
    const app = parsed?.get('lab-app');
    expect(app).toMatchObject({ installed: '1.0-1', candidate: '1.2-1' });
    expect(app?.versions.map((one) => [one.version, one.priority, one.phased, one.sources.length])).toEqual([
      ['1.2-1', 500, 10, 1],
      ['1.1-1', -1, null, 1],
      ['1.0-1', 990, null, 1],
    ]);
    expect(parsed?.get('lab-lib:i386')).toMatchObject({ installed: null, candidate: '2' });
    expect(app && newerVersions(app).map((one) => one.version)).toEqual(['1.2-1', '1.1-1']);
    // The installed version's source is preferred to both newer ones: nothing is held back by a pin of this package.
    expect(app && unpinnedCandidate(app)?.version).toBe('1.0-1');
  });

  it('is no answer when it is of another form', () => {
    expect(parsePolicies('N: Unable to read\n')).toBeNull();
    expect(parsePolicies('lab-app:\n  Installiert: 1\n')).toBeNull();
    expect(parsePolicies('')?.size).toBe(0);
  });

  it('names sources by label, archive and codename, with commas and without a release', () => {
    const sources = parseSources(
      [
        'Package files:',
        ' 100 /var/lib/dpkg/status',
        '     release a=now',
        ' 500 http://a.example noble-security/main amd64 Packages',
        '     release v=24.04,o=Ubuntu,a=noble-security,n=noble,l=Ubuntu, Inc,c=main,b=amd64',
        '     origin a.example',
        ' -10 http://b.example ./ Packages',
        'Pinned packages:',
        '     lab-web -> 2.0-1 with priority 1001',
      ].join('\n'),
    );
    expect([...sources.values()]).toEqual([
      { file: 'http://a.example noble-security/main amd64 Packages', label: 'Ubuntu, Inc', archive: 'noble-security', codename: 'noble' },
      { file: 'http://b.example ./ Packages', label: '', archive: '', codename: '' },
    ]);
  });

  it.each([
    [{ label: 'Debian-Security', archive: 'oldstable-security', codename: 'bookworm-security' }, 'security'],
    [{ label: 'Ubuntu', archive: 'noble-security', codename: 'noble' }, 'security'],
    [{ label: 'UbuntuESM', archive: 'jammy-infra-security', codename: 'jammy' }, 'security'],
    [{ label: 'Debian', archive: 'oldstable', codename: 'bookworm' }, 'normal'],
    [{ label: 'Ubuntu', archive: 'noble-updates', codename: 'noble' }, 'normal'],
    [{ label: 'Insecurity', archive: 'security-tools', codename: '' }, 'normal'],
  ] as const)('takes %o for %s', (source, found) => {
    expect(classOf(source)).toBe(found);
  });
});

describe('the plan of apt-get -s', () => {
  it('is read with old and new versions, origins, architectures and what would be removed', () => {
    const plan = parsePlan(
      [
        'Reading package lists...',
        'Remv lab-old [1] [lab-user:amd64 ]',
        'Inst lab-lib:i386 [1] (2 Lab:lab [i386]) [lab-lib:amd64 on lab-lib:i386] []',
        'Inst lab-lib [1] (2 Lab:lab, local-deb [amd64])',
        'Inst lab-new (2:1.0~rc1+b1 local-deb [all])',
        'Conf lab-lib (2 Lab:lab [amd64])',
        'Conf lab-broken (1.2 Lab-Security:lab-security [all])',
        'Purg lab-gone [3]',
      ].join('\n'),
    );
    expect(plan).toEqual({
      installs: [
        { name: 'lab-lib', architecture: 'amd64', from: '1', to: '2' },
        { name: 'lab-lib', architecture: 'i386', from: '1', to: '2' },
        { name: 'lab-new', architecture: 'all', from: null, to: '2:1.0~rc1+b1' },
      ],
      removals: ['lab-gone', 'lab-old'],
      configures: ['lab-broken'],
    });
  });

  it.each(['Inst lab-app', 'Inst lab-app [1] (2 Lab:lab)', 'Remv ', 'Conf '])('is no answer when a line is of another form: %s', (line) => {
    expect(parsePlan(`Inst a [1] (2 Lab:lab [all])\n${line}\n`)).toBeNull();
  });
});

describe('index records', () => {
  it('give source, size and hash; dpkg’s own records give no hash', () => {
    const text = `Package: lab-app
Architecture: amd64
Version: 1.1-1+b2
Source: lab-source (1.1-1)
Installed-Size: 12
Breaks: lab-old (<< 2),
 lab-older
Filename: pool/lab-app.deb
Size: 938
SHA256: ${'A'.repeat(64)}

Package: lab-local
Architecture: all
Version: 1
Status: install ok installed

Half: a stanza
`;
    expect(parseRecords(text)).toMatchObject([
      {
        name: 'lab-app',
        sourceName: 'lab-source',
        sourceVersion: '1.1-1',
        bytes: 938,
        sha256: 'a'.repeat(64),
        fromArchive: true,
        installedKib: 12,
        clashes: 'lab-old (<< 2), lab-older',
      },
      { name: 'lab-local', sourceName: 'lab-local', sourceVersion: '1', bytes: null, sha256: null, fromArchive: false },
    ]);
  });

  it.each([
    ['lab-old (<< 2)', '1', true],
    ['lab-old (<< 2)', '2', false],
    ['lab-x, lab-old:any (>= 1~rc1)', '1', true],
    ['lab-x | lab-old', '7', true],
    ['lab-older', '1', false],
    ['', '1', false],
  ])('know whether “%s” holds for lab-old %s', (field, version, holds) => {
    expect(namesVersion(field, 'lab-old', version)).toBe(holds);
  });
});

describe('names', () => {
  it.each([
    ['-o', '1', 'all', false],
    ['lab-app', '1;reboot', 'all', false],
    ['lab-app', '1', '../x', false],
    ['a b', '1', 'all', false],
    ['', '1', 'all', false],
    ['lab-app', '', 'all', false],
    ['libstdc++6', '2:12.2.0-14+deb12u1~bpo', 'amd64', true],
  ])('of the form %j %j %j are packages: %s', (name, version, architecture, right) => {
    expect(isPackageReference({ name, version, architecture })).toBe(right);
  });

  it('can never become an option, a path or a shell word', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (name, version, architecture) => {
        if (!isPackageReference({ name, version, architecture })) return;
        expect(`${name}:${architecture}=${version}`).toMatch(/^[A-Za-z0-9][A-Za-z0-9+.:=~-]*$/);
      }),
    );
  });

  it('count `all` as native', () => {
    expect(qualifiedName('a', 'all', 'amd64')).toBe('a');
    expect(qualifiedName('a', 'i386', 'amd64')).toBe('a:i386');
    expect(sameSlot('all', 'amd64', 'amd64')).toBe(true);
    expect(sameSlot('all', 'i386', 'amd64')).toBe(false);
  });

  it('of sources are read from what an update would fetch', () => {
    const text =
      "'http://a.example/dists/lab/InRelease' a.example_dists_lab_InRelease 0 \n'http://a.example/dists/lab/main/binary-amd64/Packages.xz' a.example_dists_lab_main_binary-amd64_Packages 0 \n";
    expect(parseSourceUris(text)).toEqual([{ uri: 'http://a.example/dists/lab/InRelease', file: 'a.example_dists_lab_InRelease' }]);
  });
});
