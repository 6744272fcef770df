import { describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedCommand, Recording } from '../machine/index.ts';
import { detectDnf } from './detect.ts';
import { findProgram } from './program.ts';

const dnf4 = '#!/usr/libexec/platform-python -s\n# The dnf executable script.\nfrom dnf.cli import main\n';
const yum3 = '#!/usr/bin/python\nimport sys\nimport yum\n';
const machineOf = (reads: Recording['reads'], commands: readonly RecordedCommand[] = []) =>
  recordedMachine({ about: 'a device by hand', isRoot: true, commands, reads });
const files = (dnf: string | null, yum: string | null): Recording['reads'] => ({ file: { '/usr/bin/dnf': [dnf], '/usr/bin/yum': [yum] } });

describe('which dnf a device has', () => {
  it.each([
    [
      'dnf 4, by the interpreter that has its library',
      dnf4,
      dnf4,
      { ok: true, program: { command: 'dnf', python: '/usr/libexec/platform-python' } },
    ],
    ['dnf 4 under its second name only', null, dnf4, { ok: true, program: { command: 'yum', python: '/usr/libexec/platform-python' } }],
    ['dnf 5, which is no script', '\u007fELF\u0002\u0001', null, { ok: false, trouble: { code: 'dnf.other-version' } }],
    ['yum 3', null, yum3, { ok: false, trouble: { code: 'dnf.other-version' } }],
    ['none', null, null, { ok: false, trouble: { code: 'dnf.not-installed' } }],
  ])('is %s', async (_what, dnf, yum, answer) => {
    expect(await findProgram(machineOf(files(dnf, yum)))).toMatchObject(answer);
  });
});

describe('whether a device is managed by dnf', () => {
  const paths = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'].flatMap((folder) =>
    ['rpmdb.sqlite', 'Packages', 'Packages.db'].map((file) => `${folder}/${file}`),
  );
  const exists = (path: string | null): Recording['reads'] => ({ exists: Object.fromEntries(paths.map((one) => [one, [one === path]])) });
  const says = (program: string, exitCode: number | null): RecordedCommand => ({
    argv: [program, '--version'],
    exitCode,
    stdout: '4.14.0\n',
    stderr: '',
    ...(exitCode === null ? { notStarted: 'spawn ENOENT' } : {}),
  });
  it.each(paths)('is told by its database at %s', async (path) => {
    expect(await detectDnf(machineOf(exists(path), [says('dnf', 0)]))).toBe(true);
  });
  it('is not so where dnf is a tool without a database of its own, or where only rpm is', async () => {
    expect(await detectDnf(machineOf(exists(null), [says('dnf', 0)]))).toBe(false);
    expect(await detectDnf(machineOf(exists('/var/lib/rpm/Packages'), [says('dnf', null), says('yum', null)]))).toBe(false);
  });
});
