/**
 * One POST of one envelope. node:http rather than fetch: it keeps 24 MiB out of the agent's memory. Plain http is refused beyond loopback
 * unless the operator said so at enrolment: envelopes are signed, but an inventory is nobody else's to read.
 */
import { request as httpRequest, Agent as HttpAgent } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { gzipSync } from 'node:zlib';

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly status: number | null; readonly code: string; readonly detail: string };

const agents = { http: new HttpAgent({ keepAlive: true, maxSockets: 2 }), https: new HttpsAgent({ keepAlive: true, maxSockets: 2 }) };
const answerLimit = 32 * 1024 * 1024;

/** Why an address may not be used, or null. */
export function refuseAddress(server: string, allowHttp: boolean): string | null {
  if (!URL.canParse(server)) return `${server} is not an address. Use https://HOST:PORT.`;
  const url = new URL(server);
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return `${server} is neither http nor https.`;
  if (allowHttp || ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) return null;
  return `${server} is plain http beyond this machine: others on the way could read the inventory. Use https, or say --allow-http where the network is yours.`;
}

/** Posts JSON. Every failure is a value: the agent goes on and tries again later. */
export function post(server: string, path: string, body: unknown, timeoutMs = 30_000): Promise<Answer> {
  const url = new URL(path, server);
  const plain = Buffer.from(JSON.stringify(body));
  const packed = plain.length > 2048 ? gzipSync(plain) : plain;
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': packed.length,
    accept: 'application/json',
  };
  if (packed !== plain) headers['content-encoding'] = 'gzip';
  const secure = url.protocol === 'https:';
  return new Promise((resolve) => {
    const fail = (detail: string) => resolve({ ok: false, status: null, code: 'unreachable', detail });
    const outgoing = (secure ? httpsRequest : httpRequest)(
      url,
      { method: 'POST', headers, agent: secure ? agents.https : agents.http, timeout: timeoutMs },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > answerLimit) incoming.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        incoming.on('error', (error) => fail(error.message));
        incoming.on('end', () => resolve(readAnswer(incoming.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))));
      },
    );
    const deadline = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs * 2);
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    outgoing.on('error', (error) => fail(error.message));
    outgoing.on('close', () => clearTimeout(deadline));
    outgoing.end(packed);
  });
}

function readAnswer(status: number, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, status, code: 'unreadable', detail: `the server answered ${status} with something that is no JSON` };
  }
  if (status >= 200 && status < 300) return { ok: true, body };
  const problem = body as { code?: string; detail?: string; title?: string };
  return {
    ok: false,
    status,
    code: problem.code ?? 'unknown',
    detail: problem.detail ?? problem.title ?? `status ${status}`,
  };
}
