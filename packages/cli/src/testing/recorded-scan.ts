/**
 * The recorded machines of the managers' tests, asked by somebody who has lists of his own: the recordings were made with the system's lists, so
 * the options that say where lists and caches are do not count on either side, and the own lists folder is answered with the recorded one.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordedMachine } from '@fettle/managers/machine';
import type { Machine, Recording, RunResult } from '@fettle/managers/machine';

const listOption = /^(?:Dir::State::lists=|Dir::Cache(?:::\w+)?=|Acquire::GzipIndexes=|Acquire::Languages=|APT::Sandbox::User=)/;

/** What the recordings leave out, since it belongs to no package manager. */
const system: Readonly<Record<string, string>> = {
  '/proc/sys/kernel/random/boot_id': '0199aaaa-0000-4000-8000-000000000001\n',
  '/proc/sys/kernel/hostname': 'recorded\n',
  '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
};
const nothing: RunResult = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false, notStarted: null };

/** `ran` fills with what was asked, as it was asked. */
export function recordedScan(situation: string, ran: (readonly string[])[] = [], isRoot = true): Machine {
  const path = fileURLToPath(new URL(`../../../managers/src/apt/fixtures/${situation}.json`, import.meta.url));
  // Written by the managers' recorder, in this very form.
  const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
  // The recording goes on to a change; a scan sees the machine as it was before, however often it looks.
  const commands = recording.commands.map((command) => ({ ...command, argv: withoutLists(command.argv) }));
  const first = new Map(commands.toReversed().map((command) => [command.argv.join(' '), command]));
  const recorded = recordedMachine({ ...recording, isRoot, commands: [...first.values()] });
  return {
    ...recorded,
    run: (argv, options) => {
      ran.push(argv);
      if (argv[0] === 'uname') return Promise.resolve({ ...nothing, stdout: 'x86_64\n' });
      // Changelogs are not in the recordings: a download that fails is what an unreachable mirror gives.
      if (argv.includes('download')) return Promise.resolve({ ...nothing, exitCode: 100, stderr: 'E: Failed to fetch' });
      return recorded.run(withoutLists(argv), options);
    },
    readFile: async (path, most) => system[path] ?? recorded.readFile(path, most),
    readDir: (folder) => recorded.readDir(folder.endsWith('/apt/lists') ? '/var/lib/apt/lists' : folder),
  };
}

function withoutLists(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const [word = '', next = ''] = [argv[at], argv[at + 1]];
    if (word === '-c' || (word === '-o' && listOption.test(next))) at += 1;
    else kept.push(word);
  }
  return kept;
}
