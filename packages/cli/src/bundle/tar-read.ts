/** Reads a tar front to back with constant memory. Narrow on purpose: files, and pax headers that name a path or a size; anything else is refused. */
import { readSync } from 'node:fs';

const block = 512;
const chunkBytes = 1024 * 1024;
const mostHeaderBytes = 64 * 1024;

/** The archive is not one that we read; the message completes "The bundle can not be read: …". */
export class BadTar extends Error {
  override readonly name = 'BadTar';
}

export type TarEntry = { readonly name: string; readonly bytes: number };

export type TarReader = {
  /** The next file, once the content of the one before was read to its end; null: the end mark. Throws `BadTar`. */
  next(): TarEntry | null;
  /** The content of the file that `next` gave, in pieces that are valid until the next one is asked for. Throws `BadTar`. */
  content(): Generator<Uint8Array>;
};

/** Reads from an open file, from where it stands. */
export function tarReader(file: number): TarReader {
  const chunk = Buffer.alloc(chunkBytes);
  let left = 0;
  let padding = 0;

  function exactly(bytes: number): Buffer {
    const whole = Buffer.alloc(bytes);
    for (let at = 0; at < bytes;) {
      const read = readSync(file, whole, at, bytes - at, null);
      if (read === 0) throw new BadTar('it is cut short');
      at += read;
    }
    return whole;
  }

  function* content(): Generator<Uint8Array> {
    while (left > 0) {
      const read = readSync(file, chunk, 0, Math.min(left, chunk.length), null);
      if (read === 0) throw new BadTar('it is cut short');
      left -= read;
      yield chunk.subarray(0, read);
    }
    exactly(padding);
    padding = 0;
  }

  return {
    next() {
      if (left > 0) throw new Error('the content of the file before was not read');
      let pax: Pax = { path: null, size: null };
      for (;;) {
        const header = headerOf(exactly(block));
        if (header === null) {
          if (headerOf(exactly(block)) !== null) throw new BadTar('something stands behind its end');
          return null;
        }
        const bytes = pax.size ?? header.bytes;
        if (header.type === 'x') {
          if (header.bytes > mostHeaderBytes) throw new BadTar('one of its headers is too large');
          pax = paxOf(exactly(header.bytes));
          exactly(paddingOf(header.bytes));
          continue;
        }
        if (header.type !== '0') throw new BadTar(`it holds something that is no file (${JSON.stringify(pax.path ?? header.name)})`);
        left = bytes;
        padding = paddingOf(bytes);
        return { name: pax.path ?? header.name, bytes };
      }
    },
    content,
  };
}

type Header = { readonly name: string; readonly bytes: number; readonly type: string };

/** null: a block of zeros. */
function headerOf(bytes: Buffer): Header | null {
  if (bytes.every((byte) => byte === 0)) return null;
  const sum = bytes.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  const size = octalAt(bytes, 124, 12);
  if (octalAt(bytes, 148, 8) !== sum || size === null) throw new BadTar('it is no tar, or it is damaged');
  const prefix = bytes.toString('latin1', 257, 263) === 'ustar\0' ? textAt(bytes, 345, 155) : '';
  const name = textAt(bytes, 0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes: size, type: bytes.toString('latin1', 156, 157).replace('\0', '0') };
}

function textAt(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('utf8', start, start + length).replace(/\0.*$/s, '');
}

function octalAt(bytes: Buffer, start: number, length: number): number | null {
  const text = bytes
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : null;
}

type Pax = { readonly path: string | null; readonly size: number | null };

function paxOf(bytes: Buffer): Pax {
  let pax: Pax = { path: null, size: null };
  for (const line of bytes.toString('utf8').split('\n')) {
    const [, key, value = ''] = /^\d+ (path|size)=(.*)$/.exec(line) ?? [];
    if (key === 'path') pax = { ...pax, path: value };
    if (key === 'size') {
      if (!/^\d{1,15}$/.test(value)) throw new BadTar('one of its sizes is no number');
      pax = { ...pax, size: Number(value) };
    }
  }
  return pax;
}

function paddingOf(bytes: number): number {
  return (block - (bytes % block)) % block;
}
