import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from './run-step.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ node: string, deadline: number, onInterrupt: (signal: NodeJS.Signals) => void }} Run deadline: when all must have ended, in milliseconds since the epoch */
/** @typedef {{ counts: import('./counts.mjs').Counts | 'left out', seconds: number }} Timed */

/**
 * Runs a step and says how long it took.
 *
 * @param {Step} step
 * @param {Run} run
 * @param {number} [output] descriptor of the file that takes what it prints
 * @returns {Promise<Timed>}
 */
export async function timed(step, run, output) {
  const started = Date.now();
  const { node, deadline, onInterrupt } = run;
  const counts = await runStep(step, {
    node,
    millisecondsLeft: deadline - started,
    onInterrupt,
    ...(output === undefined ? {} : { output }),
  });
  return { counts, seconds: (Date.now() - started) / 1000 };
}

/**
 * Starts a step that runs beside others. Its end is awaited, and what it printed is shown, by whoever calls the function that comes back.
 *
 * @param {Step} step
 * @param {Run} run
 * @returns {() => Promise<Timed>}
 */
export function startBeside(step, run) {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-test-'));
  const file = join(folder, 'output');
  const output = openSync(file, 'w');
  const running = timed(step, run, output);
  // A failure is told when its turn comes; until then nobody waits for it.
  running.catch(() => {});
  return async () => {
    try {
      return await running;
    } finally {
      closeSync(output);
      process.stdout.write(readFileSync(file));
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
