/**
 * What an approval binds to. A spec is a header and one share for each device; the header holds the number of shares and the
 * RFC 6962 root over their canonical bytes, and its own hash is what is signed. So a device that holds the header, its own share
 * and a short proof knows that this share was approved, without seeing the shares of others.
 *
 * Pure, with the hash function as an argument: a browser computes the hash from the spec that it shows, never takes it as sent.
 */
import { canonicalBytes, canonicalise } from './canonical.ts';
import { digestFromHex, toHex } from './hex.ts';
import { inclusionProof, inclusionProofs, leafHashOfText, rootOfHashes, verifyInclusion } from './merkle.ts';
import type { Sha256 } from './merkle.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** The part of a spec's header that binds its shares. `sharesRoot` is hex. */
export type SharesBinding = { readonly sharesRoot: string; readonly shareCount: number };

/** A share with its place in the spec and its proof (hex hashes, lowest first). */
export type ShareClaim = {
  readonly header: SharesBinding;
  readonly share: unknown;
  readonly index: number;
  readonly proof: readonly string[];
};

/** The data of a share's leaf: its canonical bytes. */
export function shareLeafBytes(share: unknown): Uint8Array {
  return canonicalBytes(share);
}

/** Hex root over the shares in their order. */
export function sharesRoot(shares: readonly unknown[], sha256: Sha256): string {
  return toHex(rootOfHashes(leafHashes(shares, sha256), sha256));
}

/** One after another: the bytes of all shares together may be a hundred megabytes. */
function* leafHashes(shares: readonly unknown[], sha256: Sha256): Generator<Uint8Array> {
  for (const share of shares) yield leafHashOfText(canonicalise(share), sha256);
}

/** Hex hash of a spec's header: what an approval signs. It says nothing of shares that are not bound by the header: see `hashOfSpec`. */
export function specHash(header: object, sha256: Sha256): string {
  return toHex(sha256(canonicalBytes(header)));
}

/** Hex hash of a grant: what a standing approval signs. */
export function grantHash(grant: object, sha256: Sha256): string {
  return toHex(sha256(canonicalBytes(grant)));
}

/** The hash of a whole spec, only where its shares are the ones that its header binds. For whoever shows a spec to be approved. */
export function hashOfSpec(
  spec: { readonly header: SharesBinding; readonly shares: readonly unknown[] },
  sha256: Sha256,
): { readonly ok: true; readonly specHash: string } | Refusal<'spec.other-shares'> {
  const { header, shares } = spec;
  if (header.shareCount !== shares.length) {
    return refuse('spec.other-shares', `The header counts ${header.shareCount} shares, the spec has ${shares.length}. Do not approve it.`);
  }
  if (header.sharesRoot !== sharesRoot(shares, sha256)) {
    return refuse('spec.other-shares', 'The shares of this spec are not the ones that its header binds. Do not approve it.');
  }
  return { ok: true, specHash: specHash(header, sha256) };
}

/** The proof for one share. Throws RangeError where there is no such share. */
export function proveShare(shares: readonly unknown[], index: number, sha256: Sha256): string[] {
  return inclusionProof(shares.map(shareLeafBytes), index, sha256).map(toHex);
}

/** The proofs for all shares, in their order; the tree is built once. */
export function proveShares(shares: readonly unknown[], sha256: Sha256): string[][] {
  return inclusionProofs(shares.map(shareLeafBytes), sha256).map((proof) => proof.map(toHex));
}

/** Whether the share stands at this place of the spec. True or false, never an exception for what came from outside. */
export function verifyShare({ header, share, index, proof }: ShareClaim, sha256: Sha256): boolean {
  const root = digestFromHex(header.sharesRoot);
  const hashes = proof.map(digestFromHex);
  if (root === null || !hashes.every((hash) => hash !== null)) return false;
  let leaf: Uint8Array;
  try {
    leaf = shareLeafBytes(share);
  } catch {
    return false;
  }
  return verifyInclusion({ leaf, index, size: header.shareCount, proof: hashes, root }, sha256);
}
