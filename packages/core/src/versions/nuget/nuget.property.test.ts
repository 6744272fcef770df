import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testLaws } from '../testing/laws.ts';

const numbers = fc
  .array(fc.constantFrom('0', '1', '01', '9', '10', '2147483647'), { minLength: 1, maxLength: 4 })
  .map((all) => all.join('.'));
const labels = fc
  .array(fc.constantFrom('0', '1', '9', '10', '2147483648', 'a', 'A', 'rc', 'RC1', '-', '-1', '1a'), { maxLength: 3 })
  .map((all) => (all.length === 0 ? '' : `-${all.join('.')}`));
const version = fc.tuple(numbers, labels, fc.constantFrom('', '', '+1', '+b.01')).map((parts) => parts.join(''));

testLaws('nuget', version);

test('case, trailing zeros and metadata do not count', () => {
  fc.assert(
    fc.property(numbers, labels, (start, rest) => {
      expect(compareVersions('nuget', start + rest.toUpperCase(), start + rest.toLowerCase())).toBe(0);
      expect(compareVersions('nuget', `${start}${rest}+x`, start + rest)).toBe(0);
      if (start.split('.').length < 4) expect(compareVersions('nuget', `${start}.0${rest}`, start + rest)).toBe(0);
    }),
  );
});
