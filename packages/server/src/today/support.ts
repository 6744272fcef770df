/** Systems and publishers' software whose support has ended, or ends within 90 days, and for which neither an exception nor a replacement is agreed: one line a client each. */
import type { LifecycleKind } from '@fettle/core/lifecycle';
import { sql } from 'kysely';
import { openSupport } from '../lifecycle/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countAtStart } from './types.ts';
import type { Line } from './types.ts';

type Row = {
  readonly client_id: string;
  readonly past: boolean;
  /** A device that has several counts once. */
  readonly devices: number;
  readonly kinds: readonly LifecycleKind[];
  /** Since when the first of them is so. */
  readonly since: string;
  /** The first day on which support ends; null: on a day that nobody published. */
  readonly ends: string | null;
  readonly names: readonly string[];
  readonly releases: number;
};

/** Releases are few, and only devices with those that stand so are looked at. */
export async function supportLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select client_id, past, count(distinct device_id)::int as devices, array_agg(distinct kind) as kinds, min(ends) as ends, count(distinct name)::int as releases, (array_agg(distinct name))[1:3] as names,
      min(case when past then greatest(since, (ends + 1)::timestamp at time zone 'UTC') else since end) as since
    from ${openSupport(now.toString())} open group by client_id, past`.execute(tx);
  return found.rows.map((row) => lineOf(row, now));
}

function lineOf(row: Row, now: Temporal.Instant): Line {
  const more = row.releases - row.names.length;
  const names = `${row.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const line = { clientId: row.client_id, since: row.since };
  if (row.past)
    return {
      ...line,
      id: `support ended:${row.client_id}`,
      kind: 'support ended',
      title: `${runningWords(row)} past its end`,
      why: `${names}: neither an exception nor a replacement is agreed. Vulnerabilities that are found now stay.`,
      by: null,
      action: { label: 'Decide', path: paths.support(row.client_id, 'past') },
    };
  return {
    ...line,
    id: `support ends:${row.client_id}`,
    kind: 'support ends',
    title: `${runningWords(row)} whose support ends ${row.releases > 1 ? 'soon, the first ' : ''}${daysUntil(row.ends, now)}`,
    why: `${names}: neither an exception nor a replacement is agreed.`,
    by: row.ends === null ? null : `${row.ends}T23:59:59Z`,
    action: { label: 'Plan', path: paths.support(row.client_id, 'ending') },
  };
}

function runningWords({ devices, kinds }: Row): string {
  const what = kinds.length > 1 ? 'a system or software' : kinds.includes('software') ? 'software' : 'a system';
  return countAtStart(devices, `device runs ${what}`, `devices run ${what}`);
}

function daysUntil(day: string | null, now: Temporal.Instant): string {
  if (day === null) return 'on a day that is not published';
  const { days } = now.toZonedDateTimeISO('UTC').toPlainDate().until(day);
  return days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
}
