import { ssvcTables } from './list.ts';
import { findTable, namesPoint, readValue } from './names.ts';
import type { SsvcTable } from './types.ts';

export type SsvcAnswer = { readonly outcome: string } | { readonly error: string };

/**
 * What a decision table answers, in the published words (lower case: `track*`, `out-of-cycle`, `3 days & forensic investigation`).
 * Table and inputs may be named as in the published CSV or JSON files or by our short ids; names that are not inputs of the table are not
 * read. `error` is a sentence that names every input that is missing, contradicts itself or has a value unknown to the table: there are no
 * defaults here.
 */
export function ssvcOutcome(table: string, inputs: Readonly<Record<string, string>>): SsvcAnswer {
  const found = findTable(table);
  return found === null ? { error: `There is no decision table "${table}" of a version known here.` } : tableOutcome(found, inputs);
}

/** The same for a table in hand. */
export function tableOutcome(table: SsvcTable, inputs: Readonly<Record<string, string>>): SsvcAnswer {
  const faults: string[] = [];
  const words: string[] = [];
  for (const point of table.inputs) {
    const given = [...new Set(Object.entries(inputs).flatMap(([name, text]) => (namesPoint(name, point) ? [text] : [])))];
    const read = [...new Set(given.map((text) => readValue(text, point)))];
    const [word] = read;
    const allowed = point.values.map(([value]) => value).join(', ');
    if (word === undefined) faults.push(`${point.name} is missing (${allowed}).`);
    else if (read.length > 1) faults.push(`${point.name} is given twice with different values: ${given.join(', ')}.`);
    else if (word === null) faults.push(`${point.name} may be ${allowed} and not "${given.join(', ')}".`);
    else words.push(word);
  }
  return faults.length > 0 ? { error: faults.join(' ') } : { outcome: lookUp(table, words) };
}

/** The cells of each table by the words of its inputs, read from its grid once: this is asked for every finding. */
const cells: ReadonlyMap<SsvcTable, ReadonlyMap<string, string>> = new Map(ssvcTables.map((table) => [table, readGrid(table)]));

/** What a table answers to published words, one for each of its inputs in their order. Other words are a bug of the caller. */
export function lookUp(table: SsvcTable, words: readonly string[]): string {
  const outcome = cells.get(table)?.get(words.join());
  if (outcome === undefined) throw new Error(`The table ${table.id} has a hole at ${words.join(', ')}.`);
  return outcome;
}

function readGrid(table: SsvcTable): ReadonlyMap<string, string> {
  const columns = table.inputs.at(-1)?.values ?? [];
  const entries = table.grid.flatMap((line) => {
    const [left = '', right = ''] = line.split('|');
    const lead = left
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const letters = right.trim().split(' ');
    return columns.map(([word], i): [string, string] => [[...lead, word].join(), table.letters[letters[i] ?? ''] ?? '']);
  });
  return new Map(entries);
}
