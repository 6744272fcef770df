/**
 * `npm test -- histories`: a hundred thousand random histories of the deployment engine on two threads, each with seeds of its own. The same each
 * time, so that a change is judged by itself; `node tools/play-histories.ts SEED [HOW MANY]` looks elsewhere.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
// oxlint-disable-next-line no-restricted-imports -- the worlds of the engine's tests are no door of its package
import { history } from '../packages/core/src/deployment/testing/histories.ts';

type Part = { readonly seed: number; readonly runs: number };
type Answer = { readonly failed: string | null };

const threads = 2;
/** So many at once: fast-check remembers what it ran. */
const atOnce = 5_000;

function play({ seed, runs }: Part): Answer {
  for (let done = 0; done < runs; done += atOnce) {
    const found = fc.check(history, { seed: seed + done, numRuns: Math.min(atOnce, runs - done) });
    if (found.failed) return { failed: fc.defaultReportMessage(found) ?? 'It failed and does not say how.' };
  }
  return { failed: null };
}

async function playAll(seed: number, runs: number): Promise<number> {
  const start = performance.now();
  const each = Math.ceil(runs / threads);
  const answers = await Promise.all(
    Array.from({ length: threads }, (_, index) => playBeside({ seed: seed + index * 1_000_000, runs: each })),
  );
  const failed = answers.flatMap((answer) => answer.failed ?? []);
  console.log(`${each * threads} histories of the deployment engine in ${((performance.now() - start) / 1000).toFixed(0)} s, seed ${seed}`);
  for (const told of failed) console.error(told);
  return failed.length === 0 ? 0 : 1;
}

function playBeside(part: Part): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: part });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

if (isMainThread) {
  const [seed, runs] = process.argv.slice(2).map(Number);
  process.exitCode = await playAll(seed ?? 1, runs ?? 100_000);
} else {
  // Given by `playBeside` and nobody else.
  parentPort?.postMessage(play(workerData as Part));
}
