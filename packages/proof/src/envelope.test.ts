import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64, envelopeOf, payloadTypes, preAuthEncoding } from './envelope-bytes.ts';
import type { Envelope, PayloadType } from './envelope-bytes.ts';
import { claimedKeyId, openEnvelope, openEnvelopeAside, seal } from './envelope.ts';
import { keyOfSeed, rfc8032, testKey } from './rfc8032.fixture.ts';
import type { SigningKey } from './keys.ts';

const key = testKey(1);
const stranger = testKey(2);
const find = (keyid: string): SigningKey['verifyKey'] | null => (keyid === key.keyid ? key.verifyKey : null);
const good = seal(payloadTypes.report, { ok: true }, key);

/** Signs bytes as they are, JSON or not. */
function sealBytes(bytes: Uint8Array, type: PayloadType = payloadTypes.report): Envelope {
  return envelopeOf(type, bytes, key.keyid, sign(null, preAuthEncoding(type, bytes), key.privateKey));
}

function withSignature(change: object): object {
  return { ...good, signatures: [{ ...good.signatures[0], ...change }] };
}

/** DSSE testvectors/vectors.json: payload {"_type":"https://in-toto.io/Statement/v1"}, keys A and B of RFC 8032. */
const dsse = [
  ['single-signature', 0, '2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=='],
  ['threshold, second key', 1, 'c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw=='],
] as const;

const malformed: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['text', JSON.stringify(good)],
  ['a list', [good]],
  ['a missing member', { payloadType: good.payloadType, payload: good.payload }],
  ['an extra member', { ...good, note: '' }],
  ['a payload that is a number', { ...good, payload: 1 }],
  ['a payload with white space', { ...good, payload: `${good.payload.slice(0, 4)}\n${good.payload.slice(4)}` }],
  ['no signature', { ...good, signatures: [] }],
  ['two signatures', { ...good, signatures: [good.signatures[0], good.signatures[0]] }],
  ['signatures that are no list', { ...good, signatures: { 0: good.signatures[0], length: 1 } }],
  ['a keyid that is no fingerprint', withSignature({ keyid: 'A' })],
  ['a keyid in capitals', withSignature({ keyid: key.keyid.toUpperCase() })],
  ['a short signature', withSignature({ sig: 'AAAA' })],
  ['an extra member beside the signature', withSignature({ cert: 'x' })],
  ['a signature without padding', withSignature({ sig: good.signatures[0]?.sig.slice(0, -2) })],
];

const notJson = [
  ['{"a":1,"a":2}', 'same member name twice'],
  ['{"a":', 'cannot be parsed'],
  ['', 'cannot be parsed'],
  ['["\\udfff"]', 'surrogate'],
] as const;

describe('envelopes', () => {
  test.each(dsse)('DSSE vector %s is signed as published', (_name, which, sig) => {
    const signer = keyOfSeed(rfc8032[which].seed);
    // Not one of our kinds: the vectors have their own.
    const type = 'application/vnd.in-toto+json' as PayloadType;
    const made = seal(type, { _type: 'https://in-toto.io/Statement/v1' }, signer);
    expect(made.payload).toBe('eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==');
    expect(made.signatures).toEqual([{ keyid: signer.keyid, sig }]);
    expect(openEnvelope(made, type, () => signer.verifyKey)).toMatchObject({ ok: true });
    // Vector "payload-type-swapped".
    const swapped = { ...made, payloadType: 'application/vnd.example.other+json' };
    expect(openEnvelope(swapped, swapped.payloadType as PayloadType, () => signer.verifyKey)).toMatchObject({
      code: 'envelope.bad-signature',
    });
  });

  test('what was sealed is opened, with the signer and the exact bytes', () => {
    expect(openEnvelope(good, payloadTypes.report, find)).toEqual({
      ok: true,
      keyid: key.keyid,
      payload: { ok: true },
      bytes: new TextEncoder().encode('{"ok":true}'),
    });
    expect(claimedKeyId(good)).toBe(key.keyid);
  });

  test('any value comes through any way that keeps JSON', () => {
    // A member of that name is refused when it is read (strict-json.ts).
    const values = fc.jsonValue({ maxDepth: 3 }).filter((any) => !JSON.stringify(any).includes('__proto__'));
    fc.assert(
      fc.property(values, (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(seal(payloadTypes.checkIn, value, key)));
        const opened = openEnvelope(sent, payloadTypes.checkIn, find);
        expect(opened.ok && opened.payload).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  test.each(malformed)('%s is no envelope', (_name, value) => {
    expect(openEnvelope(value, payloadTypes.report, find)).toMatchObject({ ok: false, code: 'envelope.malformed' });
  });

  test.each(notJson)('signed bytes %j are refused after their signature: %s', (text, problem) => {
    const opened = openEnvelope(sealBytes(new TextEncoder().encode(text)), payloadTypes.report, find);
    expect(opened).toMatchObject({ ok: false, code: 'envelope.not-json', detail: expect.stringContaining(problem) });
  });

  test('signed bytes that are not UTF-8 are refused', () => {
    const opened = openEnvelope(sealBytes(new Uint8Array([0x22, 0xff, 0x22])), payloadTypes.report, find);
    expect(opened).toMatchObject({ code: 'envelope.not-json', detail: expect.stringContaining('UTF-8') });
  });

  test('an envelope of another kind is refused, also when it is relabelled', () => {
    expect(openEnvelope(good, payloadTypes.approval, find)).toMatchObject({ code: 'envelope.wrong-type' });
    const relabelled = { ...good, payloadType: payloadTypes.approval };
    expect(openEnvelope(relabelled, payloadTypes.approval, find)).toMatchObject({ code: 'envelope.bad-signature' });
  });

  test('an unknown key is refused, and a known key cannot be claimed by another', () => {
    const foreign = seal(payloadTypes.report, { ok: true }, stranger);
    expect(openEnvelope(foreign, payloadTypes.report, find)).toMatchObject({ code: 'envelope.unknown-key' });
    const claimed = { ...foreign, signatures: [{ ...foreign.signatures[0], keyid: key.keyid }] };
    expect(openEnvelope(claimed, payloadTypes.report, find)).toMatchObject({ code: 'envelope.bad-signature' });
  });

  test('one changed bit of payload or signature is found', () => {
    const [signed] = good.signatures;
    const body = Uint8Array.fromBase64(good.payload);
    const signature = Uint8Array.fromBase64(signed?.sig ?? '');
    fc.assert(
      fc.property(fc.nat(body.length * 8 - 1), fc.nat(64 * 8 - 1), (bodyBit, signatureBit) => {
        const flip = (bytes: Uint8Array, bit: number): string =>
          encodeBase64(bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))));
        for (const bad of [{ ...good, payload: flip(body, bodyBit) }, withSignature({ sig: flip(signature, signatureBit) })]) {
          expect(openEnvelope(bad, payloadTypes.report, find)).toMatchObject({ code: 'envelope.bad-signature' });
        }
      }),
    );
  });

  test('a signature with S raised by the group order is refused (RFC 8032 5.1.7)', () => {
    const signature = Uint8Array.fromBase64(good.signatures[0]?.sig ?? '');
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const raised = BigInt(`0x${signature.slice(32).reverse().toHex()}`) + order;
    const s = Uint8Array.fromHex(raised.toString(16).padStart(64, '0')).reverse();
    const bad = withSignature({ sig: encodeBase64(new Uint8Array([...signature.slice(0, 32), ...s])) });
    expect(openEnvelope(bad, payloadTypes.report, find)).toMatchObject({ code: 'envelope.bad-signature' });
  });

  test.each([
    ['good', good],
    ['of no shape', withSignature({ sig: 'AAAA' })],
    ['of another kind', { ...good, payloadType: payloadTypes.approval }],
    ['by a stranger', seal(payloadTypes.report, { ok: true }, stranger)],
    ['with the signature of other content', { ...good, payload: seal(payloadTypes.report, { ok: false }, key).payload }],
    ['without JSON', sealBytes(new Uint8Array([0x22, 0xff, 0x22]))],
  ])('verified by another thread, an envelope %s gets the same answer', async (_name, envelope) => {
    const answer = openEnvelope(envelope, payloadTypes.report, find);
    expect(answer.ok).toBe(envelope === good);
    expect(await openEnvelopeAside(envelope, payloadTypes.report, find)).toEqual(answer);
  });

  test.each([
    [11, true],
    [10, false],
  ])('with a limit of %i bytes, a payload of 11 is taken: %s', (maxPayloadBytes, ok) => {
    expect(openEnvelope(good, payloadTypes.report, find, { maxPayloadBytes }).ok).toBe(ok);
  });

  test.each([undefined, null, {}, { signatures: [] }, { signatures: [{ keyid: 'x', sig: '' }] }])('%j claims no key', (value) => {
    expect(claimedKeyId(value)).toBeNull();
  });
});
