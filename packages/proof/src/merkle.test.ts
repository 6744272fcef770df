import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from './hash.ts';
import { inclusionProof, inclusionProofs, leafHash, merkleRoot, nodeHash, rootOfHashes, verifyInclusion } from './merkle.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

/** Leaves, roots of the first 1 to 8 of them, and inclusion proofs: the vectors that Certificate Transparency code is tested with. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(bytes);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const proofs: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

/** RFC 6962 section 2.1 word by word: split at the largest power of two below n. */
function rootByDefinition(data: readonly Uint8Array[]): Uint8Array {
  const [first] = data;
  if (!first) return sha256(new Uint8Array(0));
  if (data.length === 1) return leafHash(first, sha256);
  const split = 2 ** Math.ceil(Math.log2(data.length) - 1);
  return nodeHash(rootByDefinition(data.slice(0, split)), rootByDefinition(data.slice(split)), sha256);
}

/** Leaves, and the place of one of them. */
const tree = fc
  .array(fc.uint8Array({ maxLength: 6 }), { minLength: 1, maxLength: 40 })
  .chain((data) => fc.record({ data: fc.constant(data), index: fc.nat(data.length - 1) }));

describe('Merkle trees (RFC 6962)', () => {
  test('the tree without leaves has the hash of nothing as its root', () => {
    expect(merkleRoot([], sha256).toHex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test.each(roots.map((root, index) => [index + 1, root] as const))('the published root of %i leaves', (size, root) => {
    expect(merkleRoot(leaves.slice(0, size), sha256).toHex()).toBe(root);
  });

  test.each(proofs)('the published proof of leaf %i in a tree of %i', (index, size, proof) => {
    const data = leaves.slice(0, size);
    expect(inclusionProof(data, index, sha256).map((hash) => hash.toHex())).toEqual(proof);
    const leaf = data[index] ?? new Uint8Array(0);
    expect(verifyInclusion({ leaf, index, size, proof: proof.map(bytes), root: merkleRoot(data, sha256) }, sha256)).toBe(true);
  });

  test('the root is the one of the recursive definition', () => {
    fc.assert(
      fc.property(tree, ({ data }) => {
        expect(merkleRoot(data, sha256)).toEqual(rootByDefinition(data));
        expect(
          rootOfHashes(
            data.map((leaf) => leafHash(leaf, sha256)),
            sha256,
          ),
        ).toEqual(merkleRoot(data, sha256));
      }),
    );
  });

  test('every leaf is proven by its proof, and all proofs at once are the single ones', () => {
    fc.assert(
      fc.property(tree, ({ data, index }) => {
        const proof = inclusionProof(data, index, sha256);
        expect(inclusionProofs(data, sha256)[index]).toEqual(proof);
        const inclusion = { leaf: data[index] ?? new Uint8Array(0), index, size: data.length, proof, root: merkleRoot(data, sha256) };
        expect(verifyInclusion(inclusion, sha256)).toBe(true);
      }),
    );
  });

  test('whatever is changed in a proof, it no longer holds', () => {
    const garbage = sha256(new Uint8Array([1, 2, 3]));
    fc.assert(
      fc.property(tree, fc.nat(), fc.nat(255), ({ data, index }, at, bit) => {
        const size = data.length;
        const leaf = data[index] ?? new Uint8Array(0);
        const good = { leaf, index, size, proof: inclusionProof(data, index, sha256), root: merkleRoot(data, sha256) };
        const flip = (hash: Uint8Array): Uint8Array => hash.with(bit >> 3, (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
        const place = at % Math.max(good.proof.length, 1);
        const bad = [
          { ...good, leaf: new Uint8Array([...leaf, 0]) },
          { ...good, root: flip(good.root) },
          { ...good, root: new Uint8Array(0) },
          { ...good, index: -1 },
          { ...good, index: size },
          { ...good, index: index + 0.5 },
          { ...good, size: 0 },
          { ...good, size: size * 2 },
          { ...good, proof: [...good.proof, garbage] },
          { ...good, proof: [garbage, ...good.proof] },
          { ...good, proof: [...good.proof, new Uint8Array(0)] },
        ];
        if (good.proof.length > 0) {
          bad.push({ ...good, proof: good.proof.slice(1) }, { ...good, proof: good.proof.slice(0, -1) });
          bad.push({ ...good, proof: good.proof.map((hash, index_) => (index_ === place ? flip(hash) : hash)) });
        }
        for (const attempt of bad) expect(verifyInclusion(attempt, sha256)).toBe(false);
      }),
    );
  });

  test('an inner node cannot pose as a leaf', () => {
    const [a, b] = [bytes('00'), bytes('01')];
    const forged = new Uint8Array([...leafHash(a, sha256), ...leafHash(b, sha256)]);
    expect(merkleRoot([forged], sha256)).not.toEqual(merkleRoot([a, b], sha256));
  });

  test.each([-1, 1, 0.5, Number.NaN])('there is no proof for leaf %d of one', (index) => {
    expect(() => inclusionProof([bytes('00')], index, sha256)).toThrow(RangeError);
  });
});
