/** Zstandard (RFC 8878), in which Red Hat packs its archives. */
import { Readable, pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { UnreadableFile } from '../types.ts';

/** The content chunk by chunk. Throws `UnreadableFile` where the bytes are no zstd, damaged, or cut short. */
export async function* unzstd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const output = createZstdDecompress();
  // The callback keeps a failure from being thrown at nobody: the loop below meets the same one.
  pipeline(Readable.from(bytes), output, () => undefined);
  try {
    for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z(?:STD)?_/.test(String(error.code)))
      throw new UnreadableFile(`The zstd is damaged or cut short: ${error.message}.`, { cause: error });
    throw error;
  }
}
