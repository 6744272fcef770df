import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../setup/checkout.mjs';

/**
 * What a step counted. `secondTry`: passed, but not at once, and why not.
 * @typedef {{ passed: number, failed: number, skipped: string[], failures: string[], secondTry: string[] }} Counts
 */

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] }} Assertion */
/** @typedef {{ name: string, status: string, assertionResults: Assertion[] }} FileResult */

/**
 * Counts a Vitest run from its JSON report. Everything that is wrong with the run and is not a failed test counts as
 * one: no report (it crashed, or hung), a file that did not load, an error outside every test, no test at all.
 *
 * @param {string} report path of the JSON report
 * @param {{ code: number, timedOut: boolean }} ended how the process ended
 * @returns {Counts}
 */
export function countVitest(report, ended) {
  const results = readReport(report);
  if (!results) return oneFailure(ended.timedOut ? 'ran out of time' : `Vitest ended with status ${ended.code} and wrote no report`);
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: [], failures: [], secondTry: [] };
  const fail = (/** @type {string} */ what) => {
    counts.failed += 1;
    counts.failures.push(what);
  };
  for (const file of results) {
    const name = relative(root, file.name);
    const failedBefore = counts.failed;
    for (const test of file.assertionResults) {
      const [why] = test.failureMessages ?? [];
      if (test.status === 'passed' && why !== undefined)
        counts.secondTry.push(`${name}: ${test.fullName.trim()}: ${why.split('\n', 1)[0]}`);
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') fail(`${name}: ${test.fullName.trim()}`);
      else counts.skipped.push(`${name}: ${test.fullName.trim()}`);
    }
    if (file.status === 'failed' && counts.failed === failedBefore) fail(`${name}: the file itself failed`);
  }
  if (ended.timedOut) fail('ran out of time');
  if (counts.passed + counts.failed === 0) fail('no test was found');
  if (ended.code !== 0 && counts.failed === 0) fail(`every test passed, but Vitest ended with status ${ended.code}`);
  return counts;
}

/** One check that is not Vitest's: passed with status 0. */
export function countCheck(/** @type {{ code: number, timedOut: boolean }} */ ended) {
  if (ended.code === 0 && !ended.timedOut) return { passed: 1, failed: 0, skipped: [], failures: [], secondTry: [] };
  return oneFailure(ended.timedOut ? 'ran out of time' : `ended with status ${ended.code}`);
}

/** A step that could not do its work. @returns {Counts} */
export function oneFailure(/** @type {string} */ why) {
  return { passed: 0, failed: 1, skipped: [], failures: [why], secondTry: [] };
}

/** @returns {FileResult[] | undefined} */
function readReport(/** @type {string} */ path) {
  if (!existsSync(path)) return undefined;
  try {
    const results = JSON.parse(readFileSync(path, 'utf8')).testResults;
    return Array.isArray(results) ? results : undefined;
  } catch {
    return undefined; // cut off in the middle of writing
  }
}
