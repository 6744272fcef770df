/**
 * The built console: read once, compressed once, served from memory. Files with a hash in their name may be kept for ever; the page
 * itself is asked for each time. Addresses without a file of their own get the page, which routes by itself.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Coding = 'br' | 'gzip';
type File = {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
  readonly packed: Map<Coding, Buffer>;
};

export type ConsoleFiles = {
  /** Answers with the file at this path, or else with the page. `null` if there is no console, or the path names a file that is not there. */
  send(request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply | null;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const PACKABLE = /^(text\/|application\/|image\/svg)/;
const HASHED = /^\/assets\//;

/** Reads the console from the folder it was built into. The compressed forms follow in the background. */
export function loadConsole(folder: string): ConsoleFiles {
  const files = new Map<string, File>();
  if (existsSync(join(folder, 'index.html'))) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const url = `/${path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')}`;
      files.set(url, readOne(path, url));
    }
  }
  void pack([...files.values()]);
  const page = files.get('/index.html');
  return {
    send(request, reply, path) {
      const file = files.get(path) ?? (extname(path) === '' ? page : undefined);
      return file === undefined ? null : sendFile(request, reply, file);
    },
  };
}

function readOne(path: string, url: string): File {
  const body = readFileSync(path);
  return {
    body,
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    cache: HASHED.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
    packed: new Map(),
  };
}

async function pack(files: readonly File[]): Promise<void> {
  for (const file of files) {
    if (!PACKABLE.test(file.type) || file.body.length < 1_000) continue;
    file.packed.set('gzip', await promisify(gzip)(file.body, { level: 6 }));
    file.packed.set('br', await promisify(brotliCompress)(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }));
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: File): FastifyReply {
  void reply.header('etag', file.etag).header('cache-control', file.cache).header('vary', 'accept-encoding');
  if (request.headers['if-none-match']?.includes(file.etag) === true) return reply.status(304).send();
  const accepted = request.headers['accept-encoding'] ?? '';
  const coding = (['br', 'gzip'] as const).find((name) => new RegExp(`(^|[ ,])${name}($|[ ,;])`).test(accepted) && file.packed.has(name));
  if (coding !== undefined) void reply.header('content-encoding', coding);
  return reply
    .status(200)
    .type(file.type)
    .send(coding === undefined ? file.body : file.packed.get(coding));
}
