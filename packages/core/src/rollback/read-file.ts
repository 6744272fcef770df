/** Reads backups from a file that a tool exported: CSV with a line of titles (RFC 4180), or JSON. What can not be read is told line by line. */
import { csvLines } from '../csv/index.ts';

export type FileItem = {
  readonly device: string;
  readonly at: string;
  readonly ok: boolean;
  readonly what: 'backup' | 'restore-test';
  readonly kind?: string;
  readonly tool?: string;
  readonly covers?: string;
  readonly seconds?: number;
  readonly note?: string;
};
export type FileRead = { readonly items: readonly FileItem[]; readonly problems: readonly string[] };

/** The titles that are understood, whatever their case and order; `device`, `at` and `ok` must be there. */
export const backupFields = ['device', 'at', 'ok', 'what', 'kind', 'tool', 'covers', 'seconds', 'note'] as const;
type Raw = Readonly<Record<string, unknown>>;

/** Reads a file; JSON where it begins with `[` or `{"items":`, else CSV. Lines are counted as a person counts them. */
export function readBackupFile(text: string): FileRead {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const rows = /^[[{]/.test(trimmed) ? jsonRows(trimmed) : csvRows(trimmed);
  if (typeof rows === 'string') return { items: [], problems: [rows] };
  const read = rows.map(({ line, raw }) => ({ line, item: readItem(raw) }));
  return {
    items: read.flatMap(({ item }) => (typeof item === 'string' ? [] : [item])),
    problems: read.flatMap(({ line, item }) => (typeof item === 'string' ? [`${line}: ${item}`] : [])),
  };
}

type Row = { readonly line: string; readonly raw: Raw };

function jsonRows(text: string): readonly Row[] | string {
  try {
    const parsed: unknown = JSON.parse(text);
    const list: unknown = isRecord(parsed) ? parsed['items'] : parsed;
    if (!Array.isArray(list)) return 'The JSON holds no list, neither as a whole nor as “items”.';
    return list.map((item: unknown, index) => ({ line: `item ${index + 1}`, raw: isRecord(item) ? item : {} }));
  } catch (error) {
    return `The file is no JSON: ${error instanceof Error ? error.message : 'it can not be read'}.`;
  }
}

function csvRows(text: string): readonly Row[] | string {
  const [titles, ...rest] = csvLines(text);
  const names = titles?.cells.map((title) => title.trim().toLowerCase()) ?? [];
  const missing = ['device', 'at', 'ok'].filter((name) => !names.includes(name));
  if (missing.length > 0) return `The first line must name the columns; it lacks ${missing.join(', ')}.`;
  return rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }) => ({ line: `line ${line}`, raw: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) }));
}

const yes: readonly unknown[] = [true, 'true', 'yes', 'ok', 'good', 'success', 'succeeded', '1'];
const no: readonly unknown[] = [false, 'false', 'no', 'failed', 'failure', 'error', '0'];

/** An item, or why it is none. A result that is not plainly good or bad is neither, and is told. */
export function readItem(raw: Raw): FileItem | string {
  const device = textOf(raw['device']);
  const said = textOf(raw['at']);
  if (device === null) return 'it names no device.';
  const at = said === null ? null : instantOf(said);
  if (at === null) return `“${said ?? ''}” is no time; write 2026-12-24T18:00:00Z, with its zone.`;
  const result = typeof raw['ok'] === 'string' ? raw['ok'].trim().toLowerCase() : raw['ok'];
  const ok = yes.includes(result) ? true : no.includes(result) ? false : null;
  if (ok === null) return `“${textOf(result) ?? ''}” says neither good nor failed; write yes or no.`;
  const what = textOf(raw['what']) ?? 'backup';
  if (what !== 'backup' && what !== 'restore-test') return `“${what}” is neither backup nor restore-test.`;
  const seconds = textOf(raw['seconds']);
  if (seconds !== null && !/^\d{1,8}$/.test(seconds)) return `“${seconds}” is no number of seconds.`;
  const words = (['kind', 'tool', 'covers', 'note'] as const).flatMap((name) => {
    const value = textOf(raw[name]);
    return value === null ? [] : [[name, value] as const];
  });
  return { device, at, ok, what, ...Object.fromEntries(words), ...(seconds === null ? {} : { seconds: Number(seconds) }) };
}

/** A time without its zone is nobody's. */
function instantOf(text: string): string | null {
  try {
    return Temporal.Instant.from(text).toString({ smallestUnit: 'second' });
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
