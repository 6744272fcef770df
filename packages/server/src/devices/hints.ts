/**
 * Hints that follow from what devices say, gathered for a moment: a notification in each of their transactions would queue the commits up behind one
 * another. A lost hint costs a screen, or whoever waits for what is stored, a moment and nothing else.
 */
import { inNoClient, notifyAll } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';

const delayMs = 300;
/** The first is given at once; what follows within this time goes together. */
const betweenMs = 50;
/** More devices of a client than this at once: the hint names no device, screens look at all. */
const mostNamed = 20;

export type DeviceHints = {
  readonly changed: (clientId: string, deviceId: string) => void;
  /** Of something that is committed. */
  readonly tell: (topic: string, payload: string) => void;
  readonly stop: () => Promise<void>;
};

export function deviceHints(context: Context): DeviceHints {
  const byClient = new Map<string, Set<string>>();
  const byTopic = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | null = null;
  let telling: NodeJS.Timeout | null = null;
  let toldAt = 0;
  let sending: Promise<void> = Promise.resolve();

  async function notifyChanged(tx: Tx): Promise<void> {
    const given = [...byClient];
    byClient.clear();
    const hints = given.flatMap(([clientId, ids]) =>
      [...(ids.size > mostNamed ? [null] : ids)].map((id) => JSON.stringify({ clientId, what: 'device', id })),
    );
    await notifyAll(tx, 'changed', hints);
  }
  async function notifyTold(tx: Tx): Promise<void> {
    const given = [...byTopic];
    byTopic.clear();
    for (const [topic, payloads] of given) await notifyAll(tx, topic, [...payloads]);
  }
  function send(what: (tx: Tx) => Promise<void>): void {
    sending = sending
      .then(() => inNoClient(context.db, what))
      .catch((error: unknown) => context.log.warn({ err: error }, 'a hint of what devices said could not be given'));
  }
  return {
    changed(clientId, deviceId) {
      const ids = byClient.get(clientId) ?? new Set<string>();
      byClient.set(clientId, ids.add(deviceId));
      timer ??= setTimeout(() => {
        timer = null;
        send(notifyChanged);
      }, delayMs);
    },
    tell(topic, payload) {
      const payloads = byTopic.get(topic) ?? new Set<string>();
      byTopic.set(topic, payloads.add(payload));
      telling ??= setTimeout(
        () => {
          telling = null;
          toldAt = performance.now();
          send(notifyTold);
        },
        Math.max(0, toldAt + betweenMs - performance.now()),
      );
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      if (telling !== null) clearTimeout(telling);
      await sending;
    },
  };
}
