/** A server whose clock the benchmark moves, and whose database it may ask: `fast-server.ts` from outside. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ask } from './fast-server.ts';
import { startBenchServer } from './server.ts';
import type { BenchServer } from './server.ts';
import type { StatementTime } from './statements.ts';

export type FastServer = BenchServer & {
  readonly now: () => string;
  /** Moves the clock, and has the server look. */
  readonly moveTo: (instant: Temporal.Instant) => Promise<void>;
  readonly query: <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  readonly statements: () => Promise<StatementTime[]>;
  /** Until no deployment is due, and nothing of a campaign in line. */
  readonly settled: () => Promise<void>;
};

/** Omitted from each kind on its own: a union keeps its members. */
type WithoutId<A> = A extends { readonly id: number } ? Omit<A, 'id'> : never;

const topics = ['deployment', 'campaign'];

export async function startFastServer(start: Temporal.Instant): Promise<FastServer> {
  const server = await startBenchServer({ BENCH_START: start.toString() }, join(import.meta.dirname, 'fast-server.ts'));
  let at = start;
  let last = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  server.process.on('message', (said: { id: number; value?: unknown; error?: string }) => {
    const one = waiting.get(said.id);
    waiting.delete(said.id);
    if (said.error === undefined) one?.resolve(said.value);
    else one?.reject(new Error(said.error));
  });
  const ask = (what: WithoutId<Ask>) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      server.process.send({ ...what, id: last });
    });
  const query = async <Row>(text: string, values: readonly unknown[] = []) => (await ask({ text, values })) as Row[];
  return {
    ...server,
    now: () => at.toString({ fractionalSecondDigits: 3 }),
    async moveTo(instant) {
      at = instant;
      await ask({ clock: instant.toString(), topics });
    },
    query,
    statements: async () => (await ask({ statements: 'since then' })) as StatementTime[],
    async settled() {
      // To ask is work of the server, too.
      for (let wait = 10; ; wait = Math.min(wait * 1.5, 40)) {
        const [open] = await query<{ due: boolean }>(
          `select exists (select 1 from deployment_state where wake_at <= $1) or exists (select 1 from deployment_wake)
             or exists (select 1 from campaign_client where next_at <= $1) as due`,
          [at.toString()],
        );
        if (open?.due !== true) return;
        await pause(wait);
      }
    },
  };
}
