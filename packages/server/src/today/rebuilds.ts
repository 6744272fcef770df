/** Devices that a person is to build anew: one line each. What is said to be done waits for the device's next look first, and comes back where that does not come for a day. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import type { Line } from './types.ts';

type Row = {
  readonly client_id: string;
  readonly id: string;
  readonly deployment_id: string;
  readonly device_name: string;
  readonly by_whom: string;
  readonly from_where: string;
  readonly minutes: number;
  readonly is_asked: boolean;
  readonly what: 'done' | 'compared' | null;
  readonly note: string | null;
  readonly since: string;
  readonly due_at: string;
};

export async function rebuildLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select r.client_id, r.id, r.deployment_id, v.name as device_name, r.plan ->> 'by' as by_whom, r.plan ->> 'from' as from_where,
      (r.plan ->> 'minutes')::int as minutes, r.asked_by is not null as is_asked, l.what, l.note, coalesce(l.at, r.since) as since, r.since + (r.plan ->> 'minutes')::int * interval '1 minute' as due_at
    from rebuild r join device v on v.client_id = r.client_id and v.id = r.device_id
    left join lateral (select w.* from rebuild_word w where w.client_id = r.client_id and w.rebuild_id = r.id order by w.n desc limit 1) l on true
    where l.what is null or (l.what = 'done' and l.at < ${now.toString()}::timestamptz - interval '1 day') or (l.what = 'compared' and not l.passed)
    order by r.since, r.id limit 200`.execute(tx);
  return found.rows.map((row) => ({
    id: `rebuild:${row.id}`,
    kind: 'rebuild',
    clientId: row.client_id,
    ...wordsOf(row),
    since: row.since,
    by: row.what === null ? row.due_at : null,
    action: { label: 'Look and report', path: paths.deployment(row.deployment_id) },
  }));
}

function wordsOf({ is_asked: isAsked, device_name: name, by_whom: by, from_where: from, minutes, what, note }: Row): {
  readonly title: string;
  readonly why: string;
} {
  if (what === null)
    return {
      title: `Rebuild awaited: ${name}`,
      why: `${isAsked ? 'Somebody has it built anew' : 'Its change ended badly'}, and its way back is a rebuild by ${by}, from ${from}, in about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Say when it is done, or that it is not to be.`,
    };
  if (what === 'done')
    return {
      title: `${name} was built anew, and was not looked at since`,
      why: 'Its agent has not told of its packages for a day. See whether it is enrolled and runs.',
    };
  return {
    title: `${name} was built anew, and is other than before`,
    why: `${note ?? ''} Mend it and say so, or say that it stays as it is.`.trim(),
  };
}
