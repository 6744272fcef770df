/** Answers of the real vercmp to generated versions, recorded: not every machine that runs these tests has pacman. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readNativeTable } from '../testing/native-table.ts';
import { wrongRows } from '../testing/oracle-rows.ts';

test('vercmp of pacman 6.0 gave the same order for generated pairs', () => {
  const rows = readNativeTable(readFileSync(new URL('fixtures/vercmp.txt', import.meta.url), 'utf8'));
  expect(rows.length).toBeGreaterThanOrEqual(400);
  expect(wrongRows('arch', rows)).toEqual([]);
});
