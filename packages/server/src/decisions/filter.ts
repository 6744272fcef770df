/** What of the register is asked for, as SQL about decision `d`. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { readSoftwareId } from '../platform/ids.ts';
import { notOver } from './store.ts';

export type DecisionQuery = Pick<NonNullable<CallInput<'listDecisions'>['query']>, 'about' | 'kind' | 'state' | 'text' | 'updateId'>;

/** What only decisions about it name. */
const named = { update: sql`d.source_name`, advisory: sql`d.advisory`, lifecycle: sql`d.product` } as const;

/** "Ends soon" is within so many days. */
export const soonDays = 30;

/** `unfollowed`: ids of decisions to deploy that nothing brings; only asked for what is to be looked at again. */
export function filterOf(
  { about, kind, state = 'standing', text, updateId }: DecisionQuery,
  now: Temporal.Instant,
  unfollowed: readonly string[],
): RawBuilder<unknown> {
  const parts = [
    stateFilter(state, now, unfollowed),
    kind === undefined ? sql`true` : sql`d.kind = ${kind}`,
    about === undefined ? sql`true` : sql`${named[about]} is not null`,
    text === undefined || text.trim() === ''
      ? sql`true`
      : sql`position(lower(${text.trim()}) in lower(concat_ws(' ', d.source_name, d.source_version, d.advisory, d.product, d.product_label, d.cycle, d.replacement, d.responsible, array_to_string(d.advisory_ids, ' '), d.reason, d.recommendation, d.said_by))) > 0`,
    updateId === undefined ? sql`true` : aboutUpdate(updateId),
  ];
  return sql.join(parts, sql` and `);
}

function stateFilter(
  state: NonNullable<DecisionQuery['state']>,
  now: Temporal.Instant,
  unfollowed: readonly string[],
): RawBuilder<unknown> {
  const at = now.toString();
  const inForce = sql`${notOver} and d.starts_at <= ${at} and (d.ends_at is null or d.ends_at > ${at})`;
  switch (state) {
    case 'all':
      return sql`true`;
    case 'standing':
      return notOver;
    case 'over':
      return sql`not (${notOver})`;
    case 'in-force':
      return inForce;
    case 'expired':
      return sql`${notOver} and d.ends_at <= ${at}`;
    case 'ending':
      return sql`${inForce} and d.ends_at <= ${now.add({ hours: 24 * soonDays }).toString()}`;
    case 'review-due':
      return sql`${inForce} and (d.review_at <= ${at} or d.id = any(${[...unfollowed]}::uuid[]))`;
  }
}

/** About this update's source, or about something that it ends at the decision's client. */
function aboutUpdate(text: string): RawBuilder<unknown> {
  const id = readSoftwareId(text);
  if (id === null) return sql`false`;
  return sql`case when d.advisory is null
    then exists (select 1 from software s where s.id = ${id} and s.source_name = d.source_name and s.manager = d.manager and (d.source_version is null or d.source_version = s.source_version))
    else exists (select 1 from update_count u where u.client_id = d.client_id and u.software_id = ${id} and u.ended && d.advisory_ids) end`;
}
