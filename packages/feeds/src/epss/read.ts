/** The daily table of scores (https://www.first.org/epss/data_stats): a comment with model and day, a header, one line for each CVE. */
import { lines } from '../content/index.ts';
import { cveIdOf, dayOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';

/** Model and day of a whole file. */
type Edition = { readonly model: string; readonly date: string };

/**
 * Reads the table line by line; hundreds of thousands of lines need little memory. Scores stand as text in the file and must be numbers
 * from 0 to 1. A file that names no day, in its first line or in its name, can not be used: a score without a day means nothing.
 */
export async function* readEpss(file: FeedFile): AsyncGenerator<FeedRecord> {
  let number = 0;
  let edition: Edition | null = null;
  let headed = false;
  let filled = false;
  for await (const { text, ended } of lines(file.bytes)) {
    number += 1;
    if (text.startsWith('#')) {
      edition ??= editionOf(text);
      continue;
    }
    if (!headed) {
      if (text.trim() !== 'cve,epss,percentile') throw new UnreadableFile('The file is no table of cve,epss,percentile.');
      headed = true;
      edition ??= editionOfName(file.path);
      if (edition === null) throw new UnreadableFile('Neither the first line nor the name of the file says of which day the scores are.');
      continue;
    }
    if (!ended) throw new UnreadableFile('The table ends within a line.');
    if (edition === null || text === '') continue;
    filled = true;
    yield recordOf(text, number, edition);
  }
  if (!filled) throw new UnreadableFile('The file has no scores.');
}

/** `#model_version:v2025.03.14,score_date:2026-08-22T00:00:00+0000`; null: another comment. */
function editionOf(comment: string): Edition | null {
  const fields = new Map(
    comment
      .slice(1)
      .split(',')
      .map((part) => [part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim()] as const),
  );
  const date = dayOf(fields.get('score_date')?.slice(0, 10));
  return date === null ? null : { model: fields.get('model_version') || 'unknown', date };
}

/** Editions before 2022 have no comment, and carry their day in their name only. */
function editionOfName(path: string): Edition | null {
  const date = dayOf(/epss_scores-(\d{4}-\d{2}-\d{2})/.exec(path)?.[1]);
  return date === null ? null : { model: 'unknown', date };
}

function recordOf(line: string, number: number, edition: Edition): FeedRecord {
  const fields = line.split(',');
  const id = cveIdOf(fields[0]);
  const score = shareOf(fields[1]);
  const percentile = shareOf(fields[2]);
  if (fields.length === 3 && id !== null && score !== null && percentile !== null)
    return { type: 'cve', cve: { id, epss: { score, percentile, model: edition.model, date: edition.date } } };
  const why =
    fields.length !== 3 ? 'The line has not three fields' : id === null ? 'The CVE id is none' : 'A score is no number from 0 to 1';
  return { type: 'problem', problem: { where: `line ${number}`, why: `${why}: ${line.slice(0, 80)}` } };
}

/** A decimal number from 0 to 1. */
function shareOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  if (!/^\d*\.?\d+(?:e-?\d{1,3})?$/i.test(trimmed)) return null;
  const number = Number(trimmed);
  return number >= 0 && number <= 1 ? number : null;
}
