/** Serves a test archive on the loopback, and breaks it on demand. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

export type ArchiveServer = {
  readonly url: string;
  /** What happens to a file on its way: null: served as it is. Set to try faults. */
  fault: ((path: string, bytes: Buffer) => Buffer | number) | null;
  readonly asked: string[];
  close(): Promise<void>;
};

export async function serveArchive(folder: string): Promise<ArchiveServer> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    handle.asked.push(path);
    readFile(join(folder, path)).then(
      (bytes) => {
        const answer = handle.fault?.(path, bytes) ?? bytes;
        if (typeof answer === 'number') response.writeHead(answer).end();
        else response.writeHead(200, { 'content-length': answer.length }).end(answer);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // listen() on a TCP port gives an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  const handle: ArchiveServer = {
    url: `http://127.0.0.1:${port}`,
    fault: null,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return handle;
}
