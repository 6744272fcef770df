/** What stories of an agent share: a device with its server for each, and words for what is waited for. */
import { afterEach, beforeEach } from 'vitest';
import { simAgentCommand } from './bundled.ts';
import { fromNow, openLive } from './live.ts';
import type { Live } from './live.ts';

export type Story = {
  readonly live: Live;
  readonly isOver: (id?: string) => boolean;
  readonly isAt: (phase: string, id?: string) => boolean;
  readonly over: (id?: string) => Promise<void>;
  readonly says: (words: string) => boolean;
  /** What was begun on the device, in order. */
  readonly begun: () => string[];
  /** Lines that were reported on the way. */
  readonly lines: (id?: string) => string[];
  readonly version: () => string | undefined;
};

/** A new device and server for each test; the getter gives the one of the test that runs. */
export function stories(): () => Story {
  let live: Live;
  beforeEach(async () => {
    live = await openLive(await simAgentCommand());
  });
  afterEach(() => live.close());
  return () => storyOf(live);
}

function storyOf(live: Live): Story {
  const isOver = (id = 'i-1') => live.server.of(id).some(({ body }) => body.status === 'ended' || body.status === 'refused');
  return {
    live,
    isOver,
    isAt: (phase, id = 'i-1') => live.server.of(id).some(({ body }) => body.status === 'progress' && body.phase === phase),
    over: (id = 'i-1') => live.until(() => isOver(id), `${id} is over`, 60),
    says: (words) => live.logs.some((line) => line.includes(words)),
    begun: () => live.device.done().filter((line) => line.endsWith('begins')),
    lines: (id = 'i-1') => live.server.of(id).flatMap(({ body }) => (body.status === 'progress' ? [body.line] : [])),
    version: () => live.device.packages()['lab-app']?.version,
  };
}

/** A ring that may not start for so many seconds. */
export function ringFrom(seconds: number) {
  return { name: 'test', earliest: fromNow(seconds), gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } };
}

/** Starts are slow where many tests share two processors. */
export const patient = { timeout: 90_000 };
