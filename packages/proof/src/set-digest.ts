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
import { hash } from 'node:crypto';
import { canonicalise } from './canonical.ts';
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
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sum = Float64Array.from({ length: words }, (_, index) => view.getUint32(index * 4));
  let count = 0;
  for (const item of items) {
    // As a string of bytes: cheaper to get out of OpenSSL than a buffer of its own for each item.
    add(sum, hash('sha256', canonicalise(item), 'binary'), sign);
    if (++count % carryEvery === 0) carry(sum);
  }
  carry(sum);
  sum.forEach((word, index) => view.setUint32(index * 4, word));
  return toHex(start);
}

function add(sum: Float64Array, bytes: string, sign: 1 | -1): void {
  for (let index = 0; index < words; index++) {
    const at = index * 4;
    const high = (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
    const low = (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3);
    sum[index] = (sum[index] ?? 0) + sign * (high * 0x10000 + low);
  }
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
