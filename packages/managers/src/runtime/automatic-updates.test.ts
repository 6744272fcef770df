import type { ManagerId } from '@fettle/core/inventory';
import { expect, test } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import { readAutomaticUpdates } from './index.ts';

type Answer = readonly [exitCode: number, stdout: string, stderr?: string];
const periodic = (text: string) => ({ 'apt-config dump APT::Periodic': [0, text] as Answer });
const timer = (name: string, ...answer: Answer) => ({ [`systemctl is-enabled ${name}`]: answer });
const missing: Answer = [1, '', 'Failed to get unit file state: No such file or directory\n'];
const noDnf = { ...timer('dnf-automatic.timer', ...missing), ...timer('dnf5-automatic.timer', 4, 'not-found\n') };
const on = periodic('APT::Periodic "";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n');

test.each<readonly [string, readonly ManagerId[], Record<string, Answer>, Record<string, string>, string | null]>([
  [
    'apt installs by itself',
    ['apt'],
    { ...on, ...timer('apt-daily-upgrade.timer', 0, 'enabled\n') },
    { '/usr/bin/unattended-upgrade': '' },
    'installs',
  ],
  [
    'its timer is switched off',
    ['apt'],
    { ...on, ...timer('apt-daily-upgrade.timer', 1, 'masked\n') },
    { '/usr/bin/unattended-upgrade': '' },
    'off',
  ],
  ['the program is not there', ['apt'], on, {}, 'off'],
  ['nothing is set', ['apt'], periodic('APT::Periodic "";\n'), {}, 'off'],
  ['all of it is switched off', ['apt'], periodic('APT::Periodic::Enable "0";\nAPT::Periodic::Unattended-Upgrade "1";\n'), {}, 'off'],
  [
    'systemd can not be asked',
    ['apt'],
    { ...on, ...timer('apt-daily-upgrade.timer', 1, '', 'Failed to connect to bus\n') },
    { '/usr/bin/unattended-upgrade': '' },
    null,
  ],
  ['apt can not be asked', ['apt'], { 'apt-config dump APT::Periodic': [100, ''] }, {}, null],
  ['dnf installs', ['dnf'], { ...noDnf, ...timer('dnf-automatic-install.timer', 0, 'enabled\n') }, {}, 'installs'],
  [
    'dnf only downloads',
    ['dnf'],
    { ...noDnf, ...timer('dnf-automatic-install.timer', ...missing), ...timer('dnf-automatic.timer', 0, 'enabled\n') },
    { '/etc/dnf/automatic.conf': '[commands]\napply_updates = no\n' },
    'downloads',
  ],
  [
    'dnf installs by its configuration',
    ['dnf'],
    { ...noDnf, ...timer('dnf-automatic-install.timer', ...missing), ...timer('dnf-automatic.timer', 0, 'enabled\n') },
    { '/etc/dnf/automatic.conf': '[commands]\napply_updates = yes\n' },
    'installs',
  ],
  ['dnf has no timer', ['dnf'], { ...noDnf, ...timer('dnf-automatic-install.timer', ...missing) }, {}, 'off'],
  ['no manager of these is there', [], {}, {}, null],
])('%s', async (_what, managers, answers, files, state) => {
  const commands = Object.entries(answers).map(([line, [exitCode, stdout, stderr = '']]) => ({
    argv: line.split(' '),
    exitCode,
    stdout,
    stderr,
  }));
  const file = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [text]]));
  const exists = Object.fromEntries(Object.keys(files).map((path) => [path, [true]]));
  const machine = recordedMachine({ about: 'timers', isRoot: false, commands, reads: { file, exists } });
  expect((await readAutomaticUpdates(machine, managers))?.state ?? null).toBe(state);
});
