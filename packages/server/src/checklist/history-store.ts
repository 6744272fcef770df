/** The SQL of how clients stood in the twelve steps. Only this file writes its tables. */
import type { ChecklistStep, StepState, StepStanding } from '@fettle/core/checklist';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** What was not seen for longer is a gap: nothing is claimed of the time between. Rounds come every hour. */
const gapHours = 24;

/** A record of a step: it stood like this until `seen_at`. */
export type StoodRow = StepStanding & {
  readonly client_id: string;
  readonly step: number;
  readonly state_since: string;
  readonly seen_at: string;
};

/**
 * Keeps what was computed at `at`: a record goes on while it says the same; where only its numbers or words change, it is rewritten within the same day (UTC), so that a
 * day has one record of each state that was seen. Gives since when each step is in its state, and whether a state is another than before.
 */
export async function keepSteps(
  tx: Tx,
  clientId: string,
  at: string,
  steps: readonly ChecklistStep[],
): Promise<{ readonly since: ReadonlyMap<number, string>; readonly changed: boolean }> {
  const given = JSON.stringify(steps.map(({ step, state, sentence, reasons, numbers }) => ({ step, state, sentence, reasons, numbers })));
  const kept = await sql<{ step: number; state_since: string; turned: boolean }>`
    with given as (
      select * from jsonb_to_recordset(${given}::jsonb) as g(step smallint, state text, sentence text, reasons jsonb, numbers jsonb)
    ), judged as (
      select g.*, l.since as last_since, l.state_since as last_state_since, coalesce(l.goes_on, false) as goes_on,
        coalesce(l.goes_on and (l.is_of_day or (l.sentence, l.reasons, l.numbers) = (g.sentence, g.reasons, g.numbers)), false) as keeps
      from given g left join lateral (
        select s.*, s.state = g.state and s.seen_at > ${at}::timestamptz - ${gapHours} * interval '1 hour' as goes_on,
          (s.since at time zone 'UTC')::date = (${at}::timestamptz at time zone 'UTC')::date as is_of_day
        from checklist_step s where s.client_id = ${clientId} and s.step = g.step order by s.since desc limit 1
      ) l on true
    ), same as (
      update checklist_step s set seen_at = greatest(s.seen_at, ${at}), sentence = j.sentence, reasons = j.reasons, numbers = j.numbers
      from judged j where j.keeps and s.client_id = ${clientId} and s.step = j.step and s.since = j.last_since
      returning s.step, s.state_since
    ), other as (
      insert into checklist_step (client_id, step, since, seen_at, state, state_since, sentence, reasons, numbers)
      select ${clientId}, j.step, ${at}, ${at}, j.state, case when j.goes_on then j.last_state_since else ${at}::timestamptz end, j.sentence, j.reasons, j.numbers
      from judged j where not j.keeps
      on conflict (client_id, step, since) do update set state = excluded.state, state_since = excluded.state_since, sentence = excluded.sentence,
        reasons = excluded.reasons, numbers = excluded.numbers
      returning step, state_since
    )
    select step, state_since, false as turned from same
    union all select o.step, o.state_since, not j.goes_on as turned from other o join judged j on j.step = o.step`.execute(tx);
  return { since: new Map(kept.rows.map((row) => [row.step, row.state_since])), changed: kept.rows.some(({ turned }) => turned) };
}

/** How a client stood last in a time from `from` until before `to`: the steps of which something was seen then. */
export async function readStood(tx: Tx, clientId: string, from: string, to: string): Promise<readonly StoodRow[]> {
  const found = await sql<StoodRow>`
    select s.* from generate_series(1, 12) g(step) join lateral (
      select * from checklist_step x where x.client_id = ${clientId} and x.step = g.step and x.since < ${to} order by x.since desc limit 1
    ) s on s.seen_at >= ${from} order by g.step`.execute(tx);
  return found.rows;
}

/** Null: it was never computed. */
export async function firstComputed(tx: Tx, clientId: string): Promise<string | null> {
  const found = await sql<{ first: string | null }>`
    select min(since) as first from checklist_step where client_id = ${clientId} and step = 1`.execute(tx);
  return found.rows[0]?.first ?? null;
}

/** In which state each step was at the end of each of these days, given by their first instants; null: nothing was computed on it. */
export async function readDays(
  tx: Tx,
  clientId: string,
  days: readonly string[],
): Promise<readonly { readonly step: number; readonly states: readonly (StepState | null)[] }[]> {
  const found = await sql<{ step: number; states: readonly (StepState | null)[] }>`
    select g.step, array_agg(s.state order by d.begins) as states
    from generate_series(1, 12) g(step) cross join unnest(${[...days]}::timestamptz[]) d(begins) left join lateral (
      select x.state, x.seen_at from checklist_step x
      where x.client_id = ${clientId} and x.step = g.step and x.since < d.begins + interval '24 hours' order by x.since desc limit 1
    ) s on s.seen_at >= d.begins
    group by g.step order by g.step`.execute(tx);
  return found.rows;
}

export type ClientStoodRow = {
  readonly client_id: string;
  readonly name: string;
  readonly sort_name: string;
  readonly chosen: number;
  readonly failing: number;
  readonly attention: number;
  readonly unknown: number;
  readonly at: string | null;
  /** Of the twelve steps in their order; a sentence is null where nothing was computed. */
  readonly states: readonly StepState[];
  readonly sentences: readonly (string | null)[];
  readonly since: readonly (string | null)[];
};

export type StoodQuestion = {
  readonly clientIds: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Comes first where its state is worse. */
  readonly step: number | null;
  /** Only clients with this state in `step`, or in any. */
  readonly state: StepState | null;
  readonly after: readonly [number, number, number, number, string, string] | undefined;
  readonly limit: number;
};

/** Clients with their steps as they stood last within a time, those that need a person most first. */
export async function readClientsStood(
  tx: Tx,
  { clientIds, from, to, step, state, after, limit }: StoodQuestion,
): Promise<readonly ClientStoodRow[]> {
  const found = await sql<ClientStoodRow>`
    with stood as (
      select c.client_id, c.name, g.step, coalesce(s.state, 'unknown') as state, s.sentence, s.state_since, s.seen_at
      from client c cross join generate_series(1, 12) g(step) left join lateral (
        select * from checklist_step x where x.client_id = c.client_id and x.step = g.step and x.since < ${to} order by x.since desc limit 1
      ) s on s.seen_at >= ${from}
      where c.client_id = any(${[...clientIds]}::uuid[])
    ), ranked as (
      select client_id, name, lower(name) as sort_name,
        coalesce(max(case state when 'failing' then 3 when 'attention' then 2 when 'unknown' then 1 else 0 end) filter (where step = ${step}::int), 0)::int as chosen,
        count(*) filter (where state = 'failing')::int as failing, count(*) filter (where state = 'attention')::int as attention,
        count(*) filter (where state = 'unknown')::int as unknown,
        case when min(seen_at) is null then null else least(min(seen_at), ${to}::timestamptz) end as at,
        bool_or(state = ${state}::text and (${step}::int is null or step = ${step}::int)) as fits,
        array_agg(state order by step) as states, array_agg(sentence order by step) as sentences, array_agg(state_since order by step) as since
      from stood group by client_id, name
    )
    select * from ranked
    where ${state === null ? sql`true` : sql`fits`} and ${
      after === undefined
        ? sql`true`
        : sql`(-chosen, -failing, -attention, -unknown, sort_name, client_id) > (${-after[0]}::int, ${-after[1]}::int, ${-after[2]}::int, ${-after[3]}::int, ${after[4]}::text, ${after[5]}::uuid)`
    }
    order by chosen desc, failing desc, attention desc, unknown desc, sort_name, client_id limit ${limit}`.execute(tx);
  return found.rows;
}

/** Clients that were not looked at since `before`, the longest ago first. */
export async function dueClients(tx: Tx, before: string, most: number): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select c.client_id from client c left join checklist_look l on l.client_id = c.client_id
    where l.looked_at is null or l.looked_at <= ${before} order by l.looked_at nulls first, c.client_id limit ${most}`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** Also of a look that failed: it is not tried again before its time. */
export async function noteLook(tx: Tx, clientId: string, at: string): Promise<void> {
  await sql`
    insert into checklist_look (client_id, looked_at) values (${clientId}, ${at})
    on conflict (client_id) do update set looked_at = greatest(checklist_look.looked_at, excluded.looked_at)`.execute(tx);
}

export async function isDue(tx: Tx, clientId: string, before: string): Promise<boolean> {
  const found = await sql`select from checklist_look where client_id = ${clientId} and looked_at > ${before}`.execute(tx);
  return found.rows.length === 0;
}
