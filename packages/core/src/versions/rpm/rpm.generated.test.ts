/** Answers of the real rpm to generated versions, recorded: not every machine that runs these tests has rpm. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readNativeTable } from '../testing/native-table.ts';
import { wrongRows } from '../testing/oracle-rows.ts';

test('rpm 4.18 gave the same order for generated pairs', () => {
  const rows = readNativeTable(readFileSync(new URL('fixtures/rpm.txt', import.meta.url), 'utf8'));
  expect(rows.length).toBeGreaterThanOrEqual(400);
  expect(wrongRows('rpm', rows)).toEqual([]);
});
