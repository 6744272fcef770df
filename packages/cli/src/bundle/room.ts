/** The folder in which a process unpacks a bundle. Its name says whose it is, so that one whose process has ended can be told from one that is at work. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A process. A number alone is none: it is given again, in a container at every start. */
export type Owner = {
  readonly pid: number;
  /** The start of the machine, 8 digits of its boot id, and that of the process in it, in hundredths of a second; `x`: the system does not tell. */
  readonly boot: string;
  readonly began: string;
};

/** Another name at every call: nobody takes the room of another for its own. */
export function newRoom(into: string): string {
  const { pid, boot, began } = ownerOf(process.pid);
  return `.${basename(into)}.${pid}-${boot}-${began}-${randomBytes(6).toString('hex')}.new`;
}

/** Whose room this is; null: the name is none of a room. */
export function ownerOfRoom(name: string): Owner | null {
  const [, pid, boot, began] = /^\.[^/]+\.([1-9]\d{0,9})-([\da-f]{8}|x)-(\d{1,20}|x)-[\da-f]{12}\.new$/.exec(name) ?? [];
  return pid === undefined || boot === undefined || began === undefined ? null : { pid: Number(pid), boot, began };
}

/** How a process that runs now is told from others that had its number. */
export function ownerOf(pid: number): Owner {
  const boot = /^[\da-f]{8}/.exec(textOf('/proc/sys/kernel/random/boot_id'))?.[0] ?? 'x';
  // Field 22 of proc_pid_stat(5); a program's name stands in brackets before, and may hold anything.
  const began =
    textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[19] ?? 'x';
  return { pid, boot, began: /^\d{1,20}$/.test(began) ? began : 'x' };
}

/** Whether this process runs. Where the system tells nothing of it, its number decides. */
export function isAlive(owner: Owner): boolean {
  const now = ownerOf(owner.pid);
  if ((['boot', 'began'] as const).some((field) => now[field] !== 'x' && owner[field] !== 'x' && now[field] !== owner[field])) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
