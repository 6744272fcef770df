/** Rows of answers that stand beside the checkout, and what we answer to them. */
import { existsSync, readFileSync } from 'node:fs';
import { indexAdvisories, matchRow } from '@fettle/core/advisories';
import type { Advisory, AdvisoryIndex, RowAnswer } from '@fettle/core/advisories';
import { z } from 'zod';
import type { Feed } from '../types.ts';
import { fileAt, recordsOf } from './feed-file.ts';

const data = new URL('../../../../../shared/data/', import.meta.url);

/** The time of the answers: nothing in them is withdrawn later. */
const answeredAt = '2026-11-22T00:00:00Z';

/** A place of the reference data. */
export function dataAt(path: string): URL {
  return new URL(path, data);
}

/** True where the rows stand beside the checkout. */
export function hasRows(name: string): boolean {
  return existsSync(dataAt(`matching-oracle/${name}.jsonl`));
}

/** The rows of one file, checked by a schema. */
export function rowsOf<T extends z.ZodType>(name: string, schema: T): readonly z.infer<T>[] {
  const lines = readFileSync(dataAt(`matching-oracle/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

export const idsSchema = z.array(z.union([z.string(), z.object({ id: z.string() }).transform((one) => one.id)]));

const indexes = new Map<string, Promise<AdvisoryIndex>>();

/** The index over one file of a feed; read once a run. */
export async function indexOf(feed: Feed, path: string): Promise<AdvisoryIndex> {
  let index = indexes.get(path);
  if (index === undefined) indexes.set(path, (index = readIndex(feed, path)));
  return await index;
}

async function readIndex(feed: Feed, path: string): Promise<AdvisoryIndex> {
  const records = await recordsOf(feed, fileAt(dataAt(path), path));
  return indexAdvisories(records.flatMap((record): readonly Advisory[] => (record.type === 'advisory' ? [record.advisory] : [])));
}

/** Our answer to a row. */
export function answerTo(index: AdvisoryIndex | null, row: unknown): RowAnswer {
  return matchRow(index, row, answeredAt);
}

/** How many ids were right, said wrongly and left out, with the first few that are not right in words. */
export class Tally {
  right = 0;
  wrong = 0;
  left = 0;
  readonly examples: string[] = [];

  /** Counts one row: what we said against what is true. */
  add(row: string, said: Iterable<string>, truth: Iterable<string>): void {
    const expected = new Set(truth);
    const got = new Set(said);
    for (const id of got) {
      if (expected.has(id)) this.right += 1;
      else this.note('wrong', `${row}: ${id} is said and not true`);
    }
    for (const id of expected) if (!got.has(id)) this.note('left', `${row}: ${id} is true and not said`);
  }

  get precision(): number {
    return this.right / (this.right + this.wrong);
  }

  get recall(): number {
    return this.right / (this.right + this.left);
  }

  private note(kind: 'wrong' | 'left', text: string): void {
    this[kind] += 1;
    if (this.examples.length < 10) this.examples.push(text);
  }
}
