/** Serves a built console as the real server does: its content security policy, and index.html for every address that is no file. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export const policy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

export type Answer = { readonly status: number; readonly body: unknown };

/** Answers one call of the API; null: nobody is signed in. */
export type Api = (method: string, path: string, query: URLSearchParams, body: unknown) => Answer | null;

const signedOut: Answer = {
  status: 401,
  body: {
    type: 'about:blank',
    title: 'You are not signed in',
    status: 401,
    detail: 'This address needs somebody signed in.',
    code: 'sign-in.required',
    remedy: 'Sign in, or send an API key.',
    requestId: 'test',
  },
};

export type Served = {
  readonly url: string;
  /** Tells every open page that something changed. */
  readonly tell: (hint: { readonly clientId: string; readonly what: string; readonly id: string | null }) => void;
  readonly close: () => Promise<void>;
};

/** Serves `folder` on a free port of loopback. */
export async function serve(folder: string, api: Api = () => null): Promise<Served> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url !== '/api/v1/events') return void answer(folder, api, request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 3000\n\n');
    streams.add(response.on('close', () => streams.delete(response)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // listening on TCP, so the address is one of a port
  return {
    url: `http://127.0.0.1:${port}`,
    tell: (hint) => {
      for (const stream of streams) stream.write(`event: changed\ndata: ${JSON.stringify(hint)}\n\n`);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: string, api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.startsWith('/api/')) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array); // without an encoding set, a request's chunks are bytes
    const text = Buffer.concat(chunks).toString('utf8');
    const { status, body } =
      api(request.method ?? 'GET', url.pathname, url.searchParams, text === '' ? undefined : JSON.parse(text)) ?? signedOut;
    response
      .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
      .end(JSON.stringify(body));
    return;
  }
  const path = normalize(url.pathname);
  const type = types[extname(path)];
  const file = await readFile(join(folder, type === undefined ? 'index.html' : path)).catch(() => null);
  // As the real server has it: a name with a digest in it is never another file, so that the browser need not read it again for each page.
  const cache = path.startsWith('/assets/') && file !== null ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(file === null ? 404 : 200, {
    'content-type': type ?? 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': cache,
  });
  response.end(file ?? 'Not found');
}
