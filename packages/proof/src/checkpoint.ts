/**
 * Checkpoints: a server's signed word on what an audit chain was at one time. Kept elsewhere, it makes every later change of the
 * entries before it visible, also to those who do not trust the server any more.
 */
import type { KeyObject } from 'node:crypto';
import { verifyChain } from './chain.ts';
import type { ChainLine, ChainPlace } from './chain.ts';
import type { Checkpoint } from './documents.ts';
import { payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import type { EnvelopeRefusal } from './envelope.ts';
import { sha256 } from './hash.ts';
import { toHex } from './hex.ts';
import type { SigningKey } from './keys.ts';
import { growingTree, rootOfHashes } from './merkle.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, instant, object, text, wholeNumber, word } from './shape.ts';

export type { Checkpoint } from './documents.ts';

export type CheckpointRefusal = Refusal<'checkpoint.unknown-key' | 'checkpoint.bad-signature' | 'checkpoint.malformed'>;
export type CheckpointMismatch = Refusal<
  'checkpoint.chain-broken' | 'checkpoint.entries-missing' | 'checkpoint.head-differs' | 'checkpoint.root-differs'
>;

const maxPayloadBytes = 16 * 1024;

const readCheckpoint = object<Checkpoint>({
  type: word('checkpoint'),
  chain: text(100),
  size: wholeNumber(0),
  root: digest,
  head: digest,
  at: instant,
});

/** Hex RFC 6962 root over the leaf hashes of a chain, in their order. */
export function rootOfLeaves(leaves: Iterable<Uint8Array>): string {
  return toHex(rootOfHashes(leaves, sha256));
}

/** Signs what a chain is now. Throws RangeError for fields that would be refused. */
export function signCheckpoint(fields: Omit<Checkpoint, 'type'>, key: SigningKey): Envelope {
  const checkpoint: Checkpoint = { type: 'checkpoint', ...fields };
  const read = readCheckpoint(checkpoint, 'the checkpoint');
  if (!read.ok) throw new RangeError(`This checkpoint cannot be signed: ${read.problem}.`);
  return seal(payloadTypes.checkpoint, checkpoint, key);
}

/** Reads a checkpoint that one of the trusted keys signed. */
export function openCheckpoint(
  envelope: unknown,
  findKey: (keyid: string) => KeyObject | null,
): { readonly ok: true; readonly checkpoint: Checkpoint; readonly keyid: string } | CheckpointRefusal {
  const opened = openEnvelope(envelope, payloadTypes.checkpoint, findKey, { maxPayloadBytes });
  if (!opened.ok) return refuse(codeOf(opened.code), opened.detail);
  const read = readCheckpoint(opened.payload, 'the checkpoint');
  if (!read.ok) return refuse('checkpoint.malformed', `This checkpoint cannot be used: ${read.problem}.`);
  return { ok: true, checkpoint: read.value, keyid: opened.keyid };
}

/**
 * Whether a chain, given from its first entry, is the one that this checkpoint signed: its head and its root, both computed from
 * the entries' texts. Lines after the checkpoint are not looked at. Needs no server.
 */
export function verifyCheckpoint(
  envelope: unknown,
  key: KeyObject,
  lines: Iterable<ChainLine>,
): { readonly ok: true; readonly checkpoint: Checkpoint } | CheckpointRefusal | CheckpointMismatch {
  const opened = openCheckpoint(envelope, () => key);
  if (!opened.ok) return opened;
  const { checkpoint } = opened;
  const tree = growingTree(sha256);
  const chain = verifyChain(take(lines, checkpoint.size), { onEntry: (_, leaf) => tree.add(leaf) });
  if (!chain.ok) return refuse('checkpoint.chain-broken', chain.detail);
  return mismatch(checkpoint, chain, toHex(tree.root())) ?? { ok: true, checkpoint };
}

/**
 * Compares a checkpoint with a chain that was recomputed up to `place`. `root` is null where entries before the file's first are
 * not at hand; the head alone binds them all the same, as it is computed from each entry in turn.
 */
export function mismatch(checkpoint: Checkpoint, place: ChainPlace, root: string | null): CheckpointMismatch | null {
  const { size, at } = checkpoint;
  if (place.size < size) {
    return refuse(
      'checkpoint.entries-missing',
      `On ${at} there were ${size} entries; entries ${place.size + 1} to ${size} are missing here.`,
    );
  }
  if (place.head !== checkpoint.head) {
    return refuse(
      'checkpoint.head-differs',
      `The entries up to ${size} are not those that the checkpoint of ${at} signed: the chain was rewritten.`,
    );
  }
  if (root !== null && root !== checkpoint.root) {
    return refuse('checkpoint.root-differs', `The checkpoint of ${at} has another tree root than the entries up to ${size}.`);
  }
  return null;
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  if (count === 0) return;
  let taken = 0;
  for (const item of items) {
    yield item;
    if (++taken === count) return;
  }
}

function codeOf(code: EnvelopeRefusal['code']): CheckpointRefusal['code'] {
  if (code === 'envelope.unknown-key') return 'checkpoint.unknown-key';
  return code === 'envelope.bad-signature' ? 'checkpoint.bad-signature' : 'checkpoint.malformed';
}
