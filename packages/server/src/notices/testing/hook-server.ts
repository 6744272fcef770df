/** A real HTTP server on a loopback port, that keeps what it is posted and answers as it is told. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HookServer = {
  /** Ends in a path that stands for a secret. */
  readonly url: string;
  readonly received: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  /** How the next requests are answered. */
  readonly answer: (by: (response: ServerResponse) => void) => void;
  readonly close: () => Promise<void>;
};

const taken = (response: ServerResponse) => void response.writeHead(200).end('ok');

export async function openHookServer(): Promise<HookServer> {
  const received: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let answerBy: (response: ServerResponse) => void = taken;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      answerBy(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an address of this kind (net.Server.address).
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/T0SECRET`,
    received,
    answer: (by) => void (answerBy = by),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
