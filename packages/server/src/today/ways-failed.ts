/** Deployments with devices that went their way back in vain: neither the new nor the old versions are known to be whole there. One line a deployment, until a person takes a next way. */
import { wayBackFailed } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countAtStart, someOf } from './types.ts';
import type { Line } from './types.ts';

const shownDays = 14;
const mostLines = 200;

type Row = {
  readonly client_id: string;
  readonly id: string;
  readonly title: string;
  readonly names: readonly string[];
  readonly device_id: string;
  readonly since: string;
};

export async function failedWayLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select d.client_id, d.id, d.title, array_agg(distinct v.name order by v.name) as names, (array_agg(v.id order by v.name))[1] as device_id, min(t.at) as since
    from way_back_trial t
    join deployment_run r on r.client_id = t.client_id and r.deployment_id = t.deployment_id and r.device_id = t.device_id and (r.run ->> 'attempt')::int = t.attempt
    join deployment_state s on s.client_id = t.client_id and s.deployment_id = t.deployment_id
    join deployment d on d.client_id = t.client_id and d.id = t.deployment_id
    join device v on v.client_id = t.client_id and v.id = t.device_id
    where not t.passed and t.at > ${now.subtract({ hours: 24 * shownDays }).toString()}::timestamptz
      and r.run ->> 'outcome' = 'failed' and r.run ->> 'outcomeCode' = ${wayBackFailed} and v.status <> 'retired'
      and s.state -> 'accepted' -> t.device_id::text -> 'attempt' is distinct from r.run -> 'attempt'
      and not exists (select 1 from rebuild b where b.client_id = t.client_id and b.deployment_id = t.deployment_id and b.device_id = t.device_id)
      and not exists (select 1 from deployment n where n.client_id = d.client_id and n.predecessor_id = d.id and n.withdrawn_at is null)
    group by d.client_id, d.id, d.title order by since, d.id limit ${mostLines}`.execute(tx);
  return found.rows.map(({ client_id: clientId, id, title, names, device_id: deviceId, since }) => ({
    id: `way back failed:${id}`,
    kind: 'failed run',
    clientId,
    title: `${countAtStart(names.length, 'device', 'devices')} of “${title}” could not go back`,
    why: `${someOf(names)} went the approved way back, and that failed, too. Nothing more happens there by itself: choose the next way.`,
    since,
    by: null,
    action: { label: 'Choose the next way', path: paths.run(id, deviceId) },
  }));
}
