/**
 * One look at one deployment in a process of its own, for tests that kill it: `FETTLE_TEST_SERVER_STOP_AT` says where. The job comes as JSON on the
 * command line. Prints what came of the look, if it lives that long.
 */
import { signingKeyFromPem } from '@fettle/proof/keys';
import { settableClock } from '../../platform/clock.ts';
import { openDb, openPool } from '../../platform/database/index.ts';
import { silentLog } from '../../platform/log.ts';
import { makeEngine } from '../engine.ts';
import { reconcileDeployment } from '../reconcile.ts';
import { contextWith } from './context.ts';

export type LookJob = {
  readonly url: string;
  readonly serverKey: string;
  readonly now: string;
  readonly clientId: string;
  readonly deploymentId: string;
};

// Written by the test that starts this program.
const job = JSON.parse(process.argv[2] ?? '{}') as LookJob;
const key = signingKeyFromPem(job.serverKey);
if (!key.ok) throw new Error(key.detail);
const pool = openPool({ kind: 'url', url: job.url }, silentLog(), { max: 2 });
const context = contextWith({
  db: openDb(pool),
  url: job.url,
  clock: settableClock(job.now),
  serverKey: key.key,
  wake: { on: () => () => {}, stop: async () => {} },
});
const looked = await reconcileDeployment(makeEngine([]), context, job.clientId, job.deploymentId);
process.stdout.write(`${looked}\n`);
await pool.end();
