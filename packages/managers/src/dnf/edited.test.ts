import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import { bringBackEdited, editedFiles } from './edited.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const mine = { path: '/etc/app.conf', sha256: sha256('mine') };
const machineWith = async (files: Readonly<Record<string, string>>, stdout = '') => {
  const argv = ['rpm', '--verify', '--nodeps', '--noscripts', 'app-1-1.noarch'];
  const machine = recordedMachine({ about: 'rpm', isRoot: true, commands: [{ argv, exitCode: 1, stdout, stderr: '' }], reads: {} });
  for (const [path, text] of Object.entries(files)) await machine.writeFile(path, text);
  return machine;
};

test('only configuration files whose content is other were edited', async () => {
  const said = ['S.5....T.  c /etc/app.conf', '.......T.  c /etc/touched', 'S.5....T.    /usr/bin/app', 'missing   c /etc/gone'].join('\n');
  const machine = await machineWith({ '/etc/app.conf': 'mine', '/etc/touched': 'x', '/usr/bin/app': 'y' }, said);
  expect(await editedFiles(machine, ['app-1-1.noarch'])).toEqual([mine]);
});

test.each([
  ['put aside when the package went', { '/etc/app.conf.rpmsave': 'mine' }, null],
  ['put aside when a package without noreplace came', { '/etc/app.conf': 'theirs', '/etc/app.conf.rpmorig': 'mine' }, 'theirs'],
])('one that was %s comes back', async (_, files, theirs) => {
  const machine = await machineWith(files);
  expect(await bringBackEdited(machine, [mine])).toEqual([]);
  expect(await machine.readFile('/etc/app.conf')).toBe('mine');
  expect(await machine.readFile('/etc/app.conf.rpmnew')).toBe(theirs);
});

test('what lies beside it with another content is not taken for it, and it is named as lost', async () => {
  const machine = await machineWith({ '/etc/app.conf': 'theirs', '/etc/app.conf.rpmsave': 'of last year' });
  expect(await bringBackEdited(machine, [mine])).toEqual(['/etc/app.conf']);
  expect(await machine.readFile('/etc/app.conf')).toBe('theirs');
});
