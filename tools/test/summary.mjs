/** @typedef {{ step: string, counts: import('./counts.mjs').Counts | 'left out', seconds: number }} Row */

/**
 * The table at the end, with every failure, every skipped test and every one that passed only at its second try by name, and the line of counts.
 * @param {Row[]} rows
 * @returns {{ table: string, lastLine: string, failed: number }}
 */
export function summary(rows) {
  let passed = 0;
  let failed = 0;
  const lines = [line('step', 'passed', 'failed', 'skipped', 'seconds')];
  for (const { step, counts, seconds } of rows) {
    if (counts === 'left out') {
      lines.push(`${step.padEnd(14)} left out: see above`);
      continue;
    }
    passed += counts.passed;
    failed += counts.failed;
    lines.push(line(step, counts.passed, counts.failed, counts.skipped.length, seconds.toFixed(1)));
    lines.push(...counts.failures.map((what) => `    failed: ${what}`), ...counts.skipped.map((what) => `    skipped: ${what}`));
    lines.push(...counts.secondTry.map((what) => `    needed a second try: ${what}`));
  }
  return { table: lines.join('\n'), lastLine: `${passed} passed, ${failed} failed`, failed };
}

/** @param {string} step @param {Array<string | number>} cells */
function line(step, ...cells) {
  return step.padEnd(14) + cells.map((cell) => String(cell).padStart(9)).join('');
}
