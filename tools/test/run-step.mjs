import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCheckout } from '../setup/checkout.mjs';
import { builtConsole, isBuilt } from '../setup/console.mjs';
import { Obstacle, say } from '../setup/say.mjs';
import { startCluster } from './cluster.mjs';
import { countCheck, countVitest, oneFailure } from './counts.mjs';
import { runLimited } from './limited.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */

/**
 * Runs one step and counts it. What goes wrong in a step is a failure of that step and never of the run.
 *
 * @param {import('./steps.mjs').Step} step
 * @param {{ node: string, millisecondsLeft: number, onInterrupt: (signal: NodeJS.Signals) => void, output?: number }} run
 *   output: descriptor of the file that takes what the step prints; without it that goes where ours goes
 * @returns {Promise<Counts | 'left out'>} 'left out': what the step is about does not exist in this checkout
 */
export async function runStep(step, run) {
  if (!existsSync(inCheckout(step.room))) {
    say(`Left out: there is no ${step.room} here, and this step is about nothing else.`);
    return 'left out';
  }
  if (run.millisecondsLeft < 5_000) return oneFailure('no time was left for it');
  /** @type {Awaited<ReturnType<typeof startCluster>> | undefined} */
  let cluster;
  const scratch = mkdtempSync(join(tmpdir(), 'fettle-test-'));
  try {
    cluster = step.cluster ? await startCluster() : undefined;
    if (cluster) say(`On ${cluster.version}`);
    const report = join(scratch, 'report.json');
    const reporters = step.project ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
    const ended = await runLimited(run.node, [...step.run, ...reporters], {
      env: environment(cluster?.url),
      limitMs: Math.min(step.minutes * 60_000, run.millisecondsLeft),
      onInterrupt: run.onInterrupt,
      ...(run.output === undefined ? {} : { output: run.output }),
    });
    return step.project ? countVitest(report, ended) : countCheck(ended);
  } catch (error) {
    if (!(error instanceof Obstacle)) console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    say(message);
    return oneFailure(message);
  } finally {
    await cluster?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Steps take nothing from the person's own settings: a DATABASE_URL in the shell must not send tests to a real database.
 * @returns {NodeJS.ProcessEnv}
 */
function environment(/** @type {string | undefined} */ databaseUrl) {
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !/^(FETTLE_|PG)/.test(name));
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...Object.fromEntries(inherited), PATH: `${inCheckout('node_modules', '.bin')}:${process.env.PATH}` };
  // Tests of the console take this build instead of making their own, but only while it is one of these very sources.
  if (isBuilt()) env.FETTLE_CONSOLE_DIST = builtConsole;
  return databaseUrl ? { ...env, FETTLE_TEST_DATABASE_URL: databaseUrl } : env;
}
