/**
 * One POST of one envelope. Plain http is refused beyond loopback unless the operator said so at enrolment: envelopes are signed, but an
 * inventory is nobody else's to read.
 *
 * node:http rather than fetch, and taken with `getBuiltinModule` rather than imported: an import reads all of its exports, `WebSocket` among
 * them, and that loads the whole of fetch: 16 MiB of memory, and half of the time to start.
 */
import { gzipSync } from 'node:zlib';
import { isCode } from '../state/durable.ts';

/** Where the server is, and whether plain http may leave this machine for it. */
export type ServerAddress = { readonly server: string; readonly allowHttp: boolean };

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  /** `status` null: nobody answered. `code`: of the server's own error table, where the answer was one of its own. */
  | { readonly ok: false; readonly status: number | null; readonly code: string; readonly detail: string };

/** By protocol, made when it is first needed: most agents need one of them. */
const senders = new Map<'node:http' | 'node:https', Sender>();
const answerLimit = 32 * 1024 * 1024;

/** Why an address may not be used, or null. */
export function refuseAddress({ server, allowHttp }: ServerAddress): string | null {
  const url = URL.parse(server);
  if (url === null) return `${server} is not an address. Use https://HOST:PORT.`;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${server} is neither http nor https.`;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/')
    return `${server} must be an address without path, name or query: https://HOST:PORT.`;
  if (url.protocol === 'https:' || allowHttp || ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) return null;
  return `${server} is plain http beyond this machine: others on the way could read the inventory. Use https, or say --allow-http where the network is yours.`;
}

/** Posts JSON. Every failure is a value: the agent goes on and tries again later. */
export async function post(to: ServerAddress, path: string, body: unknown, timeoutMs = 30_000): Promise<Answer> {
  const refused = refuseAddress(to);
  if (refused !== null) return { ok: false, status: null, code: 'address', detail: refused };
  const plain = Buffer.from(JSON.stringify(body));
  const packed = plain.length > 2048 ? gzipSync(plain) : plain;
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': packed.length,
    accept: 'application/json',
  };
  if (packed !== plain) headers['content-encoding'] = 'gzip';
  const url = new URL(path, to.server);
  for (let tries = 0; tries < 3; tries += 1) {
    const sent = await send(url, headers, packed, timeoutMs);
    // A kept connection that the server had closed meanwhile. That the same message may arrive twice is the server's to know: it does.
    if (sent !== 'stale') return sent;
  }
  return unreachable('the server closes its connections');
}

type Sent = Answer | 'stale';
type Sender = ReturnType<typeof makeSender>;

function makeSender(module: 'node:http' | 'node:https') {
  const { request, Agent } = process.getBuiltinModule(module);
  return { request, agent: new Agent({ keepAlive: true, maxSockets: 2 }) };
}

function senderFor(module: 'node:http' | 'node:https'): Sender {
  const known = senders.get(module) ?? makeSender(module);
  senders.set(module, known);
  return known;
}

function send(url: URL, headers: Record<string, string | number>, packed: Buffer, timeoutMs: number): Promise<Sent> {
  const { request, agent } = senderFor(url.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', headers, agent, timeout: timeoutMs }, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > answerLimit) incoming.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      incoming.on('error', (error) => resolve(unreachable(error.message)));
      incoming.on('end', () => resolve(readAnswer(incoming.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))));
    });
    const late = () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`));
    const deadline = setTimeout(late, timeoutMs * 2);
    outgoing.on('timeout', late);
    outgoing.on('error', (error) => {
      const stale = outgoing.reusedSocket && (isCode(error, 'ECONNRESET') || isCode(error, 'EPIPE'));
      resolve(stale ? 'stale' : unreachable(error.message));
    });
    outgoing.on('close', () => clearTimeout(deadline));
    outgoing.end(packed);
  });
}

function unreachable(detail: string): Answer {
  return { ok: false, status: null, code: 'unreachable', detail };
}

function readAnswer(status: number, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, status, code: 'unreadable', detail: `the server answered ${status} with something that is no JSON` };
  }
  if (status >= 200 && status < 300) return { ok: true, body };
  const problem: { code?: unknown; detail?: unknown; title?: unknown } = typeof body === 'object' && body !== null ? body : {};
  const words = [problem.detail, problem.title].find((one) => typeof one === 'string');
  return {
    ok: false,
    status,
    code: typeof problem.code === 'string' ? problem.code : 'unknown',
    detail: String(words ?? `status ${status}`),
  };
}
