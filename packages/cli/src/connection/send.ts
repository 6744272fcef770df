/** One request by node:http(s), with the API key. Redirects are not followed: the key goes to the server that was named. */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Send } from '@fettle/protocol/client';
import { Refused, isErrorCode, refusedByServer } from '../refused.ts';
import type { ConnectionSettings } from './settings.ts';

/** As bytes, so that documents come through as they are. */
export type Received = { readonly status: number; readonly contentType: string; readonly bytes: Buffer };
export type Wire = (request: { readonly method: string; readonly url: string; readonly body: unknown }) => Promise<Received>;

const silenceMs = 60_000;
const answerLimit = 1024 * 1024 * 1024;

/** Sends to this server; throws Refused where there is no answer, or one that is a refusal. */
export function wireTo({ server, apiKey }: ConnectionSettings): Wire {
  return async ({ method, url, body }) => {
    const received = await ask(new URL(url, server), method, apiKey, body);
    if (received.status >= 200 && received.status < 300) return received;
    throw refusalOf(server, received);
  };
}

/** The same for the typed client: JSON in, JSON out. */
export function sendOver(wire: Wire, server: string): Send {
  return async (request) => {
    const { status, contentType, bytes } = await wire(request);
    const text = bytes.toString('utf8');
    if (!contentType.includes('json')) return { status, body: text };
    try {
      return { status, body: JSON.parse(text) as unknown };
    } catch {
      throw notOurs(server, status);
    }
  };
}

function ask(url: URL, method: string, apiKey: string, body: unknown): Promise<Received> {
  const content = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const headers: Record<string, string | number> = { authorization: `Bearer ${apiKey}`, accept: '*/*' };
  if (content !== null) Object.assign(headers, { 'content-type': 'application/json', 'content-length': content.length });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(unreachable(url.origin, error));
    const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { method, headers, timeout: silenceMs }, (incoming) => {
      collect(incoming).then(
        (bytes) => resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'] ?? '', bytes }),
        fail,
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`it said nothing for ${silenceMs / 1000} s`)));
    outgoing.on('error', fail);
    outgoing.end(content ?? undefined);
  });
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerLimit) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusalOf(server: string, { status, bytes }: Received): Refused {
  try {
    const problem: unknown = JSON.parse(bytes.toString('utf8'));
    // A code of our own table: the rest of the document is then as the server's schema has it.
    if (typeof problem === 'object' && problem !== null && 'code' in problem && isErrorCode(problem.code))
      return refusedByServer(problem as Parameters<typeof refusedByServer>[0]);
  } catch {
    // Not JSON: something between here and the server answered.
  }
  return notOurs(server, status);
}

function notOurs(server: string, status: number): Refused {
  return new Refused({
    code: 'cli.answer',
    title: 'Something else answered',
    detail: `${server} answered with status ${status}, and not as a Fettle server does.`,
    remedy: 'Check the address and its port (the console, not the agents’ listener), and a proxy that may stand between.',
    status,
    exit: 'unreachable',
  });
}

function unreachable(server: string, error: Error): Refused {
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'that name is not known',
    EAI_AGAIN: 'the name could not be looked up',
    EHOSTUNREACH: 'there is no way to that machine',
    ENETUNREACH: 'there is no way to that network',
    ETIMEDOUT: 'it did not answer in time',
    ECONNRESET: 'it ended the connection',
  };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new Refused({
    code: 'cli.unreachable',
    title: 'The server does not answer',
    detail: `${server} can not be reached: ${reasons[code] ?? (error.message || code)}.`,
    remedy: 'Check that the server runs, and that this machine reaches it. A certificate of your own: NODE_EXTRA_CA_CERTS.',
    exit: 'unreachable',
  });
}
