/** The SQL of offers that are over: how each ended, for whoever counts deadlines later. Only this file writes this table; rows are added, never changed. */
import type { ManagerId } from '@fettle/core/inventory';
import { offerEnd } from '@fettle/core/months';
import type { OfferEnd } from '@fettle/core/months';
import { sql } from 'kysely';
import { decisionsAt } from '../decisions/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { AddedOffer, GoneOffer } from './gone-offers.ts';
import type { DeviceRef } from './store.ts';

/** What a row of `device_offer` was when it went, with its software. */
export type EndedOffer = GoneOffer & {
  readonly manager: ManagerId;
  readonly version: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly security: boolean;
  readonly urgency: 'urgent' | 'normal';
  readonly ended_set: number | null;
  readonly due: string | null;
  readonly due_by: string | null;
};

export const endedColumns = sql`s.manager, s.version, s.source_name, s.source_version, o.security, o.urgency, o.ended_set, o.due, o.due_by`;

/**
 * Keeps how these offers ended on a device that reported `installed` (ids of software, after its report). What gave way to another version for the same installed one is not over:
 * that one goes on with its clock. Kept is what somebody may ask about: security updates, what was urgent, what had a deadline.
 */
export async function noteEnds(
  tx: Tx,
  device: DeviceRef,
  given: {
    readonly gone: readonly EndedOffer[];
    readonly added: readonly AddedOffer[];
    readonly installed: readonly number[];
    readonly at: string;
  },
): Promise<void> {
  const { added, installed, at } = given;
  const follows = new Set(added.map(({ offer }) => keyOf(offer, offer.from)));
  const gone = given.gone.filter((one) => isKept(one) && !follows.has(keyOf(one, one.from_version)));
  if (gone.length === 0) return;
  const there = new Set(installed);
  const versions = await versionsOf(
    tx,
    gone.filter((one) => !there.has(one.software_id)),
    installed,
  );
  await writeEnds(
    tx,
    device,
    gone.map((offer) => ({
      offer,
      how: there.has(offer.software_id)
        ? 'installed'
        : offerEnd(offer.manager, offer.version, versions.get(keyOf(offer, offer.manager)) ?? []),
    })),
    at,
  );
}

/** What a device has of the packages of these offers, where it is not the very version that was offered: that one needs no question. */
async function versionsOf(
  tx: Tx,
  offers: readonly EndedOffer[],
  installed: readonly number[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (offers.length === 0) return new Map();
  const found = await sql<{ name: string; architecture: string; manager: ManagerId; version: string }>`
    select distinct s.name, s.architecture, s.manager, s.version from software s
    join unnest(${offers.map((one) => one.name)}::text[], ${offers.map((one) => one.architecture)}::text[]) as g (name, architecture)
      on g.name = s.name and g.architecture = s.architecture
    where s.id = any(${[...installed]}::int[])`.execute(tx);
  const groups = Map.groupBy(found.rows, (row) => keyOf(row, row.manager));
  return new Map([...groups].map(([key, rows]) => [key, rows.map(({ version }) => version)]));
}

/** All offers of a device that is no longer looked after. */
export async function noteRetired(tx: Tx, device: DeviceRef, gone: readonly EndedOffer[], at: string): Promise<void> {
  await writeEnds(
    tx,
    device,
    gone.filter(isKept).map((offer) => ({ offer, how: 'retired' })),
    at,
  );
}

type Ended = { readonly offer: EndedOffer; readonly how: OfferEnd };

async function writeEnds(tx: Tx, device: DeviceRef, ends: readonly Ended[], at: string): Promise<void> {
  if (ends.length === 0) return;
  const decided = await decidedLate(
    tx,
    device,
    ends.map(({ offer }) => offer),
    at,
  );
  const column = <T>(pick: (offer: EndedOffer) => T) => ends.map(({ offer }) => pick(offer));
  await sql`
    insert into offer_end (client_id, device_id, software_id, from_version, how, ended_at, offered_at, security, urgency, due, due_by, decision_id)
    select ${device.clientId}, ${device.deviceId}, g.software_id, g.from_version, g.how, ${at}, g.offered_at, g.security, g.urgency, g.due, g.due_by, g.decision_id
    from unnest(${column((o) => o.software_id)}::int[], ${column((o) => o.from_version)}::text[], ${ends.map(({ how }) => how)}::text[],
      ${column((o) => o.before_offered?.[0] ?? o.first_seen_at)}::timestamptz[], ${column((o) => o.security)}::boolean[], ${column((o) => o.urgency)}::text[],
      ${column((o) => o.due)}::timestamptz[], ${column((o) => o.due_by)}::text[], ${column((o) => decided.get(o.software_id) ?? null)}::uuid[])
      as g (software_id, from_version, how, offered_at, security, urgency, due, due_by, decision_id)
    on conflict do nothing`.execute(tx);
}

/** Of those that ended late: the decision against installing that held when they were due, by software. Which of their vulnerabilities each ended is known only now. */
async function decidedLate(
  tx: Tx,
  { clientId, deviceId }: DeviceRef,
  offers: readonly EndedOffer[],
  at: string,
): Promise<ReadonlyMap<number, string>> {
  const late = offers.flatMap((offer) => (offer.due !== null && offer.due < at ? [{ ...offer, due: offer.due, device_id: deviceId }] : []));
  const decided = await decidedWhenDue(tx, clientId, late);
  return new Map(
    late.flatMap(({ software_id: id }, index) => {
      const decision = decided[index] ?? null;
      return decision === null ? [] : [[id, decision] as const];
    }),
  );
}

type DueOffer = Pick<EndedOffer, 'manager' | 'source_name' | 'source_version' | 'ended_set' | 'first_seen_at'> & {
  readonly device_id: string;
  readonly due: string;
};

/** What was decided about each of these instead of installing it, and held when it was due, or as of another time: the id of the decision, in their order; null: nothing. */
export async function decidedWhenDue(
  tx: Tx,
  clientId: string,
  offers: readonly DueOffer[],
  asOf: string | null = null,
): Promise<readonly (string | null)[]> {
  if (offers.length === 0) return [];
  const sets = await readSets(
    tx,
    offers.flatMap((offer) => offer.ended_set ?? []),
  );
  const found = await decisionsAt(
    tx,
    clientId,
    offers.map((offer) => ({
      deviceId: offer.device_id,
      at: Temporal.Instant.from(asOf ?? offer.due),
      update: { manager: offer.manager, sourceName: offer.source_name, sourceVersion: offer.source_version },
      advisories: sets.get(offer.ended_set ?? -1) ?? [],
      fixSince: offer.first_seen_at,
    })),
  );
  return found.map(({ decision, state }) => (decision === null || state !== 'decided' || decision.kind === 'deploy' ? null : decision.id));
}

/** What these sets hold, by their numbers. */
async function readSets(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: number; ids: string[] }>`select id, ids from ended_set where id = any(${[...new Set(ids)]}::int[])`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.id, row.ids]));
}

function isKept({ security, urgency, due }: EndedOffer): boolean {
  return security || urgency === 'urgent' || due !== null;
}

function keyOf({ name, architecture }: { readonly name: string; readonly architecture: string }, more: string): string {
  return `${name}\n${architecture}\n${more}`;
}
