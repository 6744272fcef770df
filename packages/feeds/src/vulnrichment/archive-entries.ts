/** Files in an archive, zip or tar, one after the other. */
import { packingOf, plainBytes, tarEntries } from '../content/index.ts';
import { zipParts } from '../read/index.ts';
import type { ZipPart } from '../read/index.ts';
import type { FeedFile } from '../types.ts';

/**
 * The wanted files of a zip or of a tar, with gzip or without; what it is the first bytes tell. A file over `limit` bytes unpacked is
 * a problem and the next follows. Throws `UnreadableFile` where the archive itself is damaged or cut short.
 */
export async function* archiveEntries(file: FeedFile, wanted: (name: string) => boolean, limit: number): AsyncGenerator<ZipPart> {
  const { packing, bytes } = await packingOf(file.bytes);
  if (packing !== 'zip') {
    for await (const entry of tarEntries(plainBytes(bytes), wanted, limit)) yield asText(entry);
    return;
  }
  // A zip's directory stands at its end: it is read by place, so the stream is not needed.
  await bytes[Symbol.asyncIterator]().return?.();
  yield* zipParts(file.file, wanted, limit);
}

function asText(
  entry: { readonly name: string; readonly bytes: Uint8Array } | { readonly name: string; readonly problem: string },
): ZipPart {
  if ('problem' in entry) return entry;
  try {
    return { name: entry.name, text: new TextDecoder('utf-8', { fatal: true }).decode(entry.bytes) };
  } catch {
    return { name: entry.name, problem: 'its content is not UTF-8' };
  }
}
