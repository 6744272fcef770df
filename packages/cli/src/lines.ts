/** Lines of a file of any size, without holding all of it. Verification reads them once, in order. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { reasonOf } from './keys/private-file.ts';
import { Refused } from './refused.ts';

const chunkBytes = 1024 * 1024;

/** Lines without their line breaks; `-` is standard input. Refused where the file can not be read. */
export function* linesOf(folder: string, path: string): Generator<string> {
  const file = path === '-' ? 0 : open(folder, path);
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(chunkBytes);
  let rest = '';
  try {
    for (let read = next(file, chunk, path); read > 0; read = next(file, chunk, path)) {
      const lines = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest + decoder.end();
  } finally {
    if (file !== 0) closeSync(file);
  }
}

/** A whole file that is to be sent; how large it may be, the server says. Refused where it can not be read. */
export function readWhole(folder: string, path: string): Buffer {
  try {
    return readFileSync(resolve(folder, path));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function open(folder: string, path: string): number {
  try {
    return openSync(resolve(folder, path), 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function next(file: number, chunk: Buffer, path: string): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (error) {
      if (!isNotYet(error)) throw unreadable(path, error);
      // A pipe that its writer made non-blocking has nothing just now (read(2), EAGAIN).
      Atomics.wait(idle, 0, 0, 5);
    }
  }
}

const idle = new Int32Array(new SharedArrayBuffer(4));

function isNotYet(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

function unreadable(path: string, error: unknown): Refused {
  return new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail: `${path} can not be read: ${reasonOf(error)}.`,
    remedy: 'Check the path, and who may read the file.',
  });
}
