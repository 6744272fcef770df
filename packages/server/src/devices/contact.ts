/**
 * Contacts of devices, many in one statement: check-ins that arrive within a few milliseconds are moved on together and answered when that is
 * committed. One statement compares counter and ticket, moves them on, and reads what the reply needs.
 */
import { randomUUID } from 'node:crypto';
import { provenAbsence } from '@fettle/core/absence';
import type { Power } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { inClients, prepared } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { gathered } from '../platform/gathered.ts';
import { noteAbsences } from './absences.ts';
import type { NotedAbsence } from './absences.ts';

export type Contact = {
  readonly clientId: string;
  readonly deviceId: string;
  readonly counter: number;
  readonly ticket: string;
  readonly payloadHash: Uint8Array;
  readonly bootId: string;
  readonly power: Power | null;
  /** Instructions that it has taken and not ended; null: it said so earlier in this contact. */
  readonly inHand: readonly string[] | null;
  /** That is all: nothing is left to report, and none is left out. */
  readonly saidAll: boolean;
};
/** What the device said of itself before, so that only what differs is written. */
export type KnownFacts = { readonly ecosystem: string; readonly agentVersion: string; readonly mode: string };

export type ContactAnswer =
  | {
      readonly kind: 'moved' | 'repeated';
      readonly ticket: string;
      readonly status: 'active' | 'quarantined';
      readonly digests: Readonly<Record<string, string>>;
      readonly told: boolean;
      readonly known: KnownFacts;
    }
  /** Its counter was passed over when a later one came: it was held up on the way, and nobody waits for its answer any more. */
  | { readonly kind: 'late' }
  /** Counter or ticket do not follow on: another holder of this key has been here. */
  | { readonly kind: 'diverged'; readonly status: 'active' | 'quarantined'; readonly detail: string }
  | { readonly kind: 'gone' };

export type ContactBook = {
  readonly move: (contact: Contact) => Promise<ContactAnswer>;
  /** Takes the counter of a late contact out of those that may still come. False: it has come already. */
  readonly noteLate: (contact: Contact) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

const mostAtOnce = 250;
type Waiting = { readonly contact: Contact; readonly newTicket: string };
type Row = {
  ord: number;
  status: 'active' | 'quarantined' | 'retired';
  moved: boolean;
  late: boolean;
  counter: number;
  ticket: string;
  payload_hash: Buffer | null;
  digests: Record<string, string> | null;
  told: boolean;
  ecosystem: string;
  agent_version: string;
  mode: string;
  /** As of the contact before. */
  boot_id: string | null;
  last_seen_at: string;
};

/**
 * A ticket is a random name for "the state after this contact"; the previous one is still taken, since a reply may have been lost. A stored `*` stands where a person
 * said that a quarantined device was restored: any ticket follows on, once.
 *
 * An agent that gets no answer goes on with the next counter. What it sent before may still lie in a socket of a line that was cut, and arrive after its next
 * message; that is no other holder of the key. So the last 64 counters are remembered as a window (as IPsec does, RFC 4303 section 3.4.3): one that was passed over may
 * come late, once, and has no effect; one that was taken is not taken again.
 */
export function contactBook(context: Context): ContactBook {
  const contacts = gathered<Waiting, ContactAnswer>({
    together: (batch) => moveAll(context, batch),
    keyOf: ({ contact }) => contact.deviceId,
    most: mostAtOnce,
  });
  return {
    move: (contact) => contacts.ask({ contact, newTicket: randomUUID() }),
    noteLate: (contact) => noteLate(context, contact),
    stop: contacts.stop,
  };
}

/** By how much `g` is ahead of `c`; far more than the window is as good as its end. */
const ahead = 'least(g.counter - c.counter, 64)::int';
/** A person's word that a device was restored says nothing of counters: none of the earlier ones is waited for. */
const takenAfter = `case when c.ticket = '*' then -1 when ${ahead} = 64 then 0 else (c.taken << ${ahead}) | (1::bigint << (${ahead} - 1)) end`;
const behind = 'least(c.counter - g.counter, 65)::int';
const isLate = `(case when ${behind} between 1 and 64 then (c.taken >> (${behind} - 1)) & 1 = 0 else false end)`;

const statement = `
with given as (
  select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::text[], $10::text[], $11::bool[])
    as g(ord, client_id, device_id, counter, ticket, new_ticket, payload_hash, boot_id, in_hand, said_all)
), moved as (
  update device_contact c
  set counter = g.counter, taken = ${takenAfter}, previous_ticket = g.ticket, ticket = g.new_ticket, payload_hash = g.payload_hash, boot_id = g.boot_id, last_seen_at = $9,
    in_hand = case when g.in_hand is null then c.in_hand else string_to_array(g.in_hand, ' ') end,
    in_hand_at = case when g.in_hand is null then c.in_hand_at when g.said_all then $9::timestamptz end
  from given g join device d on d.client_id = g.client_id and d.id = g.device_id
  where c.client_id = g.client_id and c.device_id = g.device_id and d.status = 'active'
    and g.counter > c.counter and (g.ticket = c.ticket or g.ticket = c.previous_ticket or c.ticket = '*')
  returning c.device_id
)
select g.ord, d.status, m.device_id is not null as moved, ${isLate} as late, c.counter, c.ticket, c.payload_hash, v.digests, d.ecosystem, d.agent_version, d.mode,
  c.boot_id, c.last_seen_at,
  exists (select 1 from instruction n where n.client_id = g.client_id and n.device_id = g.device_id and n.closed_at is null) as told
from given g
join device d on d.client_id = g.client_id and d.id = g.device_id
join device_contact c on c.client_id = g.client_id and c.device_id = g.device_id
left join device_inventory v on v.client_id = g.client_id and v.device_id = g.device_id
left join moved m on m.device_id = g.device_id`;

async function noteLate(context: Context, { clientId, deviceId, counter }: Contact): Promise<boolean> {
  const noted = await inClients(context.db, [clientId], (tx) =>
    sql`
      update device_contact c set taken = c.taken | (1::bigint << (${sql.raw(behind)} - 1))
      from (select ${counter}::bigint as counter) g
      where c.client_id = ${clientId} and c.device_id = ${deviceId} and ${sql.raw(isLate)}`.execute(tx),
  );
  return noted.numAffectedRows === 1n;
}

async function moveAll(context: Context, batch: readonly Waiting[]): Promise<readonly ContactAnswer[]> {
  const clients = [...new Set(batch.map((waiting) => waiting.contact.clientId))];
  // One order of rows for all servers, so that two of them can not block each other for long.
  const order = batch
    .map((waiting, index) => ({ waiting, ord: index + 1 }))
    .toSorted((a, b) => (a.waiting.contact.deviceId < b.waiting.contact.deviceId ? -1 : 1));
  const column = <T>(pick: (waiting: Waiting) => T) => order.map(({ waiting }) => pick(waiting));
  const now = context.now();
  const values = [
    order.map(({ ord }) => ord),
    column((w) => w.contact.clientId),
    column((w) => w.contact.deviceId),
    column((w) => w.contact.counter),
    column((w) => w.contact.ticket),
    column((w) => w.newTicket),
    column((w) => Buffer.from(w.contact.payloadHash)),
    column((w) => w.contact.bootId),
    now,
    column((w) => w.contact.inHand?.join(' ') ?? null),
    column((w) => w.contact.saidAll),
  ];
  const rows = await inClients(context.db, clients, async (tx) => {
    const moved = await prepared<Row>(tx, 'device-contact', statement, values);
    await noteAbsences(tx, absencesOf(moved, batch, now), now);
    return moved;
  });
  const byPlace = new Map(rows.map((row) => [row.ord, row]));
  return batch.map((waiting, index) => {
    const row = byPlace.get(index + 1);
    return row === undefined ? { kind: 'gone' } : answerOf(row, waiting);
  });
}

/** Devices that are back after a time in which they were provably off. What the statement read of a contact is what it was before. */
function absencesOf(rows: readonly Row[], batch: readonly Waiting[], now: string): readonly NotedAbsence[] {
  return rows.flatMap((row): readonly NotedAbsence[] => {
    const contact = row.moved ? batch[row.ord - 1]?.contact : undefined;
    if (contact === undefined || contact.power === null) return [];
    const { clientId, deviceId, bootId, power } = contact;
    const absence = provenAbsence({ at: row.last_seen_at, bootId: row.boot_id }, { at: now, bootId, ...power });
    return absence === null ? [] : [{ clientId, deviceId, bootId, contactBefore: row.last_seen_at, absence }];
  });
}

function answerOf(row: Row, { contact, newTicket }: Waiting): ContactAnswer {
  if (row.status === 'retired') return { kind: 'gone' };
  const digests = row.digests ?? {};
  const known = { ecosystem: row.ecosystem, agentVersion: row.agent_version, mode: row.mode };
  if (row.moved) return { kind: 'moved', ticket: newTicket, status: row.status, digests, told: row.told, known };
  // The very same message again: its answer was lost on the way, or a proxy repeated it.
  if (row.counter === contact.counter && row.payload_hash !== null && Buffer.compare(row.payload_hash, contact.payloadHash) === 0) {
    return { kind: 'repeated', ticket: row.ticket, status: row.status, digests, told: row.told, known };
  }
  if (row.late && row.status === 'active') return { kind: 'late' };
  const why =
    contact.counter <= row.counter ? `counter ${contact.counter} after ${row.counter}` : 'a ticket that was not the last one given';
  return { kind: 'diverged', status: row.status, detail: `it came with ${why}` };
}
