/**
 * The audit chain. An entry is kept as the exact text that was hashed, never as a parsed value, so no printer of JSON can break it.
 *
 *   leaf = SHA-256(0x00, text)                     the leaf hash of RFC 6962, so that trees can be built over the same rows
 *   head = SHA-256(0x02, previous head, leaf)      the first previous head is 32 zero bytes
 *
 * A chain alone shows accidents and edits of single rows. Whoever owns the whole database can write a new chain: only checkpoints
 * that have left the machine show that (`checkpoint.ts`).
 */
import { canonicalise } from './canonical.ts';
import { sha256 } from './hash.ts';
import { digestFromHex, toHex } from './hex.ts';
import { leafHash as merkleLeafHash } from './merkle.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/**
 * What every entry says at least; action, actor, subject and body stand beside it. `chain` and `seq` are inside the hashed text, so an
 * entry can neither be shown under another number nor moved to another client's chain. `at` is RFC 3339 in UTC.
 */
export type AuditEntry = { readonly chain: string; readonly seq: number; readonly at: string; readonly [member: string]: unknown };

/** One stored entry as it is handed out. `entry` is the exact text; `leaf` and `head` are hex, `leaf` may be left out. */
export type ChainLine = { readonly seq: number; readonly entry: string; readonly leaf?: string; readonly head: string };

/** A place in a chain: how many entries there are, and the head after the last of them (hex). */
export type ChainPlace = { readonly size: number; readonly head: string };

export type ChainRefusal = Refusal<'chain.malformed' | 'chain.gap' | 'chain.leaf-differs' | 'chain.head-differs'> & {
  /** The first entry that does not fit; the ones before it do. */
  readonly seq: number;
};

/** The text of an entry that is stored and hashed: its canonical JSON. */
export function entryText(entry: AuditEntry): string {
  return canonicalise(entry);
}

/** The hash of an entry's text. */
export function leafHash(text: string): Uint8Array {
  return merkleLeafHash(encoder.encode(text), sha256);
}

/** The head before the first entry. */
export function genesisHead(): Uint8Array {
  return new Uint8Array(32);
}

/** The head after an entry. Both arguments are 32 bytes, else RangeError. */
export function nextHead(previousHead: Uint8Array, leaf: Uint8Array): Uint8Array {
  if (previousHead.length !== 32 || leaf.length !== 32) throw new RangeError('A head and a leaf have 32 bytes each.');
  const bytes = new Uint8Array(65);
  bytes[0] = 2;
  bytes.set(previousHead, 1);
  bytes.set(leaf, 33);
  return sha256(bytes);
}

/** The place before the first entry. */
export const chainStart: ChainPlace = { size: 0, head: '0'.repeat(64) };

/**
 * Recomputes a chain, line by line, from its start or from a place that the caller trusts. Says where it ends, or which entry is
 * the first that does not fit. `onEntry` hears of every entry that fits, with the place after it.
 */
export function verifyChain(
  lines: Iterable<ChainLine>,
  { from = chainStart, onEntry }: { readonly from?: ChainPlace; readonly onEntry?: (place: ChainPlace, leaf: Uint8Array) => void } = {},
): ({ readonly ok: true } & ChainPlace) | ChainRefusal {
  let { size, head } = from;
  for (const line of lines) {
    const step = follow({ size, head }, line);
    if (!step.ok) return step;
    ({ size, head } = step.place);
    onEntry?.(step.place, step.leaf);
  }
  return { ok: true, size, head };
}

const encoder = new TextEncoder();

type Step = { readonly ok: true; readonly place: ChainPlace; readonly leaf: Uint8Array };

function follow(before: ChainPlace, line: ChainLine): Step | ChainRefusal {
  const seq = before.size + 1;
  const previous = digestFromHex(before.head);
  if (previous === null) return broken(seq, 'chain.malformed', `The head before entry ${seq} is not 64 hexadecimal digits.`);
  if (line.seq !== seq) return broken(seq, 'chain.gap', `Entry ${seq} is missing: entry ${line.seq} stands in its place.`);
  // Half a surrogate would be hashed as the replacement character, and so like another text.
  if (!line.entry.isWellFormed()) return broken(seq, 'chain.malformed', `The text of entry ${seq} cannot be written in UTF-8.`);
  const leaf = leafHash(line.entry);
  if (line.leaf !== undefined && line.leaf !== toHex(leaf)) {
    return broken(seq, 'chain.leaf-differs', `The text of entry ${seq} is not the one that was hashed: it was changed afterwards.`);
  }
  const head = toHex(nextHead(previous, leaf));
  if (line.head !== head) {
    return broken(seq, 'chain.head-differs', `Entry ${seq} does not follow from the entry before it: one was changed, added or removed.`);
  }
  return { ok: true, place: { size: seq, head }, leaf };
}

function broken(seq: number, code: ChainRefusal['code'], detail: string): ChainRefusal {
  return { ...refuse(code, detail), seq };
}
