/** The bytes of a feed's file as a stream, unpacked where they are packed. */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from '../types.ts';

/** What the first bytes say, whatever the name says. `empty`: there are none. */
export type Packing = 'gzip' | 'zip' | 'none' | 'empty';

/** Looks at the first bytes (gzip: RFC 1952, 2.3.1; zip: APPNOTE 4.3.7 and 4.3.16) and gives the whole stream back. */
export async function packingOf(bytes: AsyncIterable<Uint8Array>): Promise<{ packing: Packing; bytes: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let done = false;
  while (head.length < 4 && !done) {
    const next = await source.next();
    if (next.done === true) done = true;
    else head = Buffer.concat([head, next.value]);
  }
  return { packing: packingOfHead(head), bytes: continued(head, source) };
}

function packingOfHead(head: Uint8Array): Packing {
  if (head.length === 0) return 'empty';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isZip = head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
  return isZip ? 'zip' : 'none';
}

async function* continued(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}

/** The stream without its gzip, where it has one. Throws `UnreadableFile` where the gzip is damaged or cut short. */
export async function* plainBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const looked = await packingOf(bytes);
  if (looked.packing !== 'gzip') {
    yield* looked.bytes;
    return;
  }
  const gunzip = createGunzip();
  // The callback keeps a failure from being thrown at nobody: the loop below meets the same one.
  pipeline(Readable.from(looked.bytes), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    if (isZlibError(error)) throw new UnreadableFile(`The gzip is damaged or cut short: ${error.message}.`, { cause: error });
    throw error;
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
