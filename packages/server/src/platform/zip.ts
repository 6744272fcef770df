/** ZIP archives (APPNOTE.TXT, https://support.pkware.com/pkzip/appnote) in memory: the same files give the same bytes. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export type ZippedFile = { readonly path: string; readonly body: string | Uint8Array };

/** The earliest time that an entry can have. */
const mtime = new Date(1980, 0, 1);

/** Text is UTF-8. In the order given. */
export async function zipOf(files: readonly ZippedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, body } of files)
    zip.addBuffer(typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body), path, { mtime, mode: 0o100644 });
  zip.end();
  return buffer(zip.outputStream);
}
