/**
 * Started as a program on the world's server-side network: serves folders there, asks devices by HTTP, and passes connections
 * from the machine's own loopback in. It ends when its channel to the opener of the world closes.
 */
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Server as SocketServer, Socket } from 'node:net';
import { isNumbered } from './gateway-messages.ts';
import type { Ask, Got, Reply, Request } from './gateway-messages.ts';
import { serveFolder } from './serve-folder.ts';

const MOST_BODY = 1024 * 1024;
const served = new Map<number, Server>();

process.on('disconnect', () => process.exit(0));
process.on('message', (message: unknown, handle: unknown) => {
  if (!isNumbered(message)) return;
  const { id, ask } = message as Request;
  answer(ask, handle).then(
    (value) => reply({ id, value }),
    (error: unknown) => reply({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});

function reply(message: Reply): void {
  if (process.connected) process.send?.(message);
}

async function answer(ask: Ask, handle: unknown): Promise<Got | true> {
  switch (ask.kind) {
    case 'serve':
      return serve(ask.folder, ask.host, ask.port);
    case 'unserve':
      return unserve(ask.port);
    case 'get':
      return get(ask.url, ask.timeout);
    case 'forward':
      // The channel hands over what the opener sent beside this message: its listening socket.
      (handle as SocketServer).on('connection', (outside: Socket) => join(outside, connect(ask.port, ask.host)));
      return true;
  }
}

function serve(folder: string, host: string, port: number): Promise<true> {
  const server = createServer((incoming, outgoing) => void serveFolder(folder, incoming, outgoing));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      served.set(port, server);
      resolve(true);
    });
  });
}

async function unserve(port: number): Promise<true> {
  const server = served.get(port);
  if (server === undefined) return true;
  served.delete(port);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return true;
}

function get(url: string, timeout: number): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { timeout, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        if (body.length < MOST_BODY) body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${timeout} ms`)));
    asking.on('error', reject);
    asking.end();
  });
}

function join(outside: Socket, inside: Socket): void {
  // Either end's failure ends both: half a connection helps nobody.
  for (const [one, other] of [
    [outside, inside],
    [inside, outside],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}
