/**
 * A digest of a set that can be changed in place: the sum, modulo 2^256, of the SHA-256 of each item's canonical bytes, as 64 hex
 * digits. The order of items does not matter, and adding or removing a few costs a few hashes, however large the set.
 *
 * What it guarantees: two parties that hold the same items have the same digest, and items that differ by accident do not
 * (chance 2^-256). It is a device's own word about itself: "nothing changed since you last heard me".
 * What it does not: whoever may choose many items freely can find two different sets with the same sum (Wagner's generalised
 * birthday attack, far below 2^128). So it never stands for a set in a signature, a proof or an approval, and one party's
 * digest says nothing about another's. It counts: an item added twice is not the item added once.
 */
import { canonicalise } from './canonical.ts';
import { sha256 } from './hash.ts';
import { digestFromHex, toHex } from './hex.ts';

/** The digest of no items. */
export const emptySetDigest = '0'.repeat(64);

/** The digest of these items, in whatever order they come. Throws TypeError for items that are no JSON values. */
export function setDigest(items: Iterable<unknown>): string {
  return addItems(emptySetDigest, items);
}

/** The digest after these items came in. Throws RangeError for a digest that is none. */
export function addItems(digest: string, items: Iterable<unknown>): string {
  return change(digest, items, 1);
}

/** The digest after these items went out; they must have been in, which the digest cannot know. */
export function removeItems(digest: string, items: Iterable<unknown>): string {
  return change(digest, items, -1);
}

const words = 8;
const wordSize = 2 ** 32;
/** A word's sum stays exact in a double for 2^21 summands; carried over earlier. */
const carryEvery = 2 ** 20;

function change(digest: string, items: Iterable<unknown>, sign: 1 | -1): string {
  const start = digestFromHex(digest);
  if (start === null) throw new RangeError('A set digest is 64 lowercase hexadecimal digits.');
  const sum = new Float64Array(words);
  add(sum, start, 1);
  let count = 0;
  for (const item of items) {
    add(sum, sha256(canonicalise(item)), sign);
    if (++count % carryEvery === 0) carry(sum);
  }
  carry(sum);
  const result = new DataView(new ArrayBuffer(words * 4));
  sum.forEach((word, index) => result.setUint32(index * 4, word));
  return toHex(new Uint8Array(result.buffer));
}

function add(sum: Float64Array, bytes: Uint8Array, sign: 1 | -1): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < words; index++) sum[index] = (sum[index] ?? 0) + sign * view.getUint32(index * 4);
}

/** Brings every word back into 0 … 2^32 − 1; what leaves the highest word is the modulus at work. */
function carry(sum: Float64Array): void {
  let over = 0;
  for (let index = words - 1; index >= 0; index--) {
    const word = (sum[index] ?? 0) + over;
    over = Math.floor(word / wordSize);
    sum[index] = word - over * wordSize;
  }
}
