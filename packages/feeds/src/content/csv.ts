/** RFC 4180: fields between commas, quoted ones with commas, line ends and doubled quotes inside. */
import { UnreadableFile } from '../types.ts';

export type CsvRow = { readonly line: number; readonly fields: readonly string[] };

/**
 * All rows with the line on which each begins. Empty lines are left out. Throws `UnreadableFile` where the text ends within quotes:
 * it was cut short.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let begun = 1;
  let at = 0;
  while (at < text.length) {
    const field = fieldAt(text, at);
    fields.push(field.value);
    line += field.lines;
    at = field.end;
    if (text[at] === ',') {
      at += 1;
      if (at < text.length) continue;
      fields.push('');
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: begun, fields });
    fields = [];
    begun = line;
  }
  return rows;
}

/** The field that begins here, and where it ends. What stands between a closing quote and the next comma belongs to it, as written. */
function fieldAt(text: string, start: number): { readonly value: string; readonly end: number; readonly lines: number } {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start);
    return { value: text.slice(start, end), end, lines: 0 };
  }
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new UnreadableFile('The table ends within a quoted field.');
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    value += '"';
    at += 1;
  }
  const end = endOfPlain(text, at);
  return { value: value + text.slice(at, end), end, lines: value.split('\n').length - 1 };
}

function endOfPlain(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !(text[end] === '\r' && text[end + 1] === '\n')) end += 1;
  return end;
}
