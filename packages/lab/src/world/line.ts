/** A line to the process that keeps a world: one question, one answer, over a socket that root alone may use. */
import { rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import type { Server } from 'node:net';

const MOST_WORDS = 64 * 1024;

/** Where the keeper of a world listens. Short, because the name of a socket may have 107 bytes (unix(7)). */
function lineOf(worldId: string): string {
  return `/run/fettle-lab-${worldId}.sock`;
}

/** Answers questions about a world until `end`. An error of `answer` goes to the one who asked. */
export async function openLine(worldId: string, answer: (words: readonly string[]) => Promise<string>): Promise<{ end(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > MOST_WORDS) socket.destroy();
    });
    socket.on('end', () => {
      // Written by askLine, of this same checkout.
      answer(JSON.parse(text) as string[]).then(
        (said) => socket.end(JSON.stringify({ said })),
        (error: unknown) => socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
      );
    });
  });
  await listen(server, lineOf(worldId));
  return {
    end: async () => {
      server.close();
      await rm(lineOf(worldId), { force: true });
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** Asks the keeper of a world. Throws with its words where it refuses, or where nobody listens. */
export async function askLine(worldId: string, words: readonly string[]): Promise<string> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect({ path: lineOf(worldId), allowHalfOpen: true });
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (part: string) => (heard += part));
    socket.on('end', () => {
      socket.end();
      resolve(heard);
    });
    socket.end(JSON.stringify(words));
  });
  // Written by openLine, of this same checkout.
  const reply = JSON.parse(text) as { said?: string; error?: string };
  if (reply.said === undefined) throw new Error(reply.error ?? 'no answer came');
  return reply.said;
}
