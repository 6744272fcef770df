/**
 * A URL on this device answers the expected status to a GET. node:http, since fetch would cost the agent its memory; and not imported, since an
 * import reads all of its exports, `WebSocket` among them, and that loads fetch all the same (16 MiB).
 */
import type { HealthCheck } from '@fettle/core/deployment';
import type { IncomingMessage } from 'node:http';
import { ownAddress } from './own-host.ts';
import type { CheckKind, Look } from './types.ts';

export const httpCheck: CheckKind<'http'> = {
  kind: 'http',
  async look(machine, check, leftMs) {
    const url = URL.parse(check.url);
    if (url === null || !['http:', 'https:'].includes(url.protocol))
      return { answer: 'could-not-measure', detail: `“${check.url}” is not an http address` };
    const address = await ownAddress(machine, url.hostname);
    if (address === null)
      return { answer: 'could-not-measure', detail: `${url.hostname} is not this device; checks look at the device itself` };
    return get(url, address, check, leftMs);
  },
};

type Wanted = Pick<Extract<HealthCheck, { kind: 'http' }>, 'expectStatus' | 'contains'>;

/** Connects to `address`, whatever the name resolves to; redirects are an answer like others. */
function get(url: URL, address: string, { expectStatus: expected, contains }: Wanted, timeoutMs: number): Promise<Look> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:';
    const { request } = process.getBuiltinModule(secure ? 'node:https' : 'node:http');
    const asked = request(
      {
        host: address,
        port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, 'user-agent': 'fettle-check', connection: 'close' },
        agent: false,
        timeout: timeoutMs,
        // It asks whether the service answers on its own loopback, where a certificate for a public name never fits.
        ...(secure ? { rejectUnauthorized: false, servername: url.hostname } : {}),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (status === expected && contains !== undefined) return void readFor(response, contains).then((look) => resolve(look(url.href)));
        response.destroy();
        if (status === expected) resolve({ answer: 'passed', detail: `${url.href} answered ${status}` });
        // 502 to 504: the service behind is starting, or away; more looks tell which.
        else
          resolve({
            answer: status >= 502 && status <= 504 ? 'wait' : 'failed',
            detail: `${url.href} answered ${status}, expected ${expected}`,
          });
      },
    );
    asked.once('timeout', () => {
      resolve({ answer: 'failed', detail: `${url.href} did not answer in time` });
      asked.destroy();
    });
    asked.once('error', (error) => resolve({ answer: 'wait', detail: `${url.href}: ${error.message}` }));
    asked.end();
  });
}

const mostBytes = 262_144;

/** Whether the beginning of the answer holds a text. What is read is not told. */
async function readFor(response: IncomingMessage, text: string): Promise<(url: string) => Look> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= mostBytes) break;
    }
  } catch (error) {
    return (url) => ({ answer: 'wait', detail: `${url}: ${error instanceof Error ? error.message : String(error)}` });
  }
  response.destroy();
  const has = Buffer.concat(parts).subarray(0, mostBytes).toString('utf8').includes(text);
  return has
    ? (url) => ({ answer: 'passed', detail: `${url} answered ${response.statusCode ?? 0}, with “${text}”` })
    : (url) => ({ answer: 'wait', detail: `${url} answered ${response.statusCode ?? 0}, without “${text}”` });
}
