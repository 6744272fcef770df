/** Text out of a feed's file: unpacked where it is gzip (RFC 1952), strictly UTF-8, never more than the limit. */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from '../types.ts';
import { limits } from './limits.ts';

/**
 * The content chunk by chunk, unpacked where its first bytes are those of gzip. Throws `UnreadableFile` where gzip is cut short or damaged,
 * or where more than `limit` bytes come out: a small file that unpacks without end is not followed to it.
 */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>, limit: number = limits.document): AsyncGenerator<Uint8Array> {
  const { first, all } = await peek(bytes);
  let total = 0;
  for await (const chunk of first[0] === 0x1f && first[1] === 0x8b ? gunzip(all) : all) {
    total += chunk.length;
    if (total > limit) throw new UnreadableFile(`The file has more than ${limit} bytes.`);
    yield chunk;
  }
}

/** The whole content as text, unpacked. Throws `UnreadableFile` as `unpacked` does, and where it is not UTF-8. */
export async function wholeText(bytes: AsyncIterable<Uint8Array>, limit: number = limits.document): Promise<string> {
  const parts: string[] = [];
  for await (const part of textChunks(bytes, limit)) parts.push(part);
  return parts.join('');
}

/** The content as pieces of text, unpacked, cut anywhere but within a character. Throws as `wholeText` does. */
export async function* textChunks(bytes: AsyncIterable<Uint8Array>, limit: number = limits.document): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of unpacked(bytes, limit)) yield decode(decoder, chunk);
  yield decode(decoder, null);
}

function decode(decoder: TextDecoder, chunk: Uint8Array | null): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new UnreadableFile('The file is not UTF-8 text.', { cause: error });
  }
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const output = createGunzip();
  // The callback keeps a failure from being thrown at nobody: the loop below meets the same one.
  pipeline(Readable.from(bytes), output, () => undefined);
  try {
    for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new UnreadableFile(`The gzip is damaged or cut short: ${error.message}.`, { cause: error });
    }
    throw error;
  }
}

type Peeked = { readonly first: Uint8Array; readonly all: AsyncIterable<Uint8Array> };

/** The first bytes, two at least where there are so many, and the whole content still. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const source = bytes[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  let isOver = false;
  while (first.length < 2 && !isOver) {
    const next = await source.next();
    if (next.done === true) isOver = true;
    else first = Buffer.concat([first, next.value]);
  }
  return { first, all: continued(first, source) };
}

async function* continued(first: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}
