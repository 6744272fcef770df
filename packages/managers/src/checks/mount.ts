/** Something is mounted at a path: proc_pid_mountinfo(5), as the first process of the device sees it. */
import type { CheckKind } from './types.ts';

const mostBytes = 4 * 1_024 * 1_024;

export const mountCheck: CheckKind<'mount'> = {
  kind: 'mount',
  async look(machine, { path }) {
    // The agent may run in a mount namespace of its own; whoever is not root sees only that one.
    const text = (await machine.readFile('/proc/1/mountinfo', mostBytes)) ?? (await machine.readFile('/proc/self/mountinfo', mostBytes));
    if (text === null) return { answer: 'could-not-measure', detail: 'The kernel’s list of mounts can not be read' };
    const wanted = path.length > 1 ? path.replace(/\/+$/, '') : path;
    const line = text.split('\n').findLast((one) => plain(one.split(' ')[4] ?? '') === wanted);
    if (line === undefined) return { answer: 'wait', detail: `Nothing is mounted at ${path}` };
    const [type = 'something', source = ''] = (line.split(' - ')[1] ?? '').split(' ');
    return { answer: 'passed', detail: `${plain(source)} (${type}) is mounted at ${path}` };
  },
};

/** Spaces and the like stand as three octal digits. */
function plain(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
