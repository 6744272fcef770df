/**
 * The running itself. The script lies in a folder of its own that only root may change, and only until it has ended. It is started with an argument list, with
 * closed stdin, a small fixed environment and a bound on time and output; and with it goes, at its end, all that it started: in a transient unit of systemd by its
 * control group, elsewhere by its process group and by a mark in the environment.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, RunResult } from '@fettle/managers/machine';
import type { SignedCommand } from '@fettle/proof/signed-command';
import { cut } from '../../journal/fitting.ts';
import { fileNameOf } from '../../state/folders.ts';
import type { Folders } from '../../state/folders.ts';
import { endMarked, markOf } from './marked.ts';
import { findUser } from './user.ts';
import type { User } from './user.ts';

/** `exitCode` is null where it was ended by a signal, or its time was up. `seconds`: the time that it had. */
export type Performed = {
  readonly how: 'ended' | 'timed-out';
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly output: string;
  readonly argv: readonly string[];
};
type NotPerformed = { readonly ok: false; readonly code: string; readonly detail: string };

/** Characters of output that are kept. */
const mostOutput = 2_000;
/** Where scripts lie that run as somebody else: the agent's own folder is closed to all others. */
function sharedFolder(folders: Folders): string {
  return join('/run/fettle-agent-commands', fileNameOf(folders.root));
}
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs the script of a command that was verified. */
export async function perform(
  machine: Machine,
  folders: Folders,
  command: SignedCommand,
  script: Uint8Array,
  seconds: number,
): Promise<Performed | NotPerformed> {
  const found = await findUser(machine, command.runAs);
  if (!found.ok) return { ok: false, code: 'command.no-user', detail: found.detail };
  const token = randomBytes(8).toString('hex');
  const folder = join(found.user.isOther ? sharedFolder(folders) : folders.commands, token);
  try {
    const file = layOut(folder, found.user, script);
    const environment = [`PATH=${searchPath}`, 'LC_ALL=C.UTF-8', `HOME=${found.user.home}`, markOf(token)];
    const argv = [...command.interpreter, file, ...command.arguments];
    const ran = await start(machine, found.user, ['env', '-i', ...environment, ...argv], token, seconds);
    if ('code' in ran) return ran;
    const output = readable(`${ran.stdout}${ran.stdout === '' || ran.stdout.endsWith('\n') ? '' : '\n'}${ran.stderr}`);
    return { how: ran.timedOut ? 'timed-out' : 'ended', exitCode: ran.timedOut ? null : ran.exitCode, seconds, output, argv };
  } catch (error) {
    return {
      ok: false,
      code: 'command.not-started',
      detail: `The script could not be laid out: ${error instanceof Error ? error.message : String(error)}.`,
    };
  } finally {
    endMarked(token);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes scripts that an earlier life left, with what runs of them. */
export async function tidyCommands(machine: Machine, folders: Folders): Promise<void> {
  const left = [folders.commands, sharedFolder(folders)].filter((folder) => existsSync(folder));
  for (const token of left.flatMap((folder) => readdirSync(folder))) {
    endMarked(token);
    if (await machine.exists('/run/systemd/system')) await endUnit(machine, unitOf(token));
  }
  for (const folder of left) rmSync(folder, { recursive: true, force: true });
}

function layOut(folder: string, user: User, script: Uint8Array): string {
  const file = join(folder, 'script');
  mkdirSync(folder, { recursive: true, mode: user.isOther ? 0o711 : 0o700 });
  writeFileSync(file, script, { mode: 0o700, flag: 'wx' });
  if (!user.isOther) return file;
  // Belongs to root, and only this user's group may read it.
  for (const above of [join(folder, '..'), join(folder, '..', '..')]) chmodSync(above, 0o711);
  chownSync(folder, 0, user.gid);
  chownSync(file, 0, user.gid);
  chmodSync(folder, 0o710);
  chmodSync(file, 0o750);
  return file;
}

async function start(
  machine: Machine,
  user: User,
  argv: readonly string[],
  token: string,
  seconds: number,
): Promise<RunResult | NotPerformed> {
  const options = { timeoutMs: seconds * 1000, maxOutputBytes: 8_192, cwd: '/' };
  const hasSystemd = await machine.exists('/run/systemd/system');
  const unit = unitOf(token);
  const ran = await machine.run(hasSystemd ? inUnit(unit, user, argv, seconds) : byItself(user, argv), options);
  if (hasSystemd && ran.timedOut) await endUnit(machine, unit);
  // 126, 127: env found no such program, or none that can be executed (env(1)).
  const refused = hasSystemd && ran.exitCode === 1 && /^(?:Failed to (?:start transient|connect)|Unknown assignment)/.test(ran.stderr);
  const why = ran.notStarted ?? (refused || [126, 127].includes(ran.exitCode ?? 0) ? ran.stderr.trim() : null);
  if (why === null) return ran;
  return { ok: false, code: 'command.not-started', detail: `The command could not be started: ${cut(readable(why), 500)}.` };
}

function unitOf(token: string): string {
  return `fettle-command-${token}.service`;
}

async function endUnit(machine: Machine, unit: string): Promise<void> {
  const options = { timeoutMs: 15_000, maxOutputBytes: 4096 };
  await machine.run(['systemctl', 'kill', '--signal=KILL', unit], options);
  await machine.run(['systemctl', 'stop', unit], options);
}

function inUnit(unit: string, user: User, argv: readonly string[], seconds: number): readonly string[] {
  return [
    'systemd-run',
    '--quiet',
    '--wait',
    '--pipe',
    '--collect',
    `--unit=${unit}`,
    '--description=Fettle runs a signed command',
    `--uid=${user.name}`,
    '--property=KillMode=control-group',
    '--property=TimeoutStopSec=5s',
    '--property=UMask=0077',
    // Beyond the agent's own bound: for where the agent is gone before it.
    `--property=RuntimeMaxSec=${seconds + 15}`,
    '--',
    ...argv,
  ];
}

function byItself(user: User, argv: readonly string[]): readonly string[] {
  return user.isOther ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', ...argv] : argv;
}

/** For people: no control characters but line ends and tabs, and at most so much; the middle is left out. */
function readable(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]/gu, '�')
    .trim();
  if (plain.length <= mostOutput - 100) return plain;
  return `${cut(plain, 900)}\n[${plain.length - 1800} characters left out]\n${plain.slice(-900).toWellFormed()}`;
}
