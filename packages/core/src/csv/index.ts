/** Files of comma-separated values (RFC 4180), as a spreadsheet writes and reads them. */
export type CsvLine = { readonly line: number; readonly cells: readonly string[] };

/** The cells of each line: quoted ones may hold commas, line ends and doubled quotes. Lines are counted from 1, where each begins. */
export function csvLines(text: string): readonly CsvLine[] {
  const lines: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  const endCell = (): void => {
    cells.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\n') line += 1;
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"') quoted = true;
    else if (char === ',') endCell();
    else if (char === '\n') {
      endCell();
      lines.push({ line: began, cells });
      cells = [];
      began = line;
    } else if (char !== '\r') cell += char;
  }
  endCell();
  lines.push({ line: began, cells });
  return lines;
}

/** Lines of a file. A cell that a spreadsheet would take for a formula is led by an apostrophe. */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

/** A cell as it was meant: without the apostrophe that keeps it from being a formula. */
export function plainCell(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

function cellText(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
