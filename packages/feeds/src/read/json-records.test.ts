import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../types.ts';
import { jsonRecords } from './json-records.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function read(text: string, size = 5, limit = 10_000): Promise<readonly unknown[]> {
  const records = await Array.fromAsync(jsonRecords(pieces(text, size), limit));
  return records.map((record) => ('problem' in record ? [record.key, `problem: ${record.problem}`] : [record.key, record.value]));
}

describe('the records of one document', () => {
  test.each([
    [
      'an object',
      '{"a": 1, "b": {"c": [1, 2]}}',
      [
        ['a', 1],
        ['b', { c: [1, 2] }],
      ],
    ],
    [
      'a list',
      '[1, {"a": 2}, "x"]',
      [
        ['0', 1],
        ['1', { a: 2 }],
        ['2', 'x'],
      ],
    ],
    ['nothing in an object', ' {} \n', []],
    ['nothing in a list', '[]', []],
    ['a byte order mark', '\uFEFF{"a": 1}', [['a', 1]]],
    [
      'brackets and quotes in texts',
      String.raw`{"a}": "{[\"\\", "b": "\\\""}`,
      [
        ['a}', '{["\\'],
        ['b', '\\"'],
      ],
    ],
    [
      'a record that is no JSON, and the next',
      '{"a": nope, "b": 2}',
      [
        ['#0', 'problem: it is no JSON: "a": nope'],
        ['b', 2],
      ],
    ],
  ] as const)('%s', async (_what, text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  test('one that is too long is a problem, and the next follows', async () => {
    expect(await read(`{"a": "${'x'.repeat(100)}", "b": 2}`, 7, 50)).toEqual([
      ['#0', 'problem: it is longer than the 50 characters allowed'],
      ['b', 2],
    ]);
  });
});

test('a document is the same however it comes in pieces', async () => {
  const document = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(document, fc.integer({ min: 1, max: 20 }), fc.nat(2), async (value, size, indent) => {
      expect(await read(JSON.stringify(value, null, indent), size)).toEqual(
        Object.entries<unknown>(JSON.parse(JSON.stringify(value))).map(([key, one]) => [key, one]),
      );
    }),
  );
});

test('cut short anywhere it is refused', async () => {
  const text = String.raw`{"a": {"b": "\"}"}, "c": [1, 2]}`;
  for (let length = 0; length < text.length; length += 1) {
    await expect(read(text.slice(0, length)), text.slice(0, length)).rejects.toThrow(UnreadableFile);
  }
});

test.each(['"text"', '7', '{"a": 1} {"b": 2}', '{"a": 1} x', '}', '{"a": 1}]', 'x{"a": 1}'])('%s is no such document', async (text) => {
  await expect(read(text)).rejects.toThrow(UnreadableFile);
});
