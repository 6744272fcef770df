/** A folder over HTTP, as apt(8) asks for one: GET and HEAD, Last-Modified, nothing outside the folder. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Answers one request out of `folder`; what is not a readable file there is 404. */
export async function serveFolder(folder: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const path = wantedPath(incoming.url ?? '/');
  const found = path === null ? null : await stat(join(folder, path)).catch(() => null);
  if (path === null || found === null || !found.isFile()) {
    outgoing.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  const changed = new Date(Math.floor(found.mtimeMs / 1000) * 1000);
  const headers = { 'last-modified': changed.toUTCString(), 'content-type': 'application/octet-stream' };
  const known = Date.parse(incoming.headers['if-modified-since'] ?? '');
  if (known >= changed.getTime()) {
    outgoing.writeHead(304, headers).end();
    return;
  }
  outgoing.writeHead(200, { ...headers, 'content-length': found.size });
  if (incoming.method === 'HEAD') outgoing.end();
  // A client that hangs up, or a file withdrawn meanwhile, ends this answer and nothing else.
  else await pipeline(createReadStream(join(folder, path)), outgoing).catch(() => outgoing.destroy());
}

/** The path inside the folder that a request line means; `null` for one that is malformed or climbs out. */
export function wantedPath(url: string): string | null {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://folder').pathname));
    return path.includes('\0') || path.split('/').includes('..') ? null : path;
  } catch {
    return null;
  }
}
