/**
 * Specs never change, so a process remembers of each what every look needs: header, and of each share its place, ring, window and expected time.
 * Whole shares are read when they are sent.
 */
import type { Change, DeviceRules, Share, SignedCommandRef, SpecHeader } from '@fettle/core/deployment';
import { proveShares } from '@fettle/proof/spec-hash';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { boundedMemory } from '../platform/bounded-memory.ts';
import { asksForNotice } from './notices-lacking.ts';
import { readNotes, readShares, readSpec } from './read.ts';

export type KnownShare = Pick<Share, 'window' | 'expectedSeconds' | 'ring' | 'rules'> & {
  /** Of all that it fetches, its way back included. */
  readonly bytes: number;
  readonly index: number;
  /** Why no way back was checked; null: there is one. */
  readonly noWayBack: string | null;
  /** The signed command that is its way back; not there: none is. */
  readonly wayCommand?: SignedCommandRef;
};
export type KnownSpec = {
  readonly hash: string;
  readonly header: SpecHeader;
  readonly shares: ReadonlyMap<string, KnownShare>;
  /** What later rings have and no ring before them, as the plan said. */
  readonly notCovered: readonly string[];
  /** A policy under which it was planned asks for backups. */
  readonly asksForBackups: boolean;
  /** The policy under which it was planned lets no device begin before its change was announced. */
  readonly asksForNotice: boolean;
  /** Of all shares as texts. */
  readonly bytes: number;
  /** Merkle proofs in the order of the shares; made the first time that something is sent. */
  readonly proofs: (tx: Tx) => Promise<readonly (readonly string[])[]>;
  /** What each device is brought to; read the first time that somebody asks, which is where decisions could bar something of it. */
  readonly changes: (tx: Tx) => Promise<ReadonlyMap<string, DeviceChanges>>;
};
export type DeviceChanges = { readonly direction: Share['direction']; readonly changes: readonly Change[] };
export type SpecMemory = { readonly of: (tx: Tx, clientId: string, deploymentId: string) => Promise<KnownSpec> };

/** Shares of all specs together: some hundred bytes each. A campaign looks at all of its deployments in turn, so that one too few would be read anew each time. */
const mostShares = 250_000;

export function specMemory(): SpecMemory {
  const remembered = boundedMemory<KnownSpec>(mostShares, ({ shares }) => shares.size);
  return {
    async of(tx, clientId, deploymentId) {
      const found = remembered.get(deploymentId);
      if (found !== undefined) return found;
      const spec = await readSpec(tx, clientId, deploymentId);
      if (spec === null) throw new Error(`deployment ${deploymentId} has a state and no spec`);
      const shares = await readKnownShares(tx, clientId, deploymentId);
      const notes = await readNotes(tx, clientId, deploymentId);
      const bytes = await bytesOfShares(tx, clientId, deploymentId);
      const known: KnownSpec = {
        ...spec,
        shares,
        notCovered: notes.filter(({ code }) => code === 'plan.not-covered').map(({ sentence }) => sentence),
        asksForBackups: await asksForBackups(tx, clientId, deploymentId),
        asksForNotice: await asksForNotice(tx, clientId, deploymentId),
        bytes,
        proofs: proofsOnce(clientId, deploymentId),
        changes: changesOnce(clientId, deploymentId),
      };
      remembered.set(deploymentId, known);
      return known;
    },
  };
}

/** Bytes of all that a share `s` (jsonb) has a device fetch, its way back included. */
export const bytesOfShare = sql<number>`(select coalesce(sum((f ->> 'bytes')::bigint), 0)::bigint
  from jsonb_array_elements(coalesce(s -> 'files', '[]') || coalesce(s #> '{wayBack,files}', '[]')) f)`;

/** The parts are taken out in the database, each share read once there (offset 0): whole shares of a large deployment would fill the memory for a moment. */
async function readKnownShares(tx: Tx, clientId: string, deploymentId: string): Promise<ReadonlyMap<string, KnownShare>> {
  const found = await sql<{
    device_id: string;
    index: number;
    known: Pick<KnownShare, 'window' | 'expectedSeconds' | 'ring' | 'bytes'>;
    rules: DeviceRules | null;
    back: string;
    because: string | null;
    command: SignedCommandRef | null;
  }>`
    select device_id, index, s -> 'wayBack' ->> 'kind' as back, s -> 'wayBack' ->> 'because' as because, s -> 'wayBack' -> 'command' as command,
      jsonb_build_object('window', s -> 'window', 'expectedSeconds', s -> 'expectedSeconds', 'ring', s -> 'ring', 'bytes', ${bytesOfShare}) as known, s -> 'rules' as rules
    from (select device_id, index, share::jsonb as s from deployment_share where client_id = ${clientId} and deployment_id = ${deploymentId} offset 0) x
    order by index`.execute(tx);
  return new Map(
    found.rows.map(({ device_id, index, known, rules, back, because, command }) => [
      device_id,
      {
        ...known,
        ...(rules === null ? {} : { rules }),
        ...(command === null ? {} : { wayCommand: command }),
        index,
        noWayBack: back === 'none' ? (because ?? '') : null,
      },
    ]),
  );
}

/** Known without reading them: a stored text says its length. */
async function bytesOfShares(tx: Tx, clientId: string, deploymentId: string): Promise<number> {
  const found = await sql<{ bytes: number }>`
    select coalesce(sum(octet_length(share)), 0)::bigint as bytes from deployment_share
    where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  return found.rows[0]?.bytes ?? 0;
}

/** Of the deployment, or of a device by its own policy: as they stood when it was planned. */
async function asksForBackups(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql<{ asks: boolean }>`
    select exists (
      select 1 from deployment p join deployment_device a on a.client_id = p.client_id and a.deployment_id = p.id
      where p.client_id = ${clientId} and p.id = ${deploymentId} and jsonb_array_length(coalesce(coalesce(a.own, p.effective) -> 'backup', '[]')) > 0
    ) as asks`.execute(tx);
  return found.rows[0]?.asks ?? true;
}

function proofsOnce(clientId: string, deploymentId: string): KnownSpec['proofs'] {
  let proofs: readonly (readonly string[])[] | null = null;
  return async (tx) => (proofs ??= proveShares(await readShares(tx, clientId, deploymentId, null)));
}

function changesOnce(clientId: string, deploymentId: string): KnownSpec['changes'] {
  let changes: ReadonlyMap<string, DeviceChanges> | null = null;
  return async (tx) => (changes ??= await readChanges(tx, clientId, deploymentId));
}

/** Most devices of a deployment are brought to the same: each change is kept once. */
export async function readChanges(tx: Tx, clientId: string, deploymentId: string): Promise<ReadonlyMap<string, DeviceChanges>> {
  const found = await sql<{ device_id: string; direction: Share['direction']; changes: readonly Change[] }>`
    select device_id, s ->> 'direction' as direction, s -> 'changes' as changes
    from (select device_id, share::jsonb as s from deployment_share where client_id = ${clientId} and deployment_id = ${deploymentId} offset 0) x`.execute(
    tx,
  );
  const kept = new Map<string, Change>();
  const once = (change: Change): Change => {
    const key = JSON.stringify(change);
    const known = kept.get(key) ?? change;
    kept.set(key, known);
    return known;
  };
  return new Map(found.rows.map((row) => [row.device_id, { direction: row.direction, changes: row.changes.map(once) }]));
}
