/**
 * The recorded answers of the real tools, which stand beside the checkout and not in it. Where a file is missing the test
 * says so in its name and counts as skipped.
 */
import { compareVersions } from '../index.ts';

export type OracleRow = { readonly a: string; readonly b: string; readonly cmp: number };

/** Where the recorded answers for one file (`deb`, `rpm`, …) stand, whether or not they are there. */
export function oracleFile(name: string): URL {
  return new URL(`../../../../../../shared/data/version-oracle/${name}.jsonl`, import.meta.url);
}

/** Every row of a file's text. Throws for a line that is no row: a file that can not be read must not pass. */
export function readOracle(text: string): readonly OracleRow[] {
  return text.trim().split('\n').map(readRow);
}

/** The rows that a scheme orders otherwise, in either direction. */
export function wrongRows(schemeId: string, rows: readonly OracleRow[]): readonly OracleRow[] {
  return rows.filter(
    (row) =>
      compareVersions(schemeId, row.a, row.b) !== row.cmp || compareVersions(schemeId, row.b, row.a) !== (row.cmp === 0 ? 0 : -row.cmp),
  );
}

function readRow(line: string): OracleRow {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null || !('a' in row && 'b' in row && 'cmp' in row))
    throw new Error(`Not a row of the oracle: ${line}`);
  if (typeof row.a !== 'string' || typeof row.b !== 'string' || typeof row.cmp !== 'number')
    throw new Error(`Not a row of the oracle: ${line}`);
  return { a: row.a, b: row.b, cmp: row.cmp };
}
