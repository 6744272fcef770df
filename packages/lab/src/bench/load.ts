/** Sends prepared requests over a bounded number of kept-alive connections, and measures each answer. */
import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import type { Signed } from './fleet.ts';

export type Measured = {
  readonly sent: number;
  readonly failed: number;
  readonly firstFailure: string | null;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

export async function sendAll(
  url: string,
  work: readonly Signed[],
  options: { readonly connections: number; readonly perSecond?: number },
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  let firstFailure: string | null = null;
  const begun = performance.now();
  async function lane(): Promise<void> {
    while (next < work.length) {
      const index = next++;
      if (options.perSecond !== undefined) {
        const wait = begun + (index * 1000) / options.perSecond - performance.now();
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      }
      const one = work[index];
      if (one === undefined) return;
      const started = performance.now();
      const trouble = await send(agent, url, one);
      times.push(performance.now() - started);
      if (trouble !== null) {
        failed += 1;
        firstFailure ??= trouble;
      }
    }
  }
  await Promise.all(Array.from({ length: options.connections }, lane));
  agent.destroy();
  const seconds = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
  return {
    sent: work.length,
    failed,
    firstFailure,
    seconds,
    perSecond: Math.round(work.length / seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}

async function send(agent: Agent, url: string, signed: Signed): Promise<string | null> {
  try {
    const { status, text } = await post(url, signed, { agent });
    return status === 200 ? null : `${status} ${text.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One request. Rejects where no answer comes. */
export function post(url: string, { body, headers }: Signed, options: RequestOptions): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = { ...options, method: 'POST', headers: { ...headers, 'content-length': body.length } };
    const outgoing = request(url, asked, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
