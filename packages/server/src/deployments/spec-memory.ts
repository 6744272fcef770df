/**
 * Specs never change, so a process remembers of each what every look needs: header, and of each share its place, ring, window and expected time.
 * Whole shares are read when they are sent.
 */
import type { Share, SpecHeader } from '@fettle/core/deployment';
import { proveShares } from '@fettle/proof/spec-hash';
import type { Tx } from '../platform/database/index.ts';
import { readShares, readSpec } from './read.ts';

export type KnownShare = Pick<Share, 'window' | 'expectedSeconds' | 'ring'> & { readonly index: number; readonly canGoBack: boolean };
export type KnownSpec = {
  readonly hash: string;
  readonly header: SpecHeader;
  readonly shares: ReadonlyMap<string, KnownShare>;
  /** Merkle proofs in the order of the shares; made the first time that something is sent. */
  readonly proofs: (tx: Tx) => Promise<readonly (readonly string[])[]>;
};
export type SpecMemory = { readonly of: (tx: Tx, clientId: string, deploymentId: string) => Promise<KnownSpec> };

const mostRemembered = 64;

export function specMemory(): SpecMemory {
  const remembered = new Map<string, KnownSpec>();
  return {
    async of(tx, clientId, deploymentId) {
      const found = remembered.get(deploymentId);
      if (found !== undefined) return found;
      const spec = await readSpec(tx, clientId, deploymentId);
      if (spec === null) throw new Error(`deployment ${deploymentId} has a state and no spec`);
      const shares = await readShares(tx, clientId, deploymentId, null);
      const known: KnownSpec = { ...spec, shares: new Map(shares.map(knownShare)), proofs: proofsOnce(clientId, deploymentId) };
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(deploymentId, known);
      return known;
    },
  };
}

function knownShare(share: Share, index: number): [string, KnownShare] {
  const { deviceId, window, expectedSeconds, ring, wayBack } = share;
  return [deviceId, { index, window, expectedSeconds, ring, canGoBack: wayBack.kind === 'downgrade' }];
}

function proofsOnce(clientId: string, deploymentId: string): KnownSpec['proofs'] {
  let proofs: readonly (readonly string[])[] | null = null;
  return async (tx) => (proofs ??= proveShares(await readShares(tx, clientId, deploymentId, null)));
}
