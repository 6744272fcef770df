/** A process of a name runs: proc_pid_stat(5) says its name and whether it has ended; what is longer than 15 bytes is known by its program. */
import type { Machine } from '../machine/index.ts';
import type { CheckKind } from './types.ts';

const nameForm = /^[A-Za-z0-9_][A-Za-z0-9_.:+@-]{0,62}$/;
/** The kernel keeps so many bytes of a name. */
const keptBytes = 15;
const mostProcesses = 50_000;

export const processCheck: CheckKind<'process'> = {
  kind: 'process',
  async look(machine, { process: name }) {
    if (!nameForm.test(name)) return { answer: 'could-not-measure', detail: `“${name}” is not the name of a process` };
    const entries = await machine.readDir('/proc');
    if (entries === null) return { answer: 'could-not-measure', detail: '/proc can not be read' };
    let running = 0;
    for (const id of entries.filter((entry) => /^[0-9]+$/.test(entry)).slice(0, mostProcesses))
      if (await isIt(machine, id, name)) running += 1;
    if (running === 0) return { answer: 'wait', detail: `No process named ${name} runs` };
    return { answer: 'passed', detail: running === 1 ? `A process named ${name} runs` : `${running} processes named ${name} run` };
  },
};

async function isIt(machine: Machine, id: string, name: string): Promise<boolean> {
  const stat = await machine.readFile(`/proc/${id}/stat`, 4_096);
  if (stat === null) return false;
  const end = stat.lastIndexOf(')');
  // Z and X: it has ended, and only its number is left.
  if (['Z', 'X'].includes(stat.slice(end + 2, end + 3))) return false;
  const shown = stat.slice(stat.indexOf('(') + 1, end);
  if (name.length <= keptBytes) return shown === name;
  if (shown !== name.slice(0, keptBytes)) return false;
  const [program = ''] = ((await machine.readFile(`/proc/${id}/cmdline`, 4_096)) ?? '').split('\0');
  return program.slice(program.lastIndexOf('/') + 1) === name;
}
