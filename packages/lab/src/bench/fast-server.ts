/**
 * The server of the product as a process of its own, with a clock that whoever started it moves: `{ clock }`. It also answers what a benchmark wants to know of its
 * database, in the scope of all clients and with the rights of the server: `{ text, values }`; and tells which statements took how long: `{ statements }`.
 */
import { readFileSync } from 'node:fs';
import { fettle } from '@fettle/server/app';
import { allClientIds, inClients, notify, rawClient } from '@fettle/server/platform/database';
import { describeProblems, loadConfig } from '@fettle/server/platform/config';
import { startServer } from '@fettle/server/start';
import type { RunningServer, StartOptions } from '@fettle/server/start';
import { pino } from 'pino';
import { watchStatements } from './statements.ts';

export type Ask =
  | { readonly id: number; readonly clock: string; readonly topics: readonly string[] }
  | { readonly id: number; readonly text: string; readonly values: readonly unknown[] }
  | { readonly id: number; readonly statements: 'since then' };

/** It stands between two moves. */
function movedClock(start: Temporal.Instant): NonNullable<StartOptions['clock']> & { readonly set: (to: Temporal.Instant) => void } {
  let at = start;
  return {
    now: () => at,
    set(to) {
      at = to;
    },
  };
}

const statements = watchStatements();
const config = loadConfig(process.env, (path) => readFileSync(path, 'utf8'));
if (Array.isArray(config)) throw new Error(describeProblems(config));
const clock = movedClock(Temporal.Instant.from(process.env['BENCH_START'] ?? ''));
const say = (label: string, text: string) => void process.stdout.write(`  ${label.padEnd(10)} ${text}\n`);
const log = pino({ level: 'error' }, pino.destination({ dest: 2, sync: true }));
const server = await startServer({ config, log, say, parts: fettle(), clock });

process.on('message', (ask: Ask) => {
  answer(ask, server).then(
    (value) => process.send?.({ id: ask.id, value }),
    (error: unknown) => process.send?.({ id: ask.id, error: String(error) }),
  );
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));

async function answer(ask: Ask, { context }: RunningServer): Promise<unknown> {
  if ('statements' in ask) return statements.take();
  if ('clock' in ask) {
    clock.set(Temporal.Instant.from(ask.clock));
    await inClients(context.db, [], async (tx) => {
      for (const topic of ask.topics) await notify(tx, topic, '');
    });
    return null;
  }
  return inClients(context.db, await allClientIds(context.db), async (tx) => {
    const client = await rawClient(tx);
    return (await client.query(ask.text, [...ask.values])).rows;
  });
}
