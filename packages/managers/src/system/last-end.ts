/** How the start of the device before this one ended, by what the device itself wrote down then: the journal, or the records of logins (wtmp). */
import type { Machine } from '../machine/index.ts';

export type LastEnd = {
  /** When it was shut down, by the device's clock of that time. RFC 3339. */
  readonly at: string;
  /** Which start it was, as the kernel told its boot id then; null: wtmp does not say. */
  readonly bootId: string | null;
};

const options = { timeoutMs: 20_000, maxOutputBytes: 64 * 1024 };

/**
 * The orderly shutdown right before this start. null where none is on record: power was lost, the disk was full or could not be written, another start lay between,
 * or the device keeps neither. `bootId`: of this start, from which only what is not of it counts.
 */
export async function readLastEnd(machine: Machine, bootId: string): Promise<LastEnd | null> {
  const journal = await lastOfJournal(machine, bootId);
  return journal === 'keeps none' ? lastOfWtmp(machine) : journal;
}

/** The journal's own last words (SD_MESSAGE_JOURNAL_STOP of sd-messages.h): it writes them when it is stopped, last of all services. */
const journalStopped = 'd93fb3c9c24d451a97cea615ce59c00b';

/** journalctl(1). Where the journal does not outlive a start it has no start before this one; some releases then show the last entry of this start instead. */
async function lastOfJournal(machine: Machine, bootId: string): Promise<LastEnd | null | 'keeps none'> {
  const { exitCode, stdout } = await machine.run(
    ['journalctl', '--quiet', '--no-pager', '--boot=-1', '--lines=1', '--output=json'],
    options,
  );
  if (exitCode !== 0 || stdout.trim() === '') return 'keeps none';
  const { of, micros, message } = entryOf(stdout);
  if (of === bootId.replaceAll('-', '')) return 'keeps none';
  if (message !== journalStopped || !/^[0-9a-f]{32}$/.test(of) || !/^\d{1,16}$/.test(micros)) return null;
  return { at: Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(micros) / 1000)).toString(), bootId: dashed(of) };
}

/** last(1): starts and shutdowns, the newest first. Only a shutdown right before this start is the end of the one before: after a crash another start stands there. */
async function lastOfWtmp(machine: Machine): Promise<LastEnd | null> {
  const { exitCode, stdout } = await machine.run(
    ['last', '--system', '--time-format', 'iso', '--limit', '2', 'reboot', 'shutdown'],
    options,
  );
  if (exitCode !== 0) return null;
  const [start = '', end = ''] = stdout.split('\n');
  const at = /^shutdown\s.*?\s(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d)\s/.exec(end)?.[1];
  return /^reboot\s/.test(start) && at !== undefined ? { at: Temporal.Instant.from(at).toString(), bootId: null } : null;
}

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The fields of an entry (systemd.journal-fields(7)); empty: it has no such field, or none that is text. */
function entryOf(line: string): { readonly of: string; readonly micros: string; readonly message: string } {
  const fields = new Map<string, unknown>();
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === 'object' && read !== null) for (const [name, value] of Object.entries(read)) fields.set(name, value);
  } catch {
    // No entry: no field is known.
  }
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { of: text('_BOOT_ID'), micros: text('__REALTIME_TIMESTAMP'), message: text('MESSAGE_ID') };
}
