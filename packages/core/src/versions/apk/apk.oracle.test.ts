import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oracleFile, readOracle, wrongRows } from '../testing/oracle-rows.ts';

const file = oracleFile('apk');

test.runIf(existsSync(file))('every recorded answer of apk-tools is ours (needs shared/data/version-oracle beside the checkout)', () => {
  const rows = readOracle(readFileSync(file, 'utf8'));
  expect(rows.length).toBeGreaterThan(1_000);
  expect(wrongRows('apk', rows)).toEqual([]);
});
