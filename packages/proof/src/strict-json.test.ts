import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes } from './canonical.ts';
import { parseStrictJson, parseStrictJsonText } from './strict-json.ts';

const refused = [
  ['{"a":1,"a":2}', 'has the same member name twice in one object'],
  ['{"a":1,"\\u0061":1}', 'has the same member name twice in one object'],
  ['[{"x":{"b":1,"c":":","b":1}}]', 'has the same member name twice in one object'],
  ['{"a":1', 'cannot be parsed'],
  ['', 'cannot be parsed'],
  ['{"a":1} x', 'cannot be parsed'],
  ['["\\ud800"]', 'has a string with half of a surrogate pair'],
  ['{"\\udc00":1}', 'has a string with half of a surrogate pair'],
  ['[1e400]', 'has a number that is too large'],
  ['{"__proto__":{"admin":true}}', 'has a member named __proto__'],
  ['['.repeat(101) + ']'.repeat(101), 'is nested deeper than 100 levels'],
  ['\ufeff{}', 'cannot be parsed'],
] as const;

describe('strict JSON', () => {
  test.each(refused)('%s is refused: it %s', (text, problem) => {
    expect(parseStrictJson(new TextEncoder().encode(text))).toEqual({ ok: false, problem });
  });

  test.each(['ff', 'c080', 'eda080', '22e28222', 'f8888080'])('the bytes %s are refused as UTF-8', (hex) => {
    expect(parseStrictJson(Uint8Array.fromHex(hex))).toEqual({ ok: false, problem: 'is not valid UTF-8' });
  });

  test('colons, quotes and backslashes inside strings do not count as members', () => {
    const text = '{"a:b":"\\\\","c":"\\":\\"","d":{"a:b":"::"}}';
    expect(parseStrictJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  test.each(['["\\ud83d\\ude00"]', '["\\\\ud800"]', '{"\\uD83D\\uDE00":"\\u00df"}'])(
    'the escapes of %s are whole characters and are taken',
    (text) => {
      expect(parseStrictJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) });
    },
  );

  test('half a surrogate that stands in the text itself is refused', () => {
    expect(parseStrictJsonText('["\ud800"]')).toEqual({ ok: false, problem: 'has a string with half of a surrogate pair' });
  });

  test('nesting without end is refused, not a crash', () => {
    expect(parseStrictJsonText('['.repeat(200_000) + ']'.repeat(200_000)).ok).toBe(false);
    expect(parseStrictJsonText('{"a":'.repeat(50_000) + '"\\ud800"' + '}'.repeat(50_000)).ok).toBe(false);
  });

  test('whatever is written canonically is read back', () => {
    const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }).filter((any) => !JSON.stringify(any).includes('__proto__'));
    fc.assert(
      fc.property(value, (any) => {
        const read = parseStrictJson(canonicalBytes(any));
        expect(read.ok && canonicalBytes(read.value)).toEqual(canonicalBytes(any));
      }),
      { numRuns: 50 },
    );
  });
});
