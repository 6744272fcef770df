import { join } from 'node:path';
import { generateKey } from '@fettle/proof/keys';
import { loadConfig } from '@fettle/server/platform/config';
import { openDatabase } from '@fettle/server/platform/database';
import { silentLog, systemClock, timestamp } from '@fettle/server/platform/testing';
import type { Context } from '@fettle/server/platform/testing';
import { newId } from '@fettle/server/platform/testing';

/** What features are given, on an embedded database in `folder`, without listeners and without background work: the benchmark calls the work itself. */
export async function benchContext(folder: string): Promise<{ readonly context: Context; close(): Promise<void> }> {
  const env = { FETTLE_DATA: join(folder, 'data'), FETTLE_KEYS: join(folder, 'keys'), FETTLE_FEEDS: 'off', FETTLE_LOG_LEVEL: 'error' };
  const config = loadConfig(env, () => '');
  if (Array.isArray(config)) throw new Error(config.map((problem) => problem.sentence).join('\n'));
  const log = silentLog();
  const database = await openDatabase(config.database, { dataFolder: config.dataFolder, log });
  const context: Context = {
    config,
    db: database.db,
    clock: systemClock,
    log,
    wake: { on: () => () => undefined, stop: async () => undefined },
    serverKey: generateKey(),
    publicUrl: () => 'http://127.0.0.1',
    agentUrl: () => 'http://127.0.0.1',
    newId: () => newId(systemClock),
    now: () => timestamp(systemClock.now()),
  };
  return { context, close: () => database.close() };
}
