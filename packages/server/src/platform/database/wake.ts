/**
 * Hints between servers: "something about this topic changed". A hint only shortens a wait; whoever waits looks by itself after a
 * while, so a lost hint costs time and nothing else. One connection a process listens (not through a transaction pooler).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Client } from 'pg';
import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';
import { openClient } from './pool.ts';
import type { Tx } from './driver.ts';

/** `payload` null: hints may have been lost (the connection was away), so look at everything. */
export type Hint = { readonly topic: string; readonly payload: string | null };

export type Wake = {
  /** Calls `listener` for every hint of this topic. Returns how to end that. */
  on(topic: string, listener: (hint: Hint) => void): () => void;
  stop(): Promise<void>;
};

const CHANNEL = 'fettle';
/** PostgreSQL refuses payloads of 8000 bytes and more. */
const LONGEST_PAYLOAD = 7_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Gives a hint when this transaction commits. Not for hot paths: committing transactions that notify queue up behind one another
 * in PostgreSQL. Topics hold no colon; payloads at most 7,000 bytes.
 */
export async function notify(tx: Tx, topic: string, payload: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${hintText(topic, payload)})`.execute(tx);
}

/** Many hints of one topic, in one statement. */
export async function notifyAll(tx: Tx, topic: string, payloads: readonly string[]): Promise<void> {
  const texts = payloads.map((payload) => hintText(topic, payload));
  await sql`select pg_notify(${CHANNEL}, hint) from unnest(${texts}::text[]) as hint`.execute(tx);
}

function hintText(topic: string, payload: string): string {
  const text = `${topic}:${payload}`;
  if (topic.includes(':') || Buffer.byteLength(text) > LONGEST_PAYLOAD)
    throw new RangeError(`A hint of this topic or length cannot be given: ${topic}.`);
  return text;
}

/** Begins to listen. Connects again by itself, and says so to all listeners with a hint without payload. */
export async function startWake(connection: Connection, log: Log): Promise<Wake> {
  const listeners = new Map<string, Set<(hint: Hint) => void>>();
  const stopping = new AbortController();
  let client: Client | null = await listen();

  async function listen(): Promise<Client> {
    const next = await openClient(connection, log, 'fettle wake');
    next.on('notification', ({ payload }) => deliver(payload ?? ''));
    next.once('end', () => void reconnect());
    await next.query(`listen ${CHANNEL}`);
    return next;
  }

  async function reconnect(): Promise<void> {
    client = null;
    for (let wait = 50; !stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        await pause(wait, undefined, { signal: stopping.signal });
        client = await listen();
        if (stopping.signal.aborted) return await client.end();
        for (const topic of listeners.keys()) tell({ topic, payload: null });
        return;
      } catch (error) {
        if (!stopping.signal.aborted) log.warn({ err: error }, 'cannot listen for hints; it is tried again');
      }
    }
  }

  function deliver(text: string): void {
    const colon = text.indexOf(':');
    if (colon > 0) tell({ topic: text.slice(0, colon), payload: text.slice(colon + 1) });
  }

  function tell(hint: Hint): void {
    for (const listener of listeners.get(hint.topic) ?? []) {
      try {
        listener(hint);
      } catch (error) {
        log.error({ err: error, topic: hint.topic }, 'a listener for hints failed');
      }
    }
  }

  return {
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => void set.delete(listener);
    },
    async stop() {
      stopping.abort();
      listeners.clear();
      await client?.end();
    },
  };
}
