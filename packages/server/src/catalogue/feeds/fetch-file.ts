/**
 * Brings one file of a feed into the folder of raw files: conditionally (RFC 9110 section 13), so that what did not change is not sent again, and
 * resumably (section 14, If-Range), so that a line that breaks costs what was missing. A base that is a folder (`file:`) serves sites without internet.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What the publisher said of the content that we have. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };
export type FetchWish = {
  readonly base: string;
  readonly path: string;
  /** Folder of this feed's raw files. */
  readonly folder: string;
  readonly known: Validators & { readonly sha256: string | null };
  readonly signal: AbortSignal;
};
export type Fetched =
  | { readonly kind: 'same' }
  | { readonly kind: 'new'; readonly file: string; readonly sha256: string; readonly bytes: number; readonly validators: Validators }
  | { readonly kind: 'failed'; readonly why: string };

/** More than any feed has; a publisher that sends without end is not followed. */
export const mostBytes = 8 * 1024 ** 3;
const silenceMs = 60_000;

/** True for a path that stays below the folder that it is joined to, and has no name that a file system could take for something else. */
export function isSafePath(path: string): boolean {
  return /^[\w.,+@=~ ?&%:-]+(?:\/[\w.,+@=~ ?&%:-]+)*$/.test(path) && path.split('/').every((part) => part !== '.' && part !== '..');
}

/** Where a file of a feed is kept. Throws for a path that would leave the folder. */
export function rawFile(folder: string, path: string): string {
  if (!isSafePath(path)) throw new Error(`${JSON.stringify(path)} is no path of a feed`);
  return join(folder, ...path.split('/'));
}

/** Fetches `path` below `base`. Trouble of the network or the publisher is a value; nothing is half there: the old file stays until the new one is whole. */
export async function fetchFile(wish: FetchWish): Promise<Fetched> {
  const file = rawFile(wish.folder, wish.path);
  await mkdir(dirname(file), { recursive: true });
  try {
    return wish.base.startsWith('file:') ? await copyFile(wish, file) : await download(wish, file);
  } catch (error) {
    return { kind: 'failed', why: `${wish.path}: ${reasonOf(error)}` };
  }
}

/** The address of a path below a base; each part is encoded, for names of ecosystems have spaces. */
export function urlOf(base: string, path: string): string {
  const [plain = '', query] = path.split('?', 2);
  const encoded = plain.split('/').map(encodeURIComponent).join('/');
  return `${base.replace(/\/+$/, '')}/${encoded}${query === undefined ? '' : `?${query}`}`;
}

async function copyFile(wish: FetchWish, file: string): Promise<Fetched> {
  const source = join(fileURLToPath(wish.base.endsWith('/') ? wish.base : `${wish.base}/`), ...wish.path.split('/'));
  if (
    !(await stat(source).then(
      (found) => found.isFile(),
      () => false,
    ))
  )
    throw new Error(`there is no such file; it was looked for at ${source}`);
  const part = `${file}.part`;
  await pipeline(createReadStream(source), createWriteStream(part));
  return settle(wish, file, part, { etag: null, lastModified: null });
}

const PartState = z.object({ etag: z.string().nullable(), lastModified: z.string().nullable() });

async function download(wish: FetchWish, file: string): Promise<Fetched> {
  const part = `${file}.part`;
  const begun = await readPart(part);
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'Fettle' };
  if (begun !== null) {
    headers['range'] = `bytes=${begun.bytes}-`;
    headers['if-range'] = begun.validator;
  } else {
    if (wish.known.etag !== null) headers['if-none-match'] = wish.known.etag;
    if (wish.known.lastModified !== null) headers['if-modified-since'] = wish.known.lastModified;
  }
  const patience = new Patience(wish.signal);
  try {
    const answer = await fetch(urlOf(wish.base, wish.path), { headers, signal: patience.signal });
    if (answer.status === 304) return { kind: 'same' };
    if (answer.status === 416 && begun !== null) {
      await answer.body?.cancel();
      await forgetPart(part);
      return await download(wish, file);
    }
    if (answer.status !== 200 && answer.status !== 206) {
      await answer.body?.cancel();
      return { kind: 'failed', why: `${wish.path}: the publisher answered ${answer.status} ${answer.statusText}`.trimEnd() };
    }
    if (answer.status === 206 && startOf(answer) !== begun?.bytes) {
      await answer.body?.cancel();
      await forgetPart(part);
      return { kind: 'failed', why: `${wish.path}: the publisher sent another piece than the one that was missing` };
    }
    const validators = { etag: answer.headers.get('etag'), lastModified: answer.headers.get('last-modified') };
    if (answer.status === 200) await writeFile(`${part}.json`, JSON.stringify(validators));
    const resumed = answer.status === 206 && begun !== null;
    await write(answer, part, resumed ? begun.bytes : 0, patience);
    return await settle(wish, file, part, validators);
  } finally {
    patience.end();
  }
}

/** Where the piece begins that is sent (RFC 9110 section 14.4); null: it does not say. */
function startOf(answer: Response): number | null {
  const start = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? null : Number(start);
}

async function write(answer: Response, part: string, from: number, patience: Patience): Promise<void> {
  const expected = answer.headers.get('content-length');
  const handle = await open(part, from > 0 ? 'r+' : 'w');
  let at = from;
  try {
    if (answer.body !== null) {
      for await (const chunk of answer.body) {
        patience.heard();
        if (at + chunk.byteLength > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
        await handle.write(chunk, 0, chunk.byteLength, at);
        at += chunk.byteLength;
      }
    }
  } finally {
    await handle.close();
  }
  if (expected !== null && at - from !== Number(expected)) throw new Error(`it was cut short: ${at - from} of ${expected} bytes came`);
}

/** The checksum of a raw file; null where there is none. */
export async function sha256Of(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array); // a stream without encoding gives bytes
  } catch {
    return null;
  }
  return hash.digest('hex');
}

/** The whole part becomes the file; a file that is the one we had is not news. */
async function settle(wish: FetchWish, file: string, part: string, validators: Validators): Promise<Fetched> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(part)) {
    const piece: Uint8Array = chunk;
    hash.update(piece);
    bytes += piece.byteLength;
  }
  const sha256 = hash.digest('hex');
  if (sha256 === wish.known.sha256) {
    await forgetPart(part);
    return { kind: 'same' };
  }
  await rename(part, file);
  await rm(`${part}.json`, { force: true });
  return { kind: 'new', file, sha256, bytes, validators };
}

/** What an earlier try left, if the publisher gave it something by which it can say that the file is still the same. */
async function readPart(part: string): Promise<{ readonly bytes: number; readonly validator: string } | null> {
  try {
    const [{ size }, text] = await Promise.all([stat(part), readFile(`${part}.json`, 'utf8')]);
    const state = PartState.parse(JSON.parse(text));
    // A weak validator does not promise the same bytes (RFC 9110 section 13.1.5).
    const strong = state.etag !== null && !state.etag.startsWith('W/') ? state.etag : state.lastModified;
    return size > 0 && strong !== null ? { bytes: size, validator: strong } : null;
  } catch {
    return null;
  }
}

async function forgetPart(part: string): Promise<void> {
  await Promise.all([rm(part, { force: true }), rm(`${part}.json`, { force: true })]);
}

/** Ends a call that is silent for too long, or that the server's stop ends. */
class Patience {
  readonly #controller = new AbortController();
  readonly #stopped: AbortSignal;
  readonly #onStop: () => void;
  #timer: NodeJS.Timeout;

  constructor(stopped: AbortSignal) {
    this.#stopped = stopped;
    this.#onStop = () => this.#controller.abort(new Error('the server is stopping'));
    if (stopped.aborted) this.#onStop();
    else stopped.addEventListener('abort', this.#onStop);
    this.#timer = this.#start();
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }
  end(): void {
    clearTimeout(this.#timer);
    this.#stopped.removeEventListener('abort', this.#onStop);
  }
  #start(): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(new Error(`nothing came for ${silenceMs / 1000} seconds`)), silenceMs);
  }
}

/** The cause behind fetch's "fetch failed", in words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
