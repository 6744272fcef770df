/**
 * Merkle trees by RFC 6962 section 2.1: leaves are hashed behind a 0x00, nodes behind a 0x01, so neither can pose as the other.
 * The hash function is an argument: the console has another one than the server. Pure.
 *
 * The tree is built level by level: neighbours are joined, an odd last node moves up unchanged. For every number of leaves
 * this is the tree of RFC 6962, which splits at the largest power of two (a property in the tests compares the two).
 */
import { sameBytes } from './hex.ts';

/** SHA-256 of bytes: 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Hash of a leaf: SHA-256(0x00, data). */
export function leafHash(data: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(1 + data.length);
  bytes.set(data, 1);
  return sha256(bytes);
}

const encoder = new TextEncoder();

/** Hash of a leaf whose data is a text as UTF-8: the 0x00 is written along with it, without a copy of the bytes. */
export function leafHashOfText(text: string, sha256: Sha256): Uint8Array {
  return sha256(encoder.encode(`\u0000${text}`));
}

/** Hash of an inner node: SHA-256(0x01, left, right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
}

/** Root over the data of the leaves. Without leaves it is the hash of nothing (RFC 6962 2.1). */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  return rootOfHashes(hashAll(leaves, sha256), sha256);
}

/** Root over leaves that are hashed already, as an audit chain stores them. Takes little memory however many there are. */
export function rootOfHashes(leafHashes: Iterable<Uint8Array>, sha256: Sha256): Uint8Array {
  const tree = growingTree(sha256);
  for (const hash of leafHashes) tree.add(hash);
  return tree.root();
}

/** A tree that only grows: it keeps one hash a level, and says its root at any size on the way. */
export type GrowingTree = { readonly add: (leafHash: Uint8Array) => void; readonly root: () => Uint8Array };

/** Begins a tree without leaves. */
export function growingTree(sha256: Sha256): GrowingTree {
  // Like a binary counter: level k holds the root of a full tree of 2^k leaves, or nothing.
  const levels: (Uint8Array | null)[] = [];
  function add(hash: Uint8Array): void {
    let carried = hash;
    for (let level = 0; ; level++) {
      const full = levels[level] ?? null;
      levels[level] = full === null ? carried : null;
      if (full === null) return;
      carried = nodeHash(full, carried, sha256);
    }
  }
  function root(): Uint8Array {
    let right: Uint8Array | null = null;
    for (const left of levels) {
      if (left !== null) right = right === null ? left : nodeHash(left, right, sha256);
    }
    return right ?? sha256(new Uint8Array(0));
  }
  return { add, root };
}

/** The hashes that lead from leaf `index` to the root, lowest first. Throws RangeError where there is no such leaf. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number, sha256: Sha256): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`There is no leaf ${index} in a tree of ${leaves.length}.`);
  }
  return pathIn(levelsOf(hashAll(leaves, sha256), sha256), index);
}

/** The inclusion proofs of all leaves, in their order; the tree is built once. */
export function inclusionProofs(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array[][] {
  const levels = levelsOf(hashAll(leaves, sha256), sha256);
  return leaves.map((_, index) => pathIn(levels, index));
}

/** A leaf's data, its place, the number of leaves, its proof, and the root it is said to belong to. */
export type Inclusion = {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Whether the leaf stands at this place of the tree with this root. Algorithm of RFC 9162 section 2.1.3.2. */
export function verifyInclusion({ leaf, index, size, proof, root }: Inclusion, sha256: Sha256): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let place = index;
  let last = size - 1;
  let hash = leafHash(leaf, sha256);
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return false;
    // A node without a right neighbour moves up unchanged until it becomes a right child.
    while (place === last && place % 2 === 0) {
      place /= 2;
      last /= 2;
    }
    hash = place % 2 === 1 ? nodeHash(sibling, hash, sha256) : nodeHash(hash, sibling, sha256);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(hash, root);
}

function hashAll(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  return leaves.map((leaf) => leafHash(leaf, sha256));
}

/** All levels, leaves first, root last; one empty level for no leaves. */
function levelsOf(leafHashes: readonly Uint8Array[], sha256: Sha256): (readonly Uint8Array[])[] {
  const levels = [leafHashes];
  let level = leafHashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index];
      const right = level[index + 1];
      if (left) above.push(right ? nodeHash(left, right, sha256) : left);
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

function pathIn(levels: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  let place = index;
  for (const level of levels) {
    const sibling = level[place % 2 === 0 ? place + 1 : place - 1];
    if (sibling) path.push(sibling);
    place = Math.floor(place / 2);
  }
  return path;
}
