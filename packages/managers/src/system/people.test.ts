import { describe, expect, test } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedCommand } from '../machine/recorded.ts';
import { readLoadPercent, readOnMains } from './conditions.ts';
import { readSessions } from './sessions.ts';
import { tellSessions } from './tell.ts';

const said = (argv: readonly string[], stdout: string, exitCode: number | null = 0): RecordedCommand => ({
  argv,
  exitCode,
  stdout,
  stderr: '',
});
const list = ['loginctl', 'list-sessions', '--no-legend', '--no-pager'];
const show = (id: string) => [
  'loginctl',
  'show-session',
  id,
  '-p',
  'Name',
  '-p',
  'User',
  '-p',
  'TTY',
  '-p',
  'Type',
  '-p',
  'Class',
  '-p',
  'State',
];
const missing = (argv: readonly string[]): RecordedCommand => ({ ...said(argv, '', null), notStarted: 'ENOENT' });

describe('who is signed in', () => {
  test('is told by loginctl and by who, each session once, and what is no person’s is none', async () => {
    const machine = recordedMachine({
      about: 'a workstation',
      isRoot: true,
      commands: [
        said(list, '      3 1000 ada   seat0 tty2\n     c1  117 gdm   seat0 tty1\n      7 1001 bob         pts/0\n      9 1000 ada\n'),
        said(show('3'), 'Name=ada\nUser=1000\nTTY=tty2\nType=wayland\nClass=user\nState=active\n'),
        said(show('c1'), 'Name=gdm\nUser=117\nTTY=tty1\nType=wayland\nClass=greeter\nState=online\n'),
        said(show('7'), 'Name=bob\nUser=1001\nTTY=pts/0\nType=tty\nClass=user\nState=active\n'),
        said(show('9'), 'Name=ada\nUser=1000\nTTY=\nType=unspecified\nClass=manager\nState=active\n'),
        said(['who'], 'bob      pts/0        2026-11-22 20:10 (10.0.0.5)\nroot     pts/3        2026-11-22 20:11\n-bad     pts/4   x\n'),
      ],
      reads: {},
    });
    expect(await readSessions(machine)).toEqual([
      { id: '3', user: 'ada', uid: 1000, tty: 'tty2', desktop: true },
      { id: '7', user: 'bob', uid: 1001, tty: 'pts/0', desktop: false },
      { id: 'pts/3', user: 'root', uid: null, tty: 'pts/3', desktop: false },
    ]);
  });

  test('is unknown where neither answers, and nobody where one says so', async () => {
    const unknown = recordedMachine({ about: 'neither', isRoot: true, commands: [missing(list), missing(['who'])], reads: {} });
    expect(await readSessions(unknown)).toBeNull();
    const nobody = recordedMachine({ about: 'who alone', isRoot: true, commands: [missing(list), said(['who'], '')], reads: {} });
    expect(await readSessions(nobody)).toEqual([]);
  });

  const ada = 'Name=ada\nUser=1000\nTTY=\nType=wayland\nClass=user\nState=active\n';
  const one = said(list, '3 1000 ada seat0\n');
  const silent = said(['who'], '');
  test.each<[string, readonly RecordedCommand[], number | null]>([
    ['loginctl fails', [said(list, '', 1), silent], null],
    ['loginctl is not there', [missing(list), silent], null],
    ['a session can not be looked at', [one, said(show('3'), '', 1), silent], null],
    ['a session says nothing of itself', [one, said(show('3'), ''), silent], null],
    ['a session is of a name that can not be shown', [one, said(show('3'), ada.replace('ada', 'OFFICE\\ada')), silent], null],
    ['the list can not be read', [said(list, '? 1000 ada\n'), silent], null],
    ['who knows somebody all the same', [said(list, '', 1), said(['who'], 'bob pts/0 2026-11-22 20:10\n')], 1],
    ['a session is closing', [one, said(show('3'), ada.replace('active', 'closing')), silent], 0],
    ['there are none', [said(list, ''), missing(['who'])], 0],
  ])('is not "nobody" because a tool failed, where systemd runs: %s', async (about, commands, count) => {
    const machine = recordedMachine({ about, isRoot: true, commands, reads: { exists: { '/run/systemd/system': [true] } } });
    expect((await readSessions(machine))?.length ?? null).toBe(count);
  });
});

test('a message goes to the desktop as its user, over his own bus, and to terminals; what was not shown is said', async () => {
  const as = [
    'runuser',
    '-u',
    'ada',
    '--',
    'env',
    'DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus',
    'XDG_RUNTIME_DIR=/run/user/1000',
    'notify-send',
  ];
  const shown = [...as, '--app-name=Fettle', '--urgency=critical', '--action=postpone=Later', '--', 'Title', 'Text; $(id)'];
  const machine = recordedMachine({
    about: 'a desktop and a terminal',
    isRoot: true,
    commands: [
      said([...as, '--help'], '  -A, --action=[NAME=]Text...\n'),
      said(shown, 'postpone\n'),
      said(['wall', 'Title\nText; $(id)'], ''),
    ],
    reads: { exists: { '/run/user/1000/bus': [true], '/run/user/1002/bus': [false] } },
  });
  const session = { id: '3', user: 'ada', uid: 1000, tty: null, desktop: true };
  const chosen: string[] = [];
  const told = await tellSessions(
    machine,
    [session, { ...session, id: '4', user: 'eve', uid: 1002 }, { id: 'pts/0', user: 'bob', uid: null, tty: 'pts/0', desktop: false }],
    { title: 'Title', text: 'Text; $(id)' },
    { choices: [{ key: 'postpone', words: 'Later' }], choiceMs: 1_000, onChoice: (one, key) => chosen.push(`${one.user} ${key}`) },
  );
  expect(told.map(({ session: { user }, way, ok }) => [user, way, ok])).toEqual([
    ['ada', 'desktop', true],
    ['eve', 'desktop', false],
    ['bob', 'terminal', true],
  ]);
  await expect.poll(() => chosen).toEqual(['ada postpone']);
});

describe('power and load', () => {
  const device = (
    supplies: Readonly<Record<string, Readonly<Record<string, string>>>> | null,
    files: Readonly<Record<string, string>> = {},
  ) =>
    recordedMachine({
      about: 'power',
      isRoot: true,
      commands: [],
      reads: {
        folder: { '/sys/class/power_supply': [supplies === null ? null : Object.keys(supplies)] },
        file: {
          ...Object.fromEntries(
            Object.entries(supplies ?? {}).flatMap(([name, facts]) =>
              ['type', 'scope', 'online'].map((fact) => [`/sys/class/power_supply/${name}/${fact}`, [facts[fact] ?? null]]),
            ),
          ),
          ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [text]])),
        },
      },
    });

  test.each<[string, Parameters<typeof device>[0], boolean | null]>([
    ['a server without supplies', {}, true],
    ['no such folder', null, null],
    ['a laptop on its charger', { AC: { type: 'Mains', online: '1\n' }, BAT0: { type: 'Battery' } }, true],
    ['a laptop on its battery', { AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery' } }, false],
    ['charged over USB-C', { BAT0: { type: 'Battery' }, ucsi: { type: 'USB', online: '1' } }, true],
    ['a battery alone', { BAT0: { type: 'Battery' } }, null],
    ['the battery of a mouse', { hid: { type: 'Battery', scope: 'Device' } }, true],
    ['one that can not be read', { AC: {} }, null],
  ])('%s', async (_, supplies, onMains) => {
    expect(await readOnMains(device(supplies))).toBe(onMains);
  });

  test('the load counts by the processors', async () => {
    const files = { '/proc/loadavg': '9.00 1.00 0.10 1/200 999\n', '/sys/devices/system/cpu/online': '0-3\n' };
    expect(await readLoadPercent(device({}, files))).toBe(25);
    expect(await readLoadPercent(device({}, { ...files, '/proc/loadavg': 'x' }))).toBeNull();
    expect(await readLoadPercent(device({}, { ...files, '/sys/devices/system/cpu/online': '' }))).toBeNull();
  });
});
