/** What a probe wrote about the backups of the device that it ran on: one line of JSON, `{"backups":[{"at":…,"ok":…,"what":…}]}`. Anything else is refused, with the reason. */
import { readItem } from './read-file.ts';
import type { FileItem } from './read-file.ts';

export type ProbedBackup = Omit<FileItem, 'device'>;
export type ProbeRead = { readonly ok: true; readonly backups: readonly ProbedBackup[] } | { readonly ok: false; readonly because: string };

/** Characters of its output that a device keeps; longer ones lose their middle. */
export const mostProbeOutput = 2_000;
const mostBackups = 50;
const members: readonly string[] = ['at', 'ok', 'what', 'kind', 'tool', 'covers', 'seconds', 'note'];
/** As the API takes them. */
const longest: Readonly<Record<string, number>> = { kind: 60, tool: 100, covers: 500, note: 2000 };
/** A clock may be a little ahead; what lies further in the future is a mistake. */
const ahead = { minutes: 10 };

/** All of it is read, or nothing: half a list would pass an old backup off as the newest. `now`: RFC 3339. An empty list says that there are none. */
export function readProbe(output: string, now: string): ProbeRead {
  const refused = (because: string): ProbeRead => ({ ok: false, because });
  if (output.length >= mostProbeOutput) return refused(`It wrote more than ${mostProbeOutput} characters; name the newest backups only.`);
  const line = output.split('\n').find((one) => one.trimStart().startsWith('{'));
  if (line === undefined) return refused('It wrote no line of JSON: {"backups":[{"at":"2026-12-24T18:00:00Z","ok":true}]} is one.');
  const said = parsed(line);
  if (!isRecord(said)) return refused('The line that it wrote is not JSON.');
  const list = said['backups'];
  const other = Object.keys(said).find((name) => name !== 'backups');
  if (!Array.isArray(list) || other !== undefined)
    return refused(other === undefined ? 'Its line has no list “backups”.' : `Its line has a member that nobody knows: ${short(other)}.`);
  if (list.length > mostBackups) return refused(`It lists ${list.length} backups, and ${mostBackups} are the most.`);
  const backups: ProbedBackup[] = [];
  for (const [index, raw] of list.entries()) {
    const item = readOne(raw, now);
    if (typeof item === 'string') return refused(`Backup ${index + 1} of its list: ${item}`);
    backups.push(item);
  }
  return { ok: true, backups };
}

/** One of them, or why it is none. */
function readOne(raw: unknown, now: string): ProbedBackup | string {
  if (!isRecord(raw)) return 'it is no object.';
  const unknown = Object.keys(raw).find((name) => !members.includes(name));
  if (unknown !== undefined) return `nobody knows its member ${short(unknown)}.`;
  if (typeof raw['ok'] !== 'boolean') return '“ok” must be true or false.';
  const item = readItem({ ...raw, device: 'this' });
  if (typeof item === 'string') return item;
  const { device: _, ...backup } = item;
  const latest = Temporal.Instant.from(now).add(ahead);
  if (Temporal.Instant.compare(backup.at, latest) > 0) return 'its time lies in the future.';
  const long = Object.entries(backup).find(([name, value]) => typeof value === 'string' && value.length > (longest[name] ?? 200));
  return long === undefined ? backup : `its “${long[0]}” is longer than ${longest[long[0]] ?? 200} characters.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function short(name: string): string {
  return `“${name.slice(0, 60)}”`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
