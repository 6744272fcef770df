import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, sha256Hex } from './hash.ts';
import { merkleRoot } from './merkle.ts';
import { hashOfSpec, proveShare, proveShares, shareLeafBytes, sharesRoot, specHash, verifyShare } from './spec-hash.ts';

const share = fc.record({
  deviceId: fc.uuid(),
  ring: fc.nat(3),
  changes: fc.array(fc.record({ name: fc.string(), to: fc.string() }), { maxLength: 3 }),
});
const spec = fc.array(share, { minLength: 1, maxLength: 20 }).map((shares) => ({
  header: { title: 'x', sharesRoot: sharesRoot(shares), shareCount: shares.length },
  shares,
}));
const specAndPlace = spec.chain((made) => fc.record({ spec: fc.constant(made), index: fc.nat(made.shares.length - 1) }));

describe('spec hash', () => {
  test('the hash of one share is fixed by RFC 6962 and RFC 8785', () => {
    // SHA-256 of a zero byte and the canonical text.
    expect(sharesRoot([{ b: 1, a: 'x' }])).toBe(sha256Hex('\0{"a":"x","b":1}'));
    expect(specHash({ shareCount: 1, a: 'x' })).toBe(sha256Hex('{"a":"x","shareCount":1}'));
  });

  test('the root, made share by share, is the one over all their bytes', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 20 }), (shares) => {
        expect(sharesRoot(shares)).toBe(merkleRoot(shares.map(shareLeafBytes), sha256).toHex());
      }),
    );
  });

  test('every share is proven to belong, whatever the order of its members', () => {
    fc.assert(
      fc.property(specAndPlace, ({ spec: { header, shares }, index }) => {
        const proof = proveShare(shares, index);
        expect(proveShares(shares)[index]).toEqual(proof);
        const turned = Object.fromEntries(Object.entries(shares[index] ?? {}).reverse());
        expect(verifyShare({ header, share: turned, index, proof })).toBe(true);
      }),
    );
  });

  test('a share that was changed, moved, or stands in another spec does not belong', () => {
    fc.assert(
      fc.property(specAndPlace, fc.nat(3), ({ spec: { header, shares }, index }, ring) => {
        const own = shares[index];
        const proof = proveShare(shares, index);
        const claim = { header, share: own, index, proof };
        const bad = [
          { ...claim, share: { ...own, ring: ring + 10 } },
          { ...claim, share: { ...own, extra: true } },
          { ...claim, share: undefined },
          { ...claim, index: index + 1 },
          { ...claim, header: { ...header, shareCount: 0 } },
          { ...claim, header: { ...header, sharesRoot: sharesRoot([...shares, own]) } },
          { ...claim, header: { ...header, sharesRoot: header.sharesRoot.toUpperCase().replace(/^\d/, 'A') } },
          { ...claim, proof: [...proof, header.sharesRoot] },
          { ...claim, proof: [...proof, 'x'] },
        ];
        for (const attempt of bad) expect(verifyShare(attempt)).toBe(false);
      }),
    );
  });

  test('the hash of a shown spec is given only where its shares are the bound ones', () => {
    fc.assert(
      fc.property(spec, ({ header, shares }) => {
        expect(hashOfSpec({ header, shares })).toEqual({ ok: true, specHash: specHash(header) });
        const miscounted = { ...header, shareCount: header.shareCount + 1 };
        expect(hashOfSpec({ header: miscounted, shares })).toMatchObject({ ok: false, code: 'spec.other-shares' });
        const more = [...shares, { deviceId: 'one more' }];
        expect(hashOfSpec({ header, shares: more })).toMatchObject({ ok: false, code: 'spec.other-shares' });
        expect(hashOfSpec({ header: { ...header, shareCount: more.length }, shares: more })).toMatchObject({
          ok: false,
          code: 'spec.other-shares',
        });
      }),
    );
  });
});
