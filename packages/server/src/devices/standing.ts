/**
 * What every reply carries beside the device's own: authority, panic stop, held deployments. Read at most once a second, so that it costs nothing at a check-in;
 * with instructions it is read anew, since a device judges them by it.
 */
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { readTrust, readTrustIn } from '../trust/index.ts';
import type { InForce, StopInForce } from '../trust/index.ts';

export type StandingFacts = {
  readonly authority: Envelope;
  readonly authorityVersion: number;
  readonly stops: readonly StopInForce[];
  /** Deployments, and revoked standing approvals. */
  readonly held: readonly string[];
};
export type Standing = {
  readonly of: (clientId: string) => Promise<StandingFacts>;
  /**
   * By client, as this transaction sees it now: for replies with instructions that it read before. What was remembered from a moment earlier may say "held" of a deployment that
   * was approved since, or not know its approver yet, and the device would refuse what it was just told.
   */
  readonly seenBy: (tx: Tx, clientIds: readonly string[]) => Promise<ReadonlyMap<string, StandingFacts>>;
};

const freshMs = 1000;

export function standingFacts(context: Context): Standing {
  const trust = remember(context, () => readTrust(context));
  let seen: { readonly mark: string | null; readonly inForce: InForce } | null = null;
  const held = remember(context, (clientId) => inClients(context.db, [clientId], (tx) => readHeld(tx, clientId, context.now())));
  return {
    async of(clientId) {
      const [inForce, deployments] = await Promise.all([trust(''), held(clientId)]);
      return factsFor(clientId, inForce, deployments);
    },
    async seenBy(tx, clientIds) {
      if (clientIds.length === 0) return new Map();
      const { mark, held: ids } = await readMarkAndHeld(tx, clientIds, context.now());
      const { inForce } = seen?.mark === mark ? seen : (seen = { mark, inForce: await readTrustIn(tx) });
      return new Map(clientIds.map((clientId) => [clientId, factsFor(clientId, inForce, ids.get(clientId) ?? [])]));
    },
  };
}

function factsFor(clientId: string, inForce: InForce, held: readonly string[]): StandingFacts {
  return {
    authority: inForce.envelope,
    authorityVersion: inForce.authority.version,
    // What is said of another client is not this one's business.
    stops: inForce.stops.filter(({ stop }) => stop.scope === 'all' || stop.scope === clientId),
    held,
  };
}

/** Deployments that are held, and standing approvals that were revoked before their end, of one client, or of each row. */
function heldOf(clientId: RawBuilder<unknown>, now: string) {
  return sql`
    select deployment_id as id from held_deployment where client_id = ${clientId}
    union all
    select r.approval_id from standing_approval_revoked r join standing_approval s on s.client_id = r.client_id and s.id = r.approval_id
    where r.client_id = ${clientId} and s.expires_at > ${now}`;
}

async function readHeld(tx: Tx, clientId: string, now: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`${heldOf(sql`${clientId}`, now)}`.execute(tx);
  return found.rows.map((row) => row.id);
}

type MarkAndHeld = { readonly mark: string | null; readonly held: ReadonlyMap<string, readonly string[]> };

/** The same by client, with a mark of the row that holds the trust: another one where it was written since (PostgreSQL 5.6, "System Columns"). */
async function readMarkAndHeld(tx: Tx, clientIds: readonly string[], now: string): Promise<MarkAndHeld> {
  const found = await sql<{ client_id: string; mark: string | null; ids: readonly string[] }>`
    select g.client_id, (select i.xmin::text || ' ' || i.ctid::text from installation i) as mark,
      array(select h.id::text from (${heldOf(sql`g.client_id`, now)}) h) as ids
    from unnest(${[...clientIds]}::uuid[]) as g (client_id)`.execute(tx);
  return { mark: found.rows[0]?.mark ?? null, held: new Map(found.rows.map((row) => [row.client_id, row.ids])) };
}

/** Askers within a second share one answer, also while it is being fetched. */
function remember<T>(context: Context, read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, { at: number; value: Promise<T> }>();
  return (key) => {
    const now = context.clock.now().epochMilliseconds;
    const found = answers.get(key);
    if (found !== undefined && now - found.at < freshMs && now >= found.at) return found.value;
    const value = read(key);
    answers.set(key, { at: now, value });
    value.catch(() => answers.delete(key));
    return value;
  };
}
