import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchFile, isSafePath, urlOf } from './fetch-file.ts';
import type { FetchWish } from './fetch-file.ts';

let folder = '';
let server: Server;
let base = '';
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-fetch-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/feeds` : '';
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const wish = (more: Partial<FetchWish> = {}): FetchWish => ({
  base,
  path: 'Some Distribution/all.zip',
  folder,
  known: { etag: null, lastModified: null, sha256: null },
  signal: new AbortController().signal,
  ...more,
});
const kept = (): string => readFileSync(join(folder, 'Some Distribution', 'all.zip'), 'utf8');

describe('a file of a feed', () => {
  test('is fetched whole, kept, and told with its checksum and validators', async () => {
    answer = (_request, response) => response.writeHead(200, { etag: '"one"' }).end('content');
    expect(await fetchFile(wish())).toMatchObject({
      kind: 'new',
      sha256: sha('content'),
      bytes: 7,
      validators: { etag: '"one"', lastModified: null },
    });
    expect(kept()).toBe('content');
    expect(asked[0]?.url).toBe('/feeds/Some%20Distribution/all.zip');
  });

  test('that did not change is not sent again, and stays', async () => {
    answer = (request, response) => response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 200).end();
    expect(await fetchFile(wish({ known: { etag: '"one"', lastModified: null, sha256: sha('content') } }))).toEqual({ kind: 'same' });
  });

  test('with the same bytes under a new validator is no news', async () => {
    answer = (_request, response) => response.writeHead(200, { etag: '"two"' }).end('content');
    expect(await fetchFile(wish({ known: { etag: '"one"', lastModified: null, sha256: sha('content') } }))).toEqual({ kind: 'same' });
  });

  test('whose line broke is resumed where it broke, if it is still the same', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': '7' });
      response.write('con');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await fetchFile(wish())).toMatchObject({ kind: 'failed' });
    answer = (request, response) => {
      expect(request.headers).toMatchObject({ range: 'bytes=3-', 'if-range': '"one"' });
      response.writeHead(206, { etag: '"one"', 'content-length': '4', 'content-range': 'bytes 3-6/7' }).end('tent');
    };
    expect(await fetchFile(wish())).toMatchObject({ kind: 'new', sha256: sha('content') });
    expect(kept()).toBe('content');
  });

  test('of which another piece is sent than the one that was missing is not put together, and fetched whole the next time', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': '7' });
      response.write('con');
      setTimeout(() => response.destroy(), 20);
    };
    await fetchFile(wish());
    answer = (_request, response) => response.writeHead(206, { etag: '"one"', 'content-range': 'bytes 0-3/7' }).end('cont');
    expect(await fetchFile(wish())).toMatchObject({ kind: 'failed' });
    answer = (request, response) => response.writeHead(request.headers.range === undefined ? 200 : 500).end('content');
    expect(await fetchFile(wish())).toMatchObject({ kind: 'new', sha256: sha('content') });
  });

  test('that changed while it was fetched is begun anew', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': '7' });
      response.write('con');
      setTimeout(() => response.destroy(), 20);
    };
    await fetchFile(wish());
    answer = (_request, response) => response.writeHead(200, { etag: '"two"' }).end('other text');
    expect(await fetchFile(wish())).toMatchObject({ kind: 'new', sha256: sha('other text') });
    expect(kept()).toBe('other text');
  });

  test.each([
    [404, 'Not Found'],
    [500, 'Internal Server Error'],
  ])('that is answered with %i fails in words, and the old one stays', async (status, words) => {
    answer = (_request, response) => response.writeHead(200).end('old');
    await fetchFile(wish());
    answer = (_request, response) => response.writeHead(status).end('nothing');
    expect(await fetchFile(wish())).toEqual({
      kind: 'failed',
      why: `Some Distribution/all.zip: the publisher answered ${status} ${words}`,
    });
    expect(kept()).toBe('old');
  });

  test('of a publisher that is not there fails in words', async () => {
    expect(await fetchFile(wish({ base: 'http://127.0.0.1:9' }))).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('Some Distribution/all.zip: '),
    });
  });

  test('of a folder is copied from there, and no news if it is the same', async () => {
    const source = join(folder, 'mirror', 'Some Distribution');
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'all.zip'), 'from a folder');
    const from = pathToFileURL(join(folder, 'mirror')).href;
    expect(await fetchFile(wish({ base: from }))).toMatchObject({ kind: 'new', sha256: sha('from a folder') });
    expect(await fetchFile(wish({ base: from, known: { etag: null, lastModified: null, sha256: sha('from a folder') } }))).toEqual({
      kind: 'same',
    });
    expect(await fetchFile(wish({ base: from, path: 'none.zip' }))).toMatchObject({ kind: 'failed' });
    expect(existsSync(join(folder, 'none.zip'))).toBe(false);
  });
});

test.each([
  ['Debian/all.zip', true],
  ['Rocky Linux/all.zip', true],
  ['2024/3xxx/CVE-2024-3400.json', true],
  ['../x', false],
  ['a/../../x', false],
  ['/etc/passwd', false],
  ['a//b', false],
  ['', false],
  ['a\0b', false],
  ['./a', false],
])('%j is a path below the folder: %s', (path, safe) => {
  expect(isSafePath(path)).toBe(safe);
});

test('an address is the base and the path, each part encoded, with the query as it is', () => {
  expect(urlOf('https://example.org/x/', 'Rocky Linux/all.zip')).toBe('https://example.org/x/Rocky%20Linux/all.zip');
  expect(urlOf('https://example.org', 'cves/2.0?startIndex=2000')).toBe('https://example.org/cves/2.0?startIndex=2000');
});
