/**
 * The files within a zip archive (APPNOTE.TXT, https://support.pkware.com/pkzip/appnote), one after the other. Exports of OSV hold tens of
 * thousands of small files: each is unpacked in one step and not through streams of its own, which is several times faster.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { UnreadableFile } from '../types.ts';
import { limits } from './limits.ts';
import { WindowReader } from './window-reader.ts';

export type ZipPart =
  | { readonly name: string; readonly text: string }
  /** This one can not be read; the next follows. */
  | { readonly name: string; readonly problem: string };

const stored = 0;
const deflated = 8;

/**
 * Yields the text of every wanted file, in the order of the archive's directory, one in memory at a time. One that is damaged, encrypted,
 * not UTF-8 or larger than `limit` bytes is a problem. Throws `UnreadableFile` where the archive as a whole is none: cut short, another
 * format, too large.
 */
export async function* zipParts(place: string, wanted: (name: string) => boolean, limit: number = limits.record): AsyncGenerator<ZipPart> {
  const reader = await WindowReader.open(place);
  const zip = await openArchive(reader);
  try {
    if (zip.entryCount > limits.entries) throw new UnreadableFile(`The archive names ${zip.entryCount} files, more than any feed has.`);
    const entries = zip.eachEntry();
    let total = 0;
    for (;;) {
      const next = await entries.next().catch(asUnreadable);
      if (next.done === true) return;
      const entry = next.value;
      if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
      total += entry.uncompressedSize;
      if (total > limits.archive) throw new UnreadableFile('The archive unpacks to more than any feed has.');
      yield await readEntry(zip, reader, entry, limit);
    }
  } finally {
    zip.close();
  }
}

async function openArchive(reader: WindowReader): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(reader, reader.size, { lazyEntries: true, autoClose: false });
  } catch (error) {
    // Only an archive that was opened closes its file.
    await reader.release();
    return asUnreadable(error);
  }
}

async function readEntry(zip: ZipFile, reader: WindowReader, entry: Entry, limit: number): Promise<ZipPart> {
  const name = entry.fileName;
  if (Math.max(entry.uncompressedSize, entry.compressedSize) > limit) return { name, problem: `It has more than ${limit} bytes.` };
  if (entry.isEncrypted()) return { name, problem: 'It is encrypted.' };
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
    return { name, problem: `It is packed by method ${entry.compressionMethod}, which is not read here.` };
  }
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = await reader.bytes(fileDataStart, entry.compressedSize);
    // The directory's size is the bound, so that it can not be lied about.
    const bytes =
      entry.compressionMethod === stored ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
    if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32)
      return { name, problem: 'It is damaged: size or checksum differ.' };
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (isFromSystem(error)) throw error;
    return { name, problem: `It is damaged: ${messageOf(error)}.` };
  }
}

/** What the system says of the file (not there, not allowed) is no matter of its content and stays what it is. */
function asUnreadable(error: unknown): never {
  if (isFromSystem(error)) throw error;
  throw new UnreadableFile(`The zip is damaged or cut short: ${messageOf(error)}.`, { cause: error });
}

function isFromSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'for no known reason';
}
