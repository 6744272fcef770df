import { expect, test } from 'vitest';
import { best } from './best.ts';

const entries = ['Devices', 'Zürich Nord', 'Nordwind AG', 'Wind & Söhne', 'Kühlwind'].map((label) => ({ label }));

test.each([
  ['', ['Devices', 'Zürich Nord', 'Nordwind AG', 'Wind & Söhne', 'Kühlwind']],
  ['zur', ['Zürich Nord']],
  ['nord', ['Nordwind AG', 'Zürich Nord']],
  ['wind', ['Wind & Söhne', 'Nordwind AG', 'Kühlwind']],
  ['SOHNE', ['Wind & Söhne']],
  ['xyz', []],
])('%j finds %j', (sought, labels) => {
  expect(best(entries, sought, 10).map((entry) => entry.label)).toEqual(labels);
});
