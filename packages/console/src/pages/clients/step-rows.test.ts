import { numberWords } from '@fettle/core/checklist';
import { expect, test } from 'vitest';
import { rowsOf } from './step-rows.ts';

test('every number of the twelve steps opens a list', () => {
  expect(Object.keys(numberWords).filter((key) => rowsOf(key, 'c1') === undefined)).toEqual([]);
  expect(rowsOf('missingParts', 'c1')).toBe('/clients/c1?tab=programme');
  expect(rowsOf('somethingElse', 'c1')).toBeUndefined();
});
