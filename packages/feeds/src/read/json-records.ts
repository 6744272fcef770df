/** A large JSON document record by record (RFC 8259): the members of its outermost object, or the items of its outermost list. */
import { UnreadableFile } from '../types.ts';
import { limits } from './limits.ts';

export type JsonRecord =
  | {
      /** The member's name; in a list the item's number, from 0. */
      readonly key: string;
      readonly value: unknown;
    }
  /** This one can not be read; the next follows. */
  | { readonly key: string; readonly problem: string };

/**
 * Yields the records one by one and keeps only one in memory. A record that is no JSON or longer than `limit` characters is a problem.
 * Throws `UnreadableFile` where the document as a whole is none: neither object nor list, cut short, something behind its end.
 */
export async function* jsonRecords(chunks: AsyncIterable<string>, limit: number = limits.record): AsyncGenerator<JsonRecord> {
  const splitter = new Splitter(limit);
  for await (const chunk of chunks) yield* splitter.take(chunk);
  splitter.end();
}

const structure = /["\\{}[\],]/g;

/** Finds where records end by brackets and strings alone; what stands between is left to `JSON.parse`. */
class Splitter {
  private depth = 0;
  private inString = false;
  private isList = false;
  private isOver = false;
  private count = 0;
  /** Text of the record so far; null: it is too long, and skipped. */
  private parts: string[] | null = [];
  private length = 0;
  /** An escape stood at the very end of a chunk. */
  private escaped = false;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  *take(chunk: string): Generator<JsonRecord> {
    let from = 0;
    let at = 0;
    if (this.escaped && chunk !== '') {
      this.escaped = false;
      at = 1;
    }
    while (at < chunk.length) {
      structure.lastIndex = at;
      const found = structure.exec(chunk);
      if (found === null) break;
      at = found.index + 1;
      const sign = found[0];
      if (this.inString) {
        if (sign === '"') this.inString = false;
        else if (sign === '\\') {
          if (at === chunk.length) this.escaped = true;
          at += 1;
        }
        continue;
      }
      if (sign === '"') this.inString = true;
      else if (sign === '{' || sign === '[') {
        if (this.depth === 0) from = this.begin(chunk.slice(from, found.index), sign, at);
        this.depth += 1;
      } else if (sign === '}' || sign === ']') {
        this.depth -= 1;
        if (this.depth < 0) throw new UnreadableFile('The document has more closing brackets than opening ones.');
        if (this.depth > 0) continue;
        this.add(chunk.slice(from, found.index));
        yield* this.record(true);
        this.isOver = true;
        from = at;
      } else if (sign === ',' && this.depth === 1) {
        this.add(chunk.slice(from, found.index));
        yield* this.record(false);
        from = at;
      }
    }
    this.add(chunk.slice(from));
  }

  end(): void {
    if (!this.isOver) throw new UnreadableFile('The document is cut short, or neither a JSON object nor a list.');
    if (this.parts === null || this.parts.join('').trim() !== '')
      throw new UnreadableFile('Something stands behind the end of the document.');
  }

  private begin(before: string, sign: string, at: number): number {
    this.add(before);
    // A byte order mark may stand in front (RFC 8259, section 8.1 lets readers ignore it).
    if (
      this.isOver ||
      this.parts === null ||
      this.parts
        .join('')
        .replace(/^\uFEFF/, '')
        .trim() !== ''
    ) {
      throw new UnreadableFile('The document is neither a JSON object nor a list.');
    }
    this.isList = sign === '[';
    this.parts = [];
    this.length = 0;
    return at;
  }

  private add(text: string): void {
    this.length += text.length;
    if (this.length > this.limit) this.parts = null;
    else this.parts?.push(text);
  }

  private *record(isLast: boolean): Generator<JsonRecord> {
    const text = this.parts?.join('') ?? null;
    this.parts = [];
    this.length = 0;
    if (text !== null && isLast && text.trim() === '' && this.count === 0) return;
    const number = this.count;
    this.count += 1;
    yield text === null
      ? { key: `#${number}`, problem: `it is longer than the ${this.limit} characters allowed` }
      : this.read(text, number);
  }

  private read(text: string, number: number): JsonRecord {
    try {
      if (this.isList) return { key: String(number), value: JSON.parse(text) };
      const [member] = Object.entries<unknown>(JSON.parse(`{${text}}`));
      return member === undefined ? { key: `#${number}`, problem: 'it is empty' } : { key: member[0], value: member[1] };
    } catch {
      return { key: `#${number}`, problem: `it is no JSON: ${text.trim().slice(0, 60)}` };
    }
  }
}
