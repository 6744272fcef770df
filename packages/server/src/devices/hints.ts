/**
 * Hints to screens that devices changed, gathered for a moment: a notification in each check-in's transaction would queue their commits up behind one
 * another. A lost hint costs a screen a moment, nothing else.
 */
import { inNoClient, notify } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';

const delayMs = 300;
/** More devices of a client than this at once: the hint names no device, screens look at all. */
const mostNamed = 20;

export type DeviceHints = { readonly changed: (clientId: string, deviceId: string) => void; readonly stop: () => Promise<void> };

export function deviceHints(context: Context): DeviceHints {
  const byClient = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();

  async function send(): Promise<void> {
    const given = [...byClient];
    byClient.clear();
    if (given.length === 0) return;
    await inNoClient(context.db, async (tx) => {
      for (const [clientId, ids] of given) {
        for (const id of ids.size > mostNamed ? [null] : ids) await notify(tx, 'changed', JSON.stringify({ clientId, what: 'device', id }));
      }
    });
  }
  return {
    changed(clientId, deviceId) {
      const ids = byClient.get(clientId) ?? new Set<string>();
      byClient.set(clientId, ids.add(deviceId));
      timer ??= setTimeout(() => {
        timer = null;
        sending = sending
          .then(send)
          .catch((error: unknown) => context.log.warn({ err: error }, 'screens could not be told of changed devices'));
      }, delayMs);
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      await sending;
    },
  };
}
