/** Files of comma-separated values (RFC 4180), as a spreadsheet writes and reads them. */
export type CsvLine = { readonly line: number; readonly cells: readonly string[] };

/**
 * The cells of each line: quoted ones may hold separators, line ends and doubled quotes. Lines are counted from 1, where each begins. What stands between cells is told by the first line, which names the
 * columns: spreadsheets write semicolons where the comma is in use for decimals, and tabs where text is copied. A byte order mark is passed over.
 */
export function csvLines(file: string): readonly CsvLine[] {
  const text = file.replace(/^\uFEFF/, '');
  const separator = separatorOf(text);
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
    else if (char === separator) endCell();
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

const separators = [',', ';', '\t'] as const;

/** The one that stands most often in the first line, outside of quotes; a comma where none does. */
function separatorOf(text: string): string {
  const counts = new Map<string, number>(separators.map((one) => [one, 0]));
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (char === '\n' && !quoted) break;
    else if (!quoted && counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
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

export type CsvProblem = { readonly line: number; readonly message: string };
export type CsvRow<T extends string> = { readonly line: number; readonly of: (title: T) => string };

/** Lines below one of titles, whatever their case and order: the first `needed` of them must be there, and no other may. `of` gives a cell as it was meant, empty where there is none. */
export function csvTable<const T extends string>(
  text: string,
  titles: readonly T[],
  needed: number,
): { readonly rows: readonly CsvRow<T>[]; readonly problems: readonly CsvProblem[] } {
  const [first, ...rest] = csvLines(text);
  const names = first?.cells.map((title) => title.trim().toLowerCase()) ?? [];
  const no = (message: string) => ({ rows: [], problems: [{ line: 1, message }] });
  const missing = titles.slice(0, needed).filter((name) => !names.includes(name));
  if (missing.length > 0) return no(`The first line must name the columns; it lacks ${missing.join(', ')}.`);
  const unknown = names.find((name) => !titles.some((title) => title === name));
  if (unknown !== undefined) return no(`“${unknown}” is no column; there are ${titles.join(', ')}.`);
  const rows = rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }): CsvRow<T> => ({ line, of: (title) => plainCell((cells[names.indexOf(title)] ?? '').trim()) }));
  return { rows, problems: [] };
}
