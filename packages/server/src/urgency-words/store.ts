/** The SQL of words about urgency. Only this file writes their tables; words and what became of them are added, never changed. */
import type { ManagerId } from '@fettle/core/inventory';
import type { FaultKind, UrgencyWord, WordKind } from '@fettle/core/urgency-words';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type WordRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly says: WordKind;
  readonly manager: ManagerId;
  readonly source_name: string;
  readonly source_version: string | null;
  readonly scope: 'client' | 'site' | 'devices';
  readonly scope_ids: readonly string[];
  readonly scope_names: readonly string[] | null;
  readonly fault: FaultKind | null;
  readonly evidence: string | null;
  readonly seen_since: string | null;
  readonly reason: string;
  readonly ends_at: string | null;
  readonly made_by: string;
  readonly made_at: string;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
  readonly revoked_because: string | null;
  /** What was judged with it: offers, those of them where the rules say otherwise, and one of these. */
  readonly offers: number;
  readonly otherwise: number;
  /** Of these offers, where what was said is not followed. */
  readonly kept: number;
  readonly sample: { readonly device_id: string; readonly software_id: number } | null;
};

/** Words `w` that fit, the newest first, with names and with what they do. */
export async function readWords(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly WordRow[]> {
  const found = await sql<WordRow>`
    with page as materialized (select w.* from urgency_word_now w where ${where} order by w.id desc limit ${limit})
    select w.*, c.name as client_name, ${named(sql`w.made_by`)} as made_by, ${named(sql`w.revoked_by`)} as revoked_by,
      case w.scope when 'site' then (select array_agg(t.name order by t.name) from site t where t.client_id = w.client_id and t.id = any(w.scope_ids))
        when 'devices' then (select array_agg(v.name order by v.name) from device v where v.client_id = w.client_id and v.id = any(w.scope_ids)) end as scope_names,
      e.offers, e.otherwise, e.kept, (
        select jsonb_build_object('device_id', o.device_id, 'software_id', o.software_id) from device_offer o
        where o.client_id = w.client_id and o.word = w.id and o.ruled is not null order by o.device_id, o.software_id limit 1
      ) as sample
    from page w join client c on c.client_id = w.client_id
    cross join lateral (
      select count(*)::int as offers, count(o.ruled)::int as otherwise,
        count(*) filter (where w.says = 'normal' and o.urgency = 'urgent')::int as kept
      from device_offer o where o.client_id = w.client_id and o.word = w.id
    ) e
    order by w.id desc`.execute(tx);
  return found.rows;
}

/** Everything that one client's people said and nobody took back, as the core takes it. Few, however many devices there are. */
export async function readStandingWords(tx: Tx, clientId: string, now: string): Promise<readonly UrgencyWord[]> {
  const found = await sql<WordRow>`
    select w.*, ${named(sql`w.made_by`)} as made_by from urgency_word_now w
    where w.client_id = ${clientId} and w.revoked_at is null and (w.ends_at is null or w.ends_at > ${now})`.execute(tx);
  return found.rows.map(wordOf);
}

const namedAtMost = 3;

/** For what each of these was said, in words: `the whole client`, `Berlin`, `db-01, db-02, db-03 and 4 more`. */
export async function readScopes(tx: Tx, clientId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; size: number; names: readonly string[] | null }>`
    select w.id, cardinality(w.scope_ids) as size, case w.scope
      when 'site' then array(select t.name from site t where t.client_id = w.client_id and t.id = any(w.scope_ids) order by t.name limit ${namedAtMost})
      when 'devices' then array(select v.name from device v where v.client_id = w.client_id and v.id = any(w.scope_ids) order by v.name limit ${namedAtMost}) end as names
    from urgency_word w where w.client_id = ${clientId} and w.id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(
    found.rows.map(({ id, size, names }) => {
      if (names === null) return [id, 'the whole client'];
      const more = size - names.length;
      return [id, `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
    }),
  );
}

/** A row as the core takes it. */
export function wordOf(row: WordRow): UrgencyWord {
  return {
    id: row.id,
    clientId: row.client_id,
    says: row.says,
    manager: row.manager,
    sourceName: row.source_name,
    sourceVersion: row.source_version,
    scope: row.scope === 'client' ? { kind: 'client' } : { kind: row.scope, ids: row.scope_ids },
    fault: row.fault === null || row.evidence === null ? null : { kind: row.fault, evidence: row.evidence, seenSince: row.seen_since },
    reason: row.reason,
    endsAt: row.ends_at,
    by: row.made_by,
    madeAt: row.made_at,
    revokedAt: row.revoked_at,
  };
}

/** `by`: the id of who said it. */
export async function addWord(tx: Tx, word: Omit<UrgencyWord, 'revokedAt'>): Promise<void> {
  const { scope, fault } = word;
  await tx
    .insertInto('urgency_word')
    .values({
      client_id: word.clientId,
      id: word.id,
      says: word.says,
      manager: word.manager,
      source_name: word.sourceName,
      source_version: word.sourceVersion,
      scope: scope.kind,
      scope_ids: scope.kind === 'client' ? [] : [...scope.ids],
      fault: fault?.kind ?? null,
      evidence: fault?.evidence ?? null,
      seen_since: fault?.seenSince ?? null,
      reason: word.reason,
      ends_at: word.endsAt,
      made_by: word.by,
      made_at: word.madeAt,
    })
    .execute();
}

/** False where it was revoked already. */
export async function addRevocation(
  tx: Tx,
  row: { readonly clientId: string; readonly id: string; readonly because: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('urgency_word_event')
    .values({ client_id: row.clientId, word_id: row.id, what: 'revoked', because: row.because, by: row.by, at: row.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/**
 * Words that ended by their day and that offers still go by, over all clients of the transaction. A fault may stand behind what else was said of an offer, and still be among
 * what the rules say there: of those the ones that ended after `since`, for nothing shows whether they were looked at. Null: all of them.
 */
export async function readEnded(tx: Tx, now: string, since: string | null): Promise<readonly UrgencyWord[]> {
  const found = await sql<WordRow>`
    select w.* from urgency_word_now w
    where w.ends_at <= ${now} and (
      exists (select 1 from device_offer o where o.client_id = w.client_id and o.word = w.id)
      or w.says = 'fault' and w.revoked_at is null and (${since}::timestamptz is null or w.ends_at > ${since}) and exists (
        select 1 from device_offer o join software s on s.id = o.software_id
        where o.client_id = w.client_id and o.word is not null and s.source_name = w.source_name and s.manager = w.manager
      )
    )`.execute(tx);
  return found.rows.map(wordOf);
}

export type Said = {
  readonly says: WordKind;
  readonly by: string;
  readonly reason: string;
  readonly endsAt: string | null;
  readonly clientName: string;
};

/** As `said`: what people say now of software `x`, the newest first; null where nobody says anything. Words are few, and found by their source. */
export function saidOfSoftware(now: string): RawBuilder<unknown> {
  return sql`
    select jsonb_agg(jsonb_build_object('says', w.says, 'reason', w.reason, 'clientName', c.name, 'by', ${named(sql`w.made_by`)},
      'endsAt', to_char(w.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by w.id desc) as said
    from urgency_word_now w join client c on c.client_id = w.client_id
    where w.source_name = x.source_name and w.manager = x.manager and (w.source_version is null or w.source_version = x.source_version)
      and w.revoked_at is null and (w.ends_at is null or w.ends_at > ${now})`;
}

/** What people of the transaction's clients say now of these software; of most, nobody says anything. */
export async function readSaidOf(tx: Tx, softwareIds: readonly number[], now: string): Promise<ReadonlyMap<number, readonly Said[]>> {
  if (softwareIds.length === 0) return new Map();
  const found = await sql<{ id: number; said: readonly Said[] }>`
    select x.id, w.said from software x cross join lateral (${saidOfSoftware(now)}) w where x.id = any(${[...softwareIds]}::int[]) and w.said is not null`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.id, row.said]));
}
