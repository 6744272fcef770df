/** Why packages are installed, as dnf notes it: what is installed from a file counts as wanted by a person, whatever it was before. See dnf(8), mark. */
import { ask, endedWell } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

/** A package by `name.architecture`, and the word of `dnf mark` that makes it again what it was. */
export type Reason = { readonly name: string; readonly mark: 'remove' | 'group' };

const marks: Readonly<Record<string, Reason['mark']>> = { dependency: 'remove', 'weak-dependency': 'remove', group: 'group' };

/** Of those that did not come by a person's wish; null: it could not be asked. */
export async function reasonsOf(machine: Machine, command: string, packages: readonly string[]): Promise<readonly Reason[] | null> {
  const words = ['-q', '-C', '--disablerepo=*', 'repoquery', '--installed', '--queryformat', '%{name}.%{arch} %{reason}', ...packages];
  const asked = await ask(machine, 'question', [command, ...words]);
  if (!endedWell(asked)) return null;
  return asked.stdout.split('\n').flatMap((line): Reason[] => {
    const [name = '', reason = ''] = line.trim().split(' ');
    const mark = marks[reason];
    return mark === undefined ? [] : [{ name, mark }];
  });
}

/** Marks them so again. Those that could not be marked. */
export async function markAgain(machine: Machine, command: string, reasons: readonly Reason[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const mark of ['remove', 'group'] as const) {
    const names = reasons.filter((one) => one.mark === mark).map(({ name }) => name);
    if (names.length === 0) continue;
    const asked = await ask(machine, 'question', [command, '-q', '-y', '-C', '--disablerepo=*', 'mark', mark, ...names]);
    if (!endedWell(asked)) failed.push(...names);
  }
  return failed;
}
