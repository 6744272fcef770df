/**
 * Server-sent events: what changed, so that screens look again. Every event has an id; a browser that comes back says the last one it
 * saw and is given what it missed, or told to load everything again. Nobody holds a database connection while listening.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Wake } from '../database/index.ts';
import type { Actor, ChangeHint } from '../feature.ts';
import type { Log } from '../log.ts';
import { RefusedRequest } from './errors.ts';

export type EventHub = {
  /** Answers a request with the stream. `again` finds the actor anew from time to time; null ends the stream. */
  open(request: FastifyRequest, reply: FastifyReply, actor: Actor, again: () => Promise<Actor | null>): void;
  /** Ends all streams. */
  close(): void;
};

export type EventHubOptions = {
  readonly wake: Wake;
  readonly log: Log;
  readonly most?: number;
  readonly mostOfOne?: number;
  readonly heartbeatMs?: number;
};

type Event = { readonly number: number; readonly hint: ChangeHint };
type Stream = {
  actor: Actor;
  visible: ReadonlySet<string>;
  readonly write: (text: string) => void;
  readonly end: () => void;
  readonly again: () => Promise<Actor | null>;
};

const TOPIC = 'changed';
const KEPT_EVENTS = 1_000;
const MOST_STREAMS = 1_000;
const MOST_OF_ONE_ACTOR = 20;
const HEARTBEAT_MS = 20_000;
/** A reader that lets this much pile up is cut off; it comes back by itself. */
const MOST_UNREAD_BYTES = 256 * 1024;

/** Listens to the hints of all servers and hands each to the streams that may see its client. */
export function createEventHub(options: EventHubOptions): EventHub {
  // Ids are of this process: after a restart, or at another server, the gap is unknown and the reader loads everything again.
  const epoch = randomBytes(6).toString('hex');
  const streams = new Set<Stream>();
  const kept: Event[] = [];
  let last = 0;

  const off = options.wake.on(TOPIC, ({ payload }) => {
    const hint = payload === null ? null : parseHint(payload);
    if (hint === null) return streams.forEach((stream) => stream.write(resync(id(++last))));
    const event = { number: ++last, hint };
    kept.push(event);
    if (kept.length > KEPT_EVENTS) kept.shift();
    for (const stream of streams) if (stream.visible.has(hint.clientId)) stream.write(changed(event));
  });
  const heartbeat = setInterval(() => streams.forEach((stream) => void beat(stream)), options.heartbeatMs ?? HEARTBEAT_MS);
  heartbeat.unref();

  function id(number: number): string {
    return `${epoch}-${number}`;
  }

  function changed(event: Event): string {
    return `id: ${id(event.number)}\nevent: changed\ndata: ${JSON.stringify(event.hint)}\n\n`;
  }

  async function beat(stream: Stream): Promise<void> {
    stream.write(': still here\n\n');
    const actor = await stream.again().catch(() => stream.actor);
    if (actor === null) return stream.end();
    stream.actor = actor;
    stream.visible = visibleTo(actor);
  }

  function missedSince(lastEventId: string, visible: ReadonlySet<string>): string {
    const [theirEpoch, number] = lastEventId.split('-');
    const from = Number(number);
    const first = kept[0]?.number ?? last + 1;
    if (theirEpoch !== epoch || !Number.isInteger(from) || from > last || from < first - 1) return resync(id(last));
    return kept
      .filter((event) => event.number > from && visible.has(event.hint.clientId))
      .map(changed)
      .join('');
  }

  return {
    open(request, reply, actor, again) {
      const ofActor = [...streams].filter((stream) => stream.actor.id === actor.id).length;
      if (streams.size >= (options.most ?? MOST_STREAMS) || ofActor >= (options.mostOfOne ?? MOST_OF_ONE_ACTOR)) {
        throw new RefusedRequest('unavailable', 'Too many screens are listening for changes; this one has to ask from time to time.');
      }
      const { raw } = reply;
      const visible = visibleTo(actor);
      const headers = {
        ...reply.getHeaders(),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      };
      reply.hijack();
      const stream: Stream = {
        actor,
        visible,
        again,
        write(text) {
          raw.write(text);
          if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
        },
        end: () => void raw.end(),
      };
      raw.once('close', () => streams.delete(stream));
      raw.on('error', (error) => options.log.debug({ err: error }, 'an event stream broke'));
      raw.writeHead(200, headers as Record<string, string>);
      const lastEventId = request.headers['last-event-id'];
      stream.write(`retry: 3000\n${typeof lastEventId === 'string' ? '' : `id: ${id(last)}\n`}\n`);
      if (typeof lastEventId === 'string') stream.write(missedSince(lastEventId, visible));
      streams.add(stream);
    },
    close() {
      off();
      clearInterval(heartbeat);
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}

function resync(id: string): string {
  return `id: ${id}\nevent: resync\ndata: {}\n\n`;
}

function visibleTo(actor: Actor): ReadonlySet<string> {
  return new Set(actor.scopeFor('client.read'));
}

function parseHint(payload: string): ChangeHint | null {
  try {
    // Written by a server of ours (announce); a stranger on the database could write anything, and then screens just look again.
    const value = JSON.parse(payload) as ChangeHint;
    return typeof value.clientId === 'string' && typeof value.what === 'string' ? value : null;
  } catch {
    return null;
  }
}
