import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalise, maxDepth } from './canonical.ts';

/** A double by its bits, as RFC 8785 appendix B writes it. */
function fromBits(bits: string): number {
  return new DataView(Uint8Array.fromHex(bits).buffer).getFloat64(0);
}

function asObject(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** RFC 8785 in so many words, and without a memory. */
function byDefinition(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(byDefinition).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, part]) => ({ name, text: `${JSON.stringify(name)}:${byDefinition(part)}` }));
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  return `{${members.map(({ text }) => text).join(',')}}`;
}

/** RFC 8785 appendix B, whole. */
const numbers = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const;

/** Input and output of the reference test data, github.com/cyberphone/json-canonicalization testdata/. */
const documents = [
  ['arrays', '[56, {"d": true, "10": null, "1": [ ]}]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    'french',
    '{"peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ingnore locale"}',
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ingnore locale"}',
  ],
  [
    'structures',
    '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ { } ], "A": { }}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
  ],
  ['unicode', '{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
  [
    'values',
    '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}',
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    'weird (sorted by UTF-16 units: the smiley before U+FB33)',
    '{"\\u20ac": "Euro Sign", "1": "One", "\\u0080": "Control\\u007f", "\\ud83d\\ude02": "Smiley", "\\u00f6": "Latin Small Letter O With Diaeresis", "\\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge"}',
    '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
] as const;

class Dressed {
  name = 'not plain';
}
const cycle: { self?: unknown } = {};
cycle.self = cycle;

const refused: readonly (readonly [string, unknown])[] = [
  ['NaN', Number.NaN],
  ['Infinity', [Number.POSITIVE_INFINITY]],
  ['-Infinity', { a: Number.NEGATIVE_INFINITY }],
  ['undefined', undefined],
  ['an undefined member', { a: undefined }],
  ['an undefined item', Array.of<unknown>(1).fill(undefined)],
  ['a bigint', 1n],
  ['a function', { a: (): void => undefined }],
  ['a symbol', Symbol('s')],
  ['a symbol as a member name', { [Symbol('s')]: 1 }],
  ['a lone high surrogate', 'a\ud800'],
  ['a lone low surrogate in a name', { '\udc00': 1 }],
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['a Uint8Array', new Uint8Array(1)],
  ['an instance of a class', new Dressed()],
  ['a String object', new String('x')],
  ['a cycle', cycle],
];

describe('canonical JSON (RFC 8785)', () => {
  test.each(numbers)('the double %s is written %s', (bits, text) => {
    expect(canonicalise(fromBits(bits))).toBe(text);
  });

  test.each(documents)('the reference document %s comes out as published', (_name, input, output) => {
    expect(canonicalise(JSON.parse(input))).toBe(output);
  });

  test.each(refused)('%s is refused with a sentence that says where', (_name, value) => {
    expect(() => canonicalise(value)).toThrow(/^Cannot write canonical JSON: .+\.$/);
    expect(() => canonicalise(value)).toThrow(TypeError);
  });

  test('nesting is taken up to the limit and refused beyond it', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(canonicalise(nested(maxDepth))).toContain('1');
    expect(() => canonicalise(nested(maxDepth + 1))).toThrow(TypeError);
  });

  test('the bytes are the text in UTF-8', () => {
    expect(canonicalBytes({ ü: '€' }).toHex()).toBe(Buffer.from('{"ü":"€"}', 'utf8').toString('hex'));
  });

  test('reading the text back gives an equal value, and writing that gives the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }), (value) => {
        const text = canonicalise(value);
        expect(canonicalise(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  test('however often shapes come and go, the text is the one by the definition', () => {
    const name = fc.oneof(fc.constantFrom('a', 'b', 'ä', '10', '"', '\u20ac', '__proto__'), fc.string({ unit: 'binary', maxLength: 2 }));
    const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.double({ noDefaultInfinity: true, noNaN: true }), fc.boolean());
    const one = fc.array(fc.tuple(name, fc.oneof(part, fc.array(part, { maxLength: 2 }))), { maxLength: 5 }).map(asObject);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (values) => {
        expect(canonicalise(values)).toBe(byDefinition(values));
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which members were set does not matter', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalise(turned)).toBe(canonicalise(record));
      }),
    );
  });
});
