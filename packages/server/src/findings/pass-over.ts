/** Work that is done client by client: one that fails is told of and passed over, so that it holds up no other. */
import type { Context } from '../platform/feature.ts';

export type PassedOver = {
  /** Does the work of a client. Where that throws it is logged, and the client is passed over for as long as this lives. */
  readonly unlessItFails: (clientId: string, work: () => Promise<void>) => Promise<void>;
};

/** For one round of work: the next one tries every client again. */
export function passOver({ log }: Pick<Context, 'log'>): PassedOver {
  const failed = new Set<string>();
  return {
    async unlessItFails(clientId, work) {
      if (failed.has(clientId)) return;
      try {
        await work();
      } catch (error) {
        failed.add(clientId);
        log.error({ err: error, clientId }, 'offers of this client could not be judged; it is tried again');
      }
    },
  };
}
