/**
 * npm test: sets up what is missing and runs every test, cheap ones first. A step that fails does not hide the ones
 * after it. The last line is "N passed, N failed".
 */
import { ensureDebianPackages } from './setup/debian.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/packaged-node.mjs';
import { Obstacle, main, say, tell } from './setup/say.mjs';
import { startBeside, timed } from './test/beside.mjs';
import { steps, totalMinutes } from './test/steps.mjs';
import { summary } from './test/summary.mjs';

const help = `Usage: npm test                      everything
       npm test -- STEP [STEP…]     these steps only
       npm test -- --list           the steps and their time limits
`;

/** @type {NodeJS.Signals | undefined} */
let interrupted;

await main(async () => {
  const args = process.argv.slice(2);
  if (args[0] === '--help' || args[0] === '-h') {
    process.stdout.write(help);
    return 0;
  }
  if (args[0] === '--list') {
    for (const { name, title, minutes } of steps) say(`${name.padEnd(12)} ${title} (at most ${minutes} min)`);
    return 0;
  }
  const deadline = Date.now() + totalMinutes * 60_000;
  const chosen = choose(args);
  const node = await setUp(chosen);
  if (!node) return 1;
  /** @type {Array<import('./test/summary.mjs').Row>} */
  const rows = [];
  const run = { node, deadline, onInterrupt: (/** @type {NodeJS.Signals} */ signal) => (interrupted = signal) };
  /** Steps that run already, beside others. @type {Map<string, ReturnType<typeof startBeside>>} */
  const begun = new Map();
  for (const step of chosen) {
    if (interrupted && !begun.has(step.name)) continue;
    for (const other of chosen) if (other.beside === step.name) begun.set(other.name, startBeside(other, run));
    say(`\n=== ${step.title} (${step.name}) ===`);
    const { counts, seconds } = await (begun.get(step.name)?.() ?? timed(step, run));
    rows.push({ step: step.name, counts, seconds });
    say(
      `--- ${step.name}: ${counts === 'left out' ? counts : `${counts.passed} passed, ${counts.failed} failed`} in ${seconds.toFixed(1)} s`,
    );
  }
  const told = summary(rows);
  say(`\n${told.table}`);
  if (interrupted) say(`Stopped by ${interrupted} before the end.`);
  say(told.lastLine);
  return told.failed > 0 || interrupted ? 1 : 0;
});

/** @returns {Promise<string | undefined>} path of the packaged Node; undefined when something stands in the way, which is then told and counted as one failure */
async function setUp(/** @type {readonly import('./test/steps.mjs').Step[]} */ chosen) {
  try {
    await ensureDependencies();
    await ensureDebianPackages(['node', ...chosen.flatMap((step) => step.needs ?? [])]);
    return checkNode();
  } catch (error) {
    tell(error);
    say('0 passed, 1 failed');
    return undefined;
  }
}

/** The steps named, in the order of the list; all of them when none is. */
function choose(/** @type {string[]} */ names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Obstacle(`There is no step called ${unknown.join(', ')}. The steps are: ${steps.map((step) => step.name).join(', ')}.`);
  }
  return names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
}
