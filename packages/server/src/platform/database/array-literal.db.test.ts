import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrayLiteral } from './array-literal.ts';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => database.close());

test('whatever text stands in it, PostgreSQL reads the array that was meant', async () => {
  // PostgreSQL keeps no zero byte, and no half of a character.
  const text = fc.oneof(
    fc.constantFrom('', 'NULL', 'null', '"', '\\', '\\"', '{', '}', ',', ' ', '\n', "'"),
    fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
      const found = await sql<{ v: string[] }>`select ${arrayLiteral(values)}::text[] as v`.execute(database.superuserDb);
      expect(found.rows[0]?.v).toEqual(values);
    }),
    { numRuns: 200 },
  );
});

test('numbers and truth values are read as such', async () => {
  const found = await sql<{ n: number[]; b: boolean[] }>`
    select ${arrayLiteral([1, -2, null])}::int[] as n, ${arrayLiteral([true, false, null])}::boolean[] as b`.execute(database.superuserDb);
  expect(found.rows[0]).toEqual({ n: [1, -2, null], b: [true, false, null] });
});
