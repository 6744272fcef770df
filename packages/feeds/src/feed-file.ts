import { createReadStream } from 'node:fs';
import type { FeedFile } from './types.ts';

/** A file of a feed on disk. It is opened when its bytes are first asked for: a feed that reads by place never opens it, and leaves nothing open. */
export function feedFile(path: string, file: string): FeedFile {
  return { path, file, bytes: { [Symbol.asyncIterator]: () => bytesOf(file) } };
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
}
