/** What programs print, read by hand-written examples. */
import { describe, expect, it } from 'vitest';
import { fileNameOf } from './store.ts';
import { parseInstalled, sourceOf } from './installed.ts';
import { isPackageReference, nevra } from './names.ts';
import { restartReasons, staleOf } from './runtime.ts';
import { failedScripts } from './scriptlets.ts';

const row = (...fields: readonly string[]): string => `${fields.join('\t')}\n`;
const key = row('gpg-pubkey', '632acf81-6b02bd9c', '(none)', '(none)', '(none)');

describe('the list of rpm', () => {
  it('is read with epochs, sources and modules; an epoch of 0 is none', () => {
    const text =
      key +
      row('lab-app', '2:1.0~rc1-1.el9', 'x86_64', 'lab-1.0~rc1-1.el9.src.rpm', '(none)') +
      row('lab-mod', '0:1-1', 'noarch', 'lab-mod-1-1.src.rpm', 'labmod:1:20260101:aaaa');
    expect(parseInstalled(text)).toEqual([
      {
        name: 'lab-app',
        version: '2:1.0~rc1-1.el9',
        architecture: 'x86_64',
        sourceName: 'lab',
        sourceVersion: '2:1.0~rc1-1.el9',
        condition: 'installed',
        pinned: false,
      },
      {
        name: 'lab-mod',
        version: '1-1',
        architecture: 'noarch',
        sourceName: 'lab-mod',
        sourceVersion: '1-1',
        condition: 'installed',
        pinned: false,
        module: 'labmod:1:20260101:aaaa',
      },
    ]);
  });
  it('may hold several versions of one name', () => {
    const kernels = ['5-1', '5-2'].map((version) => row('kernel', version, 'x86_64', `kernel-${version}.src.rpm`, '(none)')).join('');
    expect(parseInstalled(kernels)?.map(({ version }) => version)).toEqual(['5-1', '5-2']);
  });
  it('is empty where there are only keys, and unknown where there is nothing or something else', () => {
    expect(parseInstalled(key)).toEqual([]);
    for (const text of ['', 'lab-app-1.0-1.noarch\n', row('lab-app', '1.0', 'noarch', 'x', '(none)'), row('a', '1-1', '', 'x', 'y')])
      expect(parseInstalled(text)).toBeNull();
  });
  it.each([
    ['lab-app', '1-1', 'lab-1-1.src.rpm', 'lab', '1-1'],
    ['lab-app', '7:2-3', 'lab-lib-2-3.nosrc.rpm', 'lab-lib', '7:2-3'],
    ['lab-app', '1-1', '(none)', 'lab-app', '1-1'],
  ])('names the source of %s %s (%s)', (name, version, file, sourceName, sourceVersion) => {
    expect(sourceOf(name, version, file)).toEqual({ sourceName, sourceVersion });
  });
});

describe('names', () => {
  it.each([
    ['lab-app', 'noarch', '1.0-1'],
    ['libstdc++', 'x86_64', '12:1.0~rc1^git2-3.el9_4'],
    ['0ad', 'i686', '1-1'],
    ['_lab', 's390x', '1-1'],
  ])('takes %s.%s %s', (name, architecture, version) => {
    expect(isPackageReference({ name, architecture, version })).toBe(true);
  });
  it.each([
    ['-y', 'noarch', '1-1'],
    ['lab/app', 'noarch', '1-1'],
    ['lab*', 'noarch', '1-1'],
    ['lab', 'noarch', '1'],
    ['lab', 'noarch', '1-1 --nogpgcheck'],
    ['lab', '../x', '1-1'],
    ['lab', 'noarch', 'x:1-1'],
    ['', 'noarch', '1-1'],
  ])('does not take %s.%s %s', (name, architecture, version) => {
    expect(isPackageReference({ name, architecture, version })).toBe(false);
  });
  it('make harmless file names, one for each epoch', () => {
    const one = { name: 'lab', architecture: 'noarch', version: '2:1-1' };
    expect(nevra(one)).toBe('lab-2:1-1.noarch');
    expect(fileNameOf(one)).toBe('lab-2%3a1-1.noarch.rpm');
  });
});

describe('scripts that failed', () => {
  it.each([
    ['warning: %post(lab-app-1:1.1-1.noarch) scriptlet failed, exit status 1', 'lab-app'],
    ['Error in POSTIN scriptlet in rpm package lab-app', 'lab-app'],
    ['Non-fatal POSTUN scriptlet failure in rpm package lab-app', 'lab-app'],
    ['  Running scriptlet: x 1/2 \rerror: %preun(lab-one-two-1-1.el9.x86_64) scriptlet failed, signal 9', 'lab-one-two'],
  ])('are seen in %j', (line, name) => {
    expect(failedScripts(`Upgraded:\n${line}\nComplete!\n`).map((one) => one.package)).toEqual([name]);
  });
  it('are named once each, and not where none failed', () => {
    const both = 'warning: %post(lab-app-1-1.noarch) scriptlet failed, exit status 1\nError in POSTIN scriptlet in rpm package lab-app\n';
    expect(failedScripts(both)).toHaveLength(1);
    expect(failedScripts('  Running scriptlet: lab-app-1-1.noarch 1/1 \nComplete!\n')).toEqual([]);
  });
});

describe('needs-restarting', () => {
  const none = 'No core libraries or services have been updated since boot-up.\nReboot should not be necessary.\n';
  const some = (...names: readonly string[]): string =>
    `Core libraries or services have been updated since boot-up:\n${names.map((name) => `  * ${name}\n`).join('')}\nReboot is required to fully utilize these updates.\nMore information: x\n`;
  it.each([
    ['nothing', 0, none, []],
    ['a kernel', 1, some('glibc', 'kernel'), [{ kind: 'kernel', detail: 'updated since the device was started: glibc, kernel' }]],
    ['a library', 1, some('glibc'), [{ kind: 'library', detail: 'updated since the device was started: glibc' }]],
    ['no plugin', 1, '', null],
    ['silence', 0, '', null],
    ['another failure', 1, 'Error: x\n', null],
    ['words without names', 1, some(), null],
  ] as const)('tells of %s', (_what, exitCode, stdout, told) => {
    expect(restartReasons({ exitCode, stdout })).toEqual(told);
  });
  it('names services, each once; other words are unknown', () => {
    const well = { exitCode: 0, truncated: false } as const;
    expect(staleOf({ ...well, stdout: 'sshd.service\ncrond.service\nsshd.service\n' })?.map(({ unit }) => unit)).toEqual([
      'crond.service',
      'sshd.service',
    ]);
    expect(staleOf({ ...well, stdout: '' })).toEqual([]);
    expect(staleOf({ ...well, stdout: '12 : /usr/sbin/sshd -D\n' })).toBeNull();
    expect(staleOf({ ...well, exitCode: 1, stdout: '' })).toBeNull();
  });
});
