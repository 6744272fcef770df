/** Rows in, answers out: JSON lines, one answer a row, in order. */
import { BadRow } from './verb.ts';
import type { Row, Verb } from './verb.ts';

/** Answers each line that is not empty, and says whether every row could be read. A row that could not is answered too, so that answers stay beside their rows. */
export function answerLines(
  answer: ReturnType<Verb['prepare']> extends Promise<infer A> ? A : never,
  lines: Iterable<string>,
  out: (text: string) => void,
): boolean {
  let whole = true;
  let waiting = '';
  for (const line of lines) {
    if (line.trim() === '') continue;
    const row = readRow(line);
    const said = row === null ? noObject : answerRow(answer, row);
    if (said.unread) whole = false;
    waiting += `${JSON.stringify(said.answer)}\n`;
    if (waiting.length < 65_536) continue;
    out(waiting);
    waiting = '';
  }
  if (waiting !== '') out(waiting);
  return whole;
}

type Said = { readonly answer: object; readonly unread: boolean };

const noObject: Said = { answer: { error: 'This line is no JSON object.' }, unread: true };

function answerRow(answer: (row: Row) => object, row: Row): Said {
  try {
    return { answer: answer(row), unread: false };
  } catch (error) {
    if (error instanceof BadRow) return { answer: { error: error.message }, unread: true };
    throw error;
  }
}

function readRow(line: string): Row | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
