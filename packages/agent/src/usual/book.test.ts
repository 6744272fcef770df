import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openUsual } from './book.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-usual-'));
  path = join(folder, 'usual.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openUsual(path, 'UTC').book;
const page = { kind: 'http', name: 'page', url: 'http://127.0.0.1/', expectStatus: 200, timeoutSeconds: 5 } as const;
const slower = { kind: 'slower', name: 'as fast', of: 'page', mostTimesSlower: 2, timeoutSeconds: 60 } as const;

/** Every five minutes from two to three in the morning of these days of November 2026. */
function fill(days: readonly number[], value: number, key = 'cpu'): void {
  const book = open();
  for (const day of days)
    for (let minute = 0; minute < 60; minute += 15)
      book.add([{ key, value }], `2026-11-${String(day).padStart(2, '0')}T02:${String(minute).padStart(2, '0')}:00Z`);
}

test('what is usual survives a restart', () => {
  fill([16, 17, 18], 12);
  expect(open().usual('cpu', '2026-11-19T02:30:00Z').usual).toEqual({ known: true, value: 12, days: 3 });
  expect(open().usual('cpu', '2026-11-19T03:30:00Z').usual).toMatchObject({ known: false });
  expect(open().usual('memory', '2026-11-19T02:30:00Z').usual).toMatchObject({ known: false });
});

test('a file that can not be read is begun anew, and that is said', () => {
  writeFileSync(path, '{"format":2}');
  const { book, notice } = openUsual(path, 'UTC');
  expect(notice).toContain('is learned anew');
  book.add([{ key: 'cpu', value: 1 }], '2026-11-16T02:00:00Z');
  expect(openUsual(path, 'UTC').notice).toBe(null);
});

test('only those answers are timed that a check goes by, and only as long as something names them', () => {
  open().watch([page], '2026-11-16T02:00:00Z');
  expect(open().watched('2026-11-16T02:00:00Z')).toEqual([]);
  open().watch([page, slower], '2026-11-16T02:00:00Z');
  expect(open().watched('2026-11-17T02:00:00Z')).toEqual([page]);
  fill([16, 17, 18], 40, 'http http://127.0.0.1/');
  expect(open().usual('http http://127.0.0.1/', '2026-11-19T02:00:00Z').usual).toMatchObject({ value: 40 });
  expect(open().watched('2027-03-01T02:00:00Z')).toEqual([]);
  open().add([{ key: 'cpu', value: 1 }], '2027-03-01T02:00:00Z');
  expect(readFileSync(path, 'utf8')).not.toContain('127.0.0.1');
});
