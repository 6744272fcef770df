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

/** Takes JSON bodies only. `limit`: bytes after decompression; a route may have a lower one (bodyLimit). */
export function takeJsonOnly(app: FastifyInstance, limit: number): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: limit }, (request, received, done) => {
    plainText(request, received as Buffer, Math.min(limit, request.routeOptions.bodyLimit ?? limit)).then(
      // Nothing where something is expected is for the schema to refuse, in its words.
      (text) => (text === '' ? done(null, undefined) : parseJson(request, text, done)),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

async function plainText(request: FastifyRequest, received: Buffer, limit: number): Promise<string> {
  const bytes = await decompress(request, received, limit);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new RefusedRequest('request.garbled', 'The body is not UTF-8.');
  }
}

async function decompress(request: FastifyRequest, received: Buffer, limit: number): Promise<Uint8Array> {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return received;
  if (!isKnown(coding)) throw new RefusedRequest('request.encoding', 'Bodies are plain, or compressed with gzip or zstd.');
  try {
    return await codings[coding](received, { maxOutputLength: limit });
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw new RefusedRequest('request.too-large', 'The body is larger than this address takes once it is unpacked.');
    throw new RefusedRequest('request.garbled', `The body could not be unpacked as ${coding}.`);
  }
}

function isKnown(coding: string): coding is keyof typeof codings {
  return Object.hasOwn(codings, coding);
}
