/** What decisions ask of a person: some have ended, some are to be looked at again, some workarounds wait for their check. One line a client and a reason. */
import { sql } from 'kysely';
import { notOver, reachedOffers, readUnfollowed } from '../decisions/index.ts';
import type { Unfollowed } from '../decisions/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countAtStart } from './types.ts';
import type { Line } from './types.ts';

const what = ['expired', 'review-due', 'workaround'] as const;
type What = (typeof what)[number];
type Row = {
  readonly client_id: string;
  readonly what: What;
  readonly n: number;
  readonly since: string;
  readonly first_id: string;
  readonly titles: readonly string[];
};

export async function decisionLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const at = now.toString();
  const unfollowed = await readUnfollowed(tx, now);
  const told = unfollowed.map(({ id }) => id);
  const found = await sql<Row>`
    with d as materialized (select d.* from decision_now d where ${notOver}), open as (
      select d.*, 'expired' as what, d.ends_at as since from d where d.ends_at <= ${at}
      union all
      select d.*, 'review-due', d.review_at from d where d.review_at <= ${at} and d.id <> all(${told}::uuid[]) and d.starts_at <= ${at} and (d.ends_at is null or d.ends_at > ${at})
      union all
      select d.*, 'workaround', coalesce(f.since, d.starts_at) from d
      left join lateral (select max(o.first_seen_at) as since from ${reachedOffers}) f on d.verified_at is not null
      where d.kind = 'workaround' and d.starts_at <= ${at} and (d.ends_at is null or d.ends_at > ${at}) and (d.verified_at is null or d.verified_at <= f.since)
    )
    select client_id, what, count(*)::int as n, min(since) as since, (array_agg(id order by since, id))[1] as first_id,
      (array_agg(coalesce(advisory, source_name, product_label || ' ' || cycle) order by since, id))[1:3] as titles
    from open group by client_id, what`.execute(tx);
  return [...found.rows.map(lineOf), ...[...Map.groupBy(unfollowed, (one) => one.clientId)].map(unfollowedLine)];
}

const words: Readonly<
  Record<What, { readonly kind: Line['kind']; readonly one: string; readonly many: string; readonly why: string; readonly label: string }>
> = {
  expired: {
    kind: 'expired decision',
    one: 'decision has ended',
    many: 'decisions have ended',
    why: 'What they were about is open again until somebody decides anew.',
    label: 'Decide anew',
  },
  'review-due': {
    kind: 'decision review',
    one: 'decision is to be looked at again',
    many: 'decisions are to be looked at again',
    why: 'Their day of review has come: let them stand with a new date, or end them.',
    label: 'Review',
  },
  workaround: {
    kind: 'workaround',
    one: 'workaround waits for a person',
    many: 'workarounds wait for a person',
    why: 'Nobody has seen their check pass since the fix can be had, or ever: verify or undo them.',
    label: 'Look',
  },
};

const mostUpdates = 50;

/** Decided to be deployed, and no deployment brings it: the way leads to the deployment that would. */
function unfollowedLine([clientId, decisions]: readonly [string, readonly Unfollowed[]]): Line {
  const names = [...new Set(decisions.map(({ title }) => title))];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const updateIds = [...new Set(decisions.flatMap((one) => one.updateIds))].slice(0, mostUpdates);
  const [since = ''] = decisions.map((one) => one.since).toSorted((a, b) => Temporal.Instant.compare(a, b));
  return {
    id: `not deployed:${clientId}`,
    kind: 'not deployed',
    clientId,
    title: countAtStart(decisions.length, 'decision to deploy, and nothing brings it', 'decisions to deploy, and nothing brings them'),
    why: `${names.slice(0, 3).join(', ')}${more}. Their day has passed, and no deployment has them: propose one, or decide otherwise.`,
    since,
    by: null,
    action: { label: 'Propose it', path: paths.propose(clientId, updateIds) },
  };
}

function lineOf(row: Row): Line {
  const { kind, one, many, why, label } = words[row.what];
  const names = [...new Set(row.titles)].join(', ');
  const more = row.n - row.titles.length;
  return {
    id: `${kind}:${row.client_id}`,
    kind,
    clientId: row.client_id,
    title: countAtStart(row.n, one, many),
    why: `${names}${more > 0 ? ` and ${more} more` : ''}. ${why}`,
    since: row.since,
    by: null,
    action: { label, path: row.n === 1 ? paths.decision(row.client_id, row.first_id) : paths.decisions(row.client_id, row.what) },
  };
}
