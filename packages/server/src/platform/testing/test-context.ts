import { generateKey } from '@fettle/proof/keys';
import { settableClock, timestamp } from '../clock.ts';
import type { SettableClock } from '../clock.ts';
import { loadConfig } from '../config/index.ts';
import type { Config } from '../config/index.ts';
import { startWake } from '../database/index.ts';
import type { Context } from '../feature.ts';
import { newId } from '../ids.ts';
import { silentLog } from '../log.ts';
import { openTestDatabase } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

export type TestContext = {
  /** As features get it, with a clock that stands until it is moved. */
  readonly context: Context;
  readonly clock: SettableClock;
  readonly database: TestDatabase;
  close(): Promise<void>;
};

/** A context on a database of its own. `env` are settings as an operator would give them. */
export async function openTestContext(env: Record<string, string> = {}): Promise<TestContext> {
  const config = testConfig(env);
  const database = await openTestDatabase();
  const log = silentLog();
  const clock = settableClock('2026-03-02T09:00:00Z');
  const wake = await startWake(database.connection, log);
  const context: Context = {
    config,
    db: database.db,
    clock,
    log,
    wake,
    serverKey: generateKey(),
    publicUrl: () => config.publicUrl ?? 'http://127.0.0.1:8440',
    agentUrl: () => config.agentPublicUrl ?? 'http://127.0.0.1:8441',
    newId: () => newId(clock),
    now: () => timestamp(clock.now()),
  };
  const close = async (): Promise<void> => {
    await wake.stop();
    await database.close();
  };
  return { context, clock, database, close };
}

function testConfig(env: Record<string, string>): Config {
  const config = loadConfig({ FETTLE_FEEDS: 'off', ...env }, () => {
    throw new Error('Tests have no settings file.');
  });
  if (Array.isArray(config)) throw new Error(config.map((problem) => problem.sentence).join('\n'));
  return config;
}
