/** The opener's end of the process that stands on the world's server-side network. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Ask, Got, Reply, Request } from './gateway-messages.ts';
import { isNumbered } from './gateway-messages.ts';
import { onWorldNetwork } from './holder.ts';
import type { Holder } from './holder.ts';

export type Gateway = {
  /** Serves a folder by HTTP at the server's address until `unserve`. */
  serve(folder: string, host: string, port: number): Promise<void>;
  /** Stops serving: connections are refused from then on. */
  unserve(port: number): Promise<void>;
  /** GET from the server's side of the network. Throws where nobody answers. */
  get(url: string, timeout?: number): Promise<Got>;
  /** Opens 127.0.0.1:`localPort` of this machine (0: any free one) as a way in to `host:port` of the world; gives the port. */
  forward(host: string, port: number, localPort: number): Promise<number>;
  end(): Promise<void>;
};

const PROGRAM = join(import.meta.dirname, 'gateway-process.ts');

/** Starts the process on the world's network. */
export function startGateway(holder: Holder): Gateway {
  const [file = '', ...args] = onWorldNetwork(holder, [process.execPath, PROGRAM]);
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  const waiting = new Map<number, (reply: Reply) => void>();
  let count = 0;
  let over = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      over = true;
      for (const [id, settle] of waiting) settle({ id, error: "the process on the world's network has ended" });
      waiting.clear();
      resolve();
    });
  });
  // A message sent while it dies fails; those who wait hear of it by its end.
  child.on('error', () => {});
  child.on('message', (message: unknown) => {
    if (!isNumbered(message)) return;
    waiting.get(message.id)?.(message as Reply);
    waiting.delete(message.id);
  });

  function ask(what: Ask, handle?: ReturnType<typeof createServer>): Promise<Reply['value']> {
    return new Promise((resolve, reject) => {
      if (over) {
        reject(new Error("the process on the world's network has ended"));
        return;
      }
      const request: Request = { id: ++count, ask: what };
      waiting.set(request.id, (reply) => {
        if (reply.error === undefined) resolve(reply.value);
        else reject(new Error(reply.error));
      });
      child.send(request, handle);
    });
  }

  async function get(url: string, timeout = 5_000): Promise<Got> {
    const value = await ask({ kind: 'get', url, timeout });
    if (value === undefined || value === true) throw new Error(`no answer was passed on for ${url}`);
    return value;
  }

  async function forward(host: string, port: number, localPort: number): Promise<number> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(localPort, '127.0.0.1', resolve);
    });
    // A listening TCP socket has an address object (node:net).
    const local = (server.address() as AddressInfo).port;
    await ask({ kind: 'forward', host, port }, server);
    server.close();
    return local;
  }

  async function end(): Promise<void> {
    if (!over) child.kill('SIGKILL');
    await ended;
  }

  return {
    serve: async (folder, host, port) => void (await ask({ kind: 'serve', folder, host, port })),
    unserve: async (port) => void (await ask({ kind: 'unserve', port })),
    get,
    forward,
    end,
  };
}
