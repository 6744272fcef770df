/**
 * Thousands of answers of the real dpkg, kept beside the checkout and not in it. Where they are missing the test says so
 * in its name and counts as skipped; `deb.native.test.ts` then still asks dpkg itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';

type Row = { readonly a: string; readonly b: string; readonly cmp: number };

const file = new URL('../../../../../../shared/data/version-oracle/deb.jsonl', import.meta.url);

test.runIf(existsSync(file))('every recorded answer of dpkg is ours (needs shared/data/version-oracle beside the checkout)', () => {
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(readRow);
  expect(rows.length).toBeGreaterThan(1_000);

  const wrong = rows.filter(
    (row) => compareVersions('deb', row.a, row.b) !== row.cmp || compareVersions('deb', row.b, row.a) !== (row.cmp === 0 ? 0 : -row.cmp),
  );
  expect(wrong).toEqual([]);
});

function readRow(line: string): Row {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null || !('a' in row && 'b' in row && 'cmp' in row))
    throw new Error(`Not a row of the oracle: ${line}`);
  if (typeof row.a !== 'string' || typeof row.b !== 'string' || typeof row.cmp !== 'number')
    throw new Error(`Not a row of the oracle: ${line}`);
  return { a: row.a, b: row.b, cmp: row.cmp };
}
