/** Thousands of answers of the real dpkg. Where they are missing, `deb.native.test.ts` still asks dpkg itself. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oracleFile, readOracle, wrongRows } from '../testing/oracle-rows.ts';

const file = oracleFile('deb');

test.runIf(existsSync(file))('every recorded answer of dpkg is ours (needs shared/data/version-oracle beside the checkout)', () => {
  const rows = readOracle(readFileSync(file, 'utf8'));
  expect(rows.length).toBeGreaterThan(1_000);
  expect(wrongRows('deb', rows)).toEqual([]);
});
