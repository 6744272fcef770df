/**
 * One kept-alive connection that speaks HTTP/1.1 (RFC 9112), one question at a time: for generators that share a machine with what they measure. It knows no more than they need: POST with a body, answers with a
 * Content-Length.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Signed } from './fleet.ts';

export type Answer = { readonly status: number; readonly text: string };
export type Line = {
  /** Rejects where the connection ends before the answer is whole. */
  readonly post: (path: string, what: Signed) => Promise<Answer>;
  readonly close: () => void;
};

/** A server closes what was silent for long; such a line is not used again. */
const idleMs = 20_000;
const endOfHead = '\r\n\r\n';

export function openLine(origin: string): Line {
  const { hostname, port, host } = new URL(origin);
  let socket: Socket | null = null;
  let usedAt = 0;

  function connected(): Socket {
    if (socket !== null && !socket.destroyed && performance.now() - usedAt < idleMs) return socket;
    socket?.destroy();
    socket = connect({ host: hostname, port: Number(port), noDelay: true });
    return socket;
  }

  return {
    post: (path, { body, headers }) =>
      new Promise((resolve, reject) => {
        const own = connected();
        let parts: Buffer[] = [];
        const settle = (act: () => void): void => {
          own.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
          usedAt = performance.now();
          act();
        };
        own.on('data', (part: Buffer) => {
          parts.push(part);
          const answer = read(parts.length === 1 ? part : Buffer.concat(parts));
          if (answer instanceof Error) return settle(() => reject(answer));
          if (answer !== null) return settle(() => resolve(answer));
          if (parts.length > 1) parts = [Buffer.concat(parts)];
        });
        own.on('error', (error) => settle(() => reject(error)));
        own.on('close', () => settle(() => reject(new Error('The connection ended before its answer.'))));
        const said = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        own.cork();
        own.write(`POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${said.join('')}content-length: ${body.length}\r\n\r\n`);
        own.write(body);
        own.uncork();
      }),
    close() {
      socket?.destroy();
    },
  };
}

/** Null: it is not whole yet. */
function read(bytes: Buffer): Answer | Error | null {
  const end = bytes.indexOf(endOfHead);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return new Error(`An answer without a length: ${head.slice(0, 200)}`);
  const from = end + endOfHead.length;
  if (bytes.length < from + Number(length)) return null;
  return { status: Number(head.slice(9, 12)), text: bytes.toString('utf8', from, from + Number(length)) };
}
