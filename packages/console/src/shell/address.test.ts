import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch, writeSearch } from './address.ts';

test('what is written into an address is read back as it was, without what is empty', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (search) => {
      const wellFormed = Object.fromEntries(Object.entries(search).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
      const kept = Object.fromEntries(Object.entries(wellFormed).filter(([, value]) => value !== ''));
      expect({ ...parseSearch(writeSearch(wellFormed)) }).toEqual({ ...kept });
    }),
  );
});
