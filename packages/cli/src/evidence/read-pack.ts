/** An evidence pack as it lies in a file: what each of its files is, by digest. Nothing is unpacked to disk. */
import { openSync, readSync, closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { manifestPath, trailPath } from '@fettle/proof/evidence-pack';
import type { FoundFile } from '@fettle/proof/evidence-pack';
import { sha256Hex } from '@fettle/proof/hash';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { reasonOf } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';

export type PackOnDisk = { readonly manifest: Uint8Array | null; readonly trail: string | null; readonly files: readonly FoundFile[] };

/** More than any file of a pack has: a name of one byte could unpack to the memory of the machine. */
const mostBytes = 512 * 1024 * 1024;
const mostTogether = 8 * mostBytes;
const mostEntries = 10_002;
const zipStart = Buffer.from('PK\u0003\u0004', 'latin1');

/** Whether a file begins as a ZIP archive does. Refused where it can not be read. */
export function isPack(folder: string, path: string): boolean {
  if (path === '-') return false;
  try {
    const file = openSync(resolve(folder, path), 'r');
    const start = Buffer.alloc(zipStart.length);
    const read = readSync(file, start);
    closeSync(file);
    return read === zipStart.length && start.equals(zipStart);
  } catch (error) {
    throw broken(path, reasonOf(error));
  }
}

/** Reads it file by file. One that can not be unpacked is told of as damaged; refused where the archive as a whole is none. */
export async function readPack(folder: string, path: string): Promise<PackOnDisk> {
  let zip: ZipFile | null = null;
  try {
    zip = await openPromise(resolve(folder, path), { lazyEntries: true, autoClose: false });
    const kept = new Map<string, Buffer>();
    const files: FoundFile[] = [];
    let together = 0;
    if (zip.entryCount > mostEntries) throw new Error(`it names ${zip.entryCount} files, more than a pack has`);
    for await (const entry of zip.eachEntry()) {
      together += entry.uncompressedSize;
      if (together > mostTogether) throw new Error('its files are larger together than those of any pack');
      const unpacked = await unpack(zip, entry);
      const { fileName } = entry;
      if ('damaged' in unpacked) files.push({ path: fileName, bytes: 0, sha256: null, damaged: unpacked.damaged });
      else {
        files.push({ path: fileName, bytes: unpacked.bytes.length, sha256: sha256Hex(unpacked.bytes), damaged: null });
        if (fileName === manifestPath || fileName === trailPath) kept.set(fileName, unpacked.bytes);
      }
    }
    return { manifest: kept.get(manifestPath) ?? null, trail: kept.get(trailPath)?.toString('utf8') ?? null, files };
  } catch (error) {
    throw broken(path, reasonOf(error));
  } finally {
    zip?.close();
  }
}

async function unpack(zip: ZipFile, entry: Entry): Promise<{ readonly bytes: Buffer } | { readonly damaged: string }> {
  if (entry.uncompressedSize > mostBytes) return { damaged: `it says that it has more than ${mostBytes} bytes` };
  try {
    const stream = await zip.openReadStreamPromise(entry);
    return { bytes: await buffer(stream) };
  } catch (error) {
    return { damaged: reasonOf(error) };
  }
}

function broken(path: string, because: string): Refused {
  return new Refused({
    code: 'cli.file',
    title: 'A file is not as it must be',
    detail: `${path} can not be read: ${because}.`,
    remedy: 'It may be cut short or damaged on its way. Get it once more from where it came.',
  });
}
