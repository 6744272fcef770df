/** Tar archives as a stream: POSIX ustar and pax, and GNU's long names (pax(1), tar(5)). */
import { UnreadableFile } from '../types.ts';
import { byteReader } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';

const block = 512;
/** Long names and pax headers; more is no name. */
const greatestHeader = 64 * 1024;

/** Tapes are filled up with zeros to the end of a record, which is 10 KiB by default (tar(5)). */
const greatestPadding = 16 * 1024 * 1024;

/** A file, or why this one of them could not be read; the others follow. */
export type TarEntry = { readonly name: string; readonly bytes: Uint8Array } | { readonly name: string; readonly problem: string };

/** The wanted files of a tar. Throws `UnreadableFile` where it is none, or ends before its end mark. */
export async function* tarEntries(
  bytes: AsyncIterable<Uint8Array>,
  wanted: (name: string) => boolean,
  limit: number,
): AsyncGenerator<TarEntry> {
  const reader = byteReader(bytes);
  try {
    let longName: string | null = null;
    for (;;) {
      const header = headerOf(await need(reader, block));
      if (header === null) {
        // What is packed is checked where its packing ends, which is behind the end mark.
        if (await reader.skip(greatestPadding)) throw new UnreadableFile('The tar goes on behind its end mark.');
        return;
      }
      if (header.type === 'x' || header.type === 'L') {
        if (header.size > greatestHeader) throw new UnreadableFile('A header of the tar is too large.');
        const text = (await content(reader, header.size)).toString('utf8');
        longName = header.type === 'L' ? text.replace(/\0.*$/s, '') : (paxPath(text) ?? longName);
        continue;
      }
      const name = longName ?? header.name;
      // GNU's long link and pax's global header stand between a long name and its file.
      if (header.type !== 'K' && header.type !== 'g') longName = null;
      if (header.type !== '0' || !wanted(name)) {
        await skip(reader, header.size);
      } else if (header.size > limit) {
        await skip(reader, header.size);
        yield { name, problem: `it has ${header.size} bytes, more than the ${limit} allowed` };
      } else {
        yield { name, bytes: await content(reader, header.size) };
      }
    }
  } finally {
    await reader.close();
  }
}

type Header = { readonly name: string; readonly size: number; readonly type: string };

/** null: the end mark, a block of zeros. */
function headerOf(bytes: Buffer): Header | null {
  if (bytes.every((byte) => byte === 0)) return null;
  if (numberAt(bytes, 148, 8) !== checksumOf(bytes)) throw new UnreadableFile('The file is no tar, or it is damaged.');
  const size = numberAt(bytes, 124, 12);
  if (size === null) throw new UnreadableFile('A file of the tar has no size.');
  const isUstar = bytes.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? textAt(bytes, 345, 155) : '';
  const name = textAt(bytes, 0, 100);
  const type = bytes.toString('latin1', 156, 157).replace('\0', '0');
  // Links, folders and devices may carry a size and have no content.
  return { name: prefix === '' ? name : `${prefix}/${name}`, size: '123456'.includes(type) ? 0 : size, type };
}

function checksumOf(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (bytes[at] ?? 0);
  return sum;
}

function textAt(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('utf8', start, start + length).replace(/\0.*$/s, '');
}

/** Octal digits, ended by a space or a zero; or GNU's binary form for what does not fit. null: no number. */
function numberAt(bytes: Buffer, start: number, length: number): number | null {
  if (((bytes[start] ?? 0) & 0x80) !== 0) {
    const value = BigInt(`0x${bytes.toString('hex', start + 1, start + length)}`);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
  }
  const text = bytes
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Records of `LENGTH path=NAME\n` (pax(1), Extended Header). */
function paxPath(text: string): string | null {
  let path: string | null = null;
  for (const line of text.split('\n')) {
    const found = /^\d+ path=(.*)$/.exec(line);
    if (found) path = found[1] ?? null;
  }
  return path;
}

async function content(reader: ByteReader, size: number): Promise<Buffer> {
  const bytes = await need(reader, size);
  await skip(reader, size, 'padding');
  return bytes;
}

async function skip(reader: ByteReader, size: number, what: 'all' | 'padding' = 'all'): Promise<void> {
  const padding = (block - (size % block)) % block;
  const wanted = what === 'padding' ? padding : size + padding;
  if (!(await reader.skip(wanted))) throw cutShort();
}

async function need(reader: ByteReader, size: number): Promise<Buffer> {
  const bytes = await reader.take(size);
  if (bytes === null) throw cutShort();
  return bytes;
}

function cutShort(): UnreadableFile {
  return new UnreadableFile('The tar is cut short.');
}
