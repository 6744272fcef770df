/** Posts one request, once: no redirect is followed, little of the answer is read, and it ends by time. */
import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { AddressRule } from './address.ts';
import { hostOf, troubleWithUrl } from './address.ts';
import { judgeAnswer, oneLine } from './judge.ts';
import type { Answer } from './judge.ts';
import type { Place, PostEnd, PostShape } from './types.ts';

const mostRead = 4096;

export type PostBy = {
  readonly rule: AddressRule;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** For the whole of it: name, connection, answer. */
  readonly withinMs: number;
};

export async function post(place: Place, shape: PostShape, by: PostBy): Promise<PostEnd> {
  const trouble = troubleWithUrl(place.url, by.rule);
  if (trouble !== null) return { end: 'rejected', because: trouble };
  const url = new URL(place.url);
  const secrets = secretsOf(place, url);
  try {
    return judgeAnswer(await answerOf(url, shape, by), secrets, by.nowMs);
  } catch (error) {
    if (error instanceof NotAllowed) return { end: 'rejected', because: error.message };
    if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
      return { end: 'retry', because: `It did not answer within ${by.withinMs / 1000} seconds.`, afterSeconds: null };
    return { end: 'retry', because: `It could not be reached: ${oneLine(wordsOf(error), secrets)}`, afterSeconds: null };
  }
}

/** Longer ones first: a part that was replaced would keep the whole from being found. */
function secretsOf({ url: text, secrets, token }: Place, url: URL): readonly string[] {
  const parts = [text, url.href, url.pathname + url.search, url.pathname, url.search, ...url.pathname.split('/'), ...secrets];
  return [...parts, ...(token === null ? [] : [token])].toSorted((a, b) => b.length - a.length);
}

/** Every address failed in its own way: the first tells enough. */
function wordsOf(error: unknown): string {
  const one = error instanceof AggregateError ? error.errors[0] : error;
  return one instanceof Error ? one.message : String(one);
}

class NotAllowed extends Error {}

function answerOf(url: URL, { headers, body }: PostShape, { rule, withinMs }: PostBy): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(withinMs);
    const options = {
      method: 'POST',
      agent: false,
      signal,
      lookup: lookupBy(rule),
      headers: { ...headers, 'user-agent': 'Fettle', 'content-length': Buffer.byteLength(body) },
    };
    const sent = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      let read = 0;
      const done = () => {
        const said = Buffer.concat(chunks).subarray(0, mostRead).toString('utf8');
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null, said });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        read += chunk.length;
        if (read < mostRead) return;
        done();
        response.destroy();
      });
      response.on('end', done);
      response.on('error', reject);
    });
    // An address that the rule lets through by text needs no look-up; every other passes `lookupBy`.
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(body);
  });
}

/** Resolves a name, and gives out only addresses that may be reached: checked here, a name that changes its mind between check and connection gains nothing. */
function lookupBy(rule: AddressRule): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const allowed = found.filter(({ address }) => isIP(address) !== 0 && rule.mayReach(address));
      const [first] = allowed;
      if (first === undefined)
        return callback(
          new NotAllowed('Its name leads into the network of this server, of which its operator did not name this part.'),
          '',
        );
      return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

/** What may be shown of an address: its host, and the end of what is secret. */
export function hintOf(text: string): { readonly host: string; readonly hint: string } {
  const url = new URL(text);
  return { host: hostOf(url), hint: `…${(url.pathname + url.search).slice(-4)}` };
}
