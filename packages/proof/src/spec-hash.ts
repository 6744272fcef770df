/** The functions of `spec-hash-pure.ts` with SHA-256 by node:crypto, for server, agent and CLI. */
import { sha256 } from './hash.ts';
import type { Refusal } from './refusal.ts';
import * as pure from './spec-hash-pure.ts';
import type { ShareClaim, SharesBinding } from './spec-hash-pure.ts';

export { shareLeafBytes } from './spec-hash-pure.ts';
export type { ShareClaim, SharesBinding } from './spec-hash-pure.ts';

/** Hex root over the shares in their order (RFC 6962 over their canonical bytes). */
export function sharesRoot(shares: readonly unknown[]): string {
  return pure.sharesRoot(shares, sha256);
}

/** Hex hash of a spec's header: what an approval signs. */
export function specHash(header: object): string {
  return pure.specHash(header, sha256);
}

/** Hex hash of a grant: what a standing approval signs. */
export function grantHash(grant: object): string {
  return pure.grantHash(grant, sha256);
}

/** The hash of a whole spec, only where its shares are the ones that its header binds. */
export function hashOfSpec(spec: {
  readonly header: SharesBinding;
  readonly shares: readonly unknown[];
}): { readonly ok: true; readonly specHash: string } | Refusal<'spec.other-shares'> {
  return pure.hashOfSpec(spec, sha256);
}

/** The proof for one share (hex hashes, lowest first). Throws RangeError where there is no such share. */
export function proveShare(shares: readonly unknown[], index: number): string[] {
  return pure.proveShare(shares, index, sha256);
}

/** The proofs for all shares, in their order; the tree is built once. */
export function proveShares(shares: readonly unknown[]): string[][] {
  return pure.proveShares(shares, sha256);
}

/** Whether the share stands at this place of the spec. */
export function verifyShare(claim: ShareClaim): boolean {
  return pure.verifyShare(claim, sha256);
}
