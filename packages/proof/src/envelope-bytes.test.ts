import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64, payloadTypes, preAuthEncoding } from './envelope-bytes.ts';

const text = new TextEncoder();

/** DSSE protocol.md "Test Vectors", then testvectors/vectors.json of the same repository. */
const encodings = [
  ['http://example.com/HelloWorld', 'hello world', text.encode('DSSEv1 29 http://example.com/HelloWorld 11 hello world').toHex()],
  [
    'application/vnd.in-toto+json',
    '{"_type":"https://in-toto.io/Statement/v1"}',
    '445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203433207b225f74797065223a2268747470733a2f2f696e2d746f746f2e696f2f53746174656d656e742f7631227d',
  ],
  [
    'application/vnd.exämple+json',
    '{"_type":"https://in-toto.io/Statement/v1"}',
    '445353457631203239206170706c69636174696f6e2f766e642e6578c3a46d706c652b6a736f6e203433207b225f74797065223a2268747470733a2f2f696e2d746f746f2e696f2f53746174656d656e742f7631227d',
  ],
  ['application/vnd.in-toto+json', '', '445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203020'],
] as const;

/** RFC 4648 section 10. */
const base64 = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const;

const notBase64 = [
  'Zg',
  'Zg=',
  'Zh==',
  'Zm9=',
  'Zm8',
  ' Zm9v',
  'Zm9v\n',
  'Zm 9v',
  'Zm9v====',
  '=',
  '-_-_',
  'Zm9vZg==Zg==',
  'Zm9€',
  'Z',
  '\tZg==',
];

describe('envelope bytes (DSSE)', () => {
  test.each(encodings)('the pre-authentication encoding of %s and %s is as published', (type, body, hex) => {
    expect(preAuthEncoding(type, text.encode(body)).toHex()).toBe(hex);
  });

  test('no two pairs of type and body share an encoding', () => {
    const part = fc.string({ unit: fc.constantFrom(' ', '1', '2', 'a') });
    fc.assert(
      fc.property(part, part, part, part, (typeA, bodyA, typeB, bodyB) => {
        const same = preAuthEncoding(typeA, text.encode(bodyA)).toHex() === preAuthEncoding(typeB, text.encode(bodyB)).toHex();
        expect(same).toBe(typeA === typeB && bodyA === bodyB);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(base64)('base64 of %j is %j, and back', (plain, encoded) => {
    expect(encodeBase64(text.encode(plain))).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(text.encode(plain));
  });

  test.each(notBase64)('%j is not the base64 of anything', (encoded) => {
    expect(decodeBase64(encoded)).toBeNull();
  });

  test('whatever decodes is exactly what encoding would write', () => {
    const almost = fc.string({ unit: fc.constantFrom('A', 'Z', 'g', '9', '+', '/', '=', '-', '_', ' ', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(almost, fc.base64String()), (encoded) => {
        const bytes = decodeBase64(encoded);
        if (bytes !== null) expect(encodeBase64(bytes)).toBe(encoded);
      }),
      { numRuns: 2000 },
    );
  });

  test('every kind has a name of its own', () => {
    const names = Object.values(payloadTypes);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^application\/vnd\.fettle\.[a-z-]+\+json$/);
  });
});
