/** Tables that a native tool has answered, for machines that do not have the tool: lines `a b order`, comments with `#`. */
import type { OracleRow } from './oracle-rows.ts';

/** Every row of a table's text. Throws for a line that is no row. */
export function readNativeTable(text: string): readonly OracleRow[] {
  const lines = text.trim().split('\n');
  return lines.filter((line) => !line.startsWith('#')).map(readLine);
}

function readLine(line: string): OracleRow {
  const [a, b, order, more] = line.split(' ');
  if (a === undefined || b === undefined || order === undefined || more !== undefined || !['-1', '0', '1'].includes(order))
    throw new Error(`Not a row of the table: ${line}`);
  return { a, b, cmp: Number(order) };
}
