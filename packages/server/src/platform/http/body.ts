/**
 * Bodies: JSON and nothing else, plain or compressed with gzip or zstd, bounded before and after decompression. Decompression is
 * one bounded call on a whole buffer: a stream that is piped ends the process on the first corrupt byte.
 */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusedRequest } from './errors.ts';

const codings = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), zstd: promisify(zstdDecompress) };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Called before a body is unpacked to more than this. May throw RefusedRequest: memory is for a few large ones at a time. */
export type BeforeLarge = (request: FastifyRequest) => void;
export const LARGE_BYTES = 1024 * 1024;

/** Takes JSON bodies only. `limit`: bytes after decompression; a route may have a lower one (bodyLimit). */
export function takeJsonOnly(app: FastifyInstance, limit: number, beforeLarge: BeforeLarge = () => undefined): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: limit }, (request, received, done) => {
    plainText(request, received as Buffer, Math.min(limit, request.routeOptions.bodyLimit ?? limit), beforeLarge).then(
      // Nothing where something is expected is for the schema to refuse, in its words.
      (text) => (text === '' ? done(null, undefined) : parseJson(request, text, done)),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

async function plainText(request: FastifyRequest, received: Buffer, limit: number, beforeLarge: BeforeLarge): Promise<string> {
  const bytes = await decompress(request, received, limit, beforeLarge);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new RefusedRequest('request.garbled', 'The body is not UTF-8.');
  }
}

async function decompress(request: FastifyRequest, received: Buffer, limit: number, beforeLarge: BeforeLarge): Promise<Uint8Array> {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return received;
  if (!isKnown(coding)) throw new RefusedRequest('request.encoding', 'Bodies are plain, or compressed with gzip or zstd.');
  // What came is small, what it becomes is not known before: nearly all are small, the others are unpacked a second time.
  const small = await unpack(coding, received, Math.min(limit, LARGE_BYTES));
  if (small !== 'too large') return small;
  beforeLarge(request);
  const unpacked = limit > LARGE_BYTES ? await unpack(coding, received, limit) : small;
  if (unpacked === 'too large')
    throw new RefusedRequest('request.too-large', 'The body is larger than this address takes once it is unpacked.');
  return unpacked;
}

async function unpack(coding: keyof typeof codings, received: Buffer, maxOutputLength: number): Promise<Uint8Array | 'too large'> {
  try {
    return await codings[coding](received, { maxOutputLength });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return 'too large';
    throw new RefusedRequest('request.garbled', `The body could not be unpacked as ${coding}.`);
  }
}

function isKnown(coding: string): coding is keyof typeof codings {
  return Object.hasOwn(codings, coding);
}
