/** Refusals by agents: what a device was told and would not do, while nothing later shows that it was settled. */
import { agentRefusals } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence } from './types.ts';
import type { Line } from './types.ts';

const shownDays = 7;
const mostRefusals = 200;

type Row = {
  client_id: string;
  deployment_id: string | null;
  title: string | null;
  devices: number;
  device_id: string;
  device_name: string;
  since: string;
  code: string;
  detail: string;
};

/**
 * One line a deployment, or a device where no deployment is behind it. The newest refusal says why. Without a deployment only an order of the same kind settles it: that the
 * device was asked to scan, and did, says nothing of a change that nobody here knows of.
 */
export async function refusalLines(tx: Tx, now: Temporal.Instant): Promise<Line[]> {
  const since = now.subtract({ hours: 24 * shownDays }).toString();
  const found = await sql<Row>`
    with refused as (
      select r.client_id, r.deployment_id, r.device_id, r.received_at, r.body ->> 'code' as code, r.body ->> 'detail' as detail from report r
      where r.status = 'refused' and r.received_at > ${since}
        and not exists (select 1 from report l where l.client_id = r.client_id and l.device_id = r.device_id and l.received_at > r.received_at
          and l.deployment_id is not distinct from r.deployment_id and l.status in ('accepted', 'ended')
          and (r.deployment_id is not null or split_part(l.instruction_id, ':', 1) = split_part(r.instruction_id, ':', 1)))
        and (r.deployment_id is null or exists (select 1 from deployment_state s where s.client_id = r.client_id and s.deployment_id = r.deployment_id and s.active))
    ), newest as (
      select distinct on (client_id, coalesce(deployment_id, device_id)) * from refused order by client_id, coalesce(deployment_id, device_id), received_at desc
    )
    select n.client_id, n.deployment_id, p.title, g.devices, n.device_id, d.name as device_name, g.since, n.code, n.detail from newest n
    join device d on d.client_id = n.client_id and d.id = n.device_id
    left join deployment p on p.client_id = n.client_id and p.id = n.deployment_id
    cross join lateral (select count(distinct r.device_id)::int as devices, min(r.received_at) as since from refused r
      where r.client_id = n.client_id and coalesce(r.deployment_id, r.device_id) = coalesce(n.deployment_id, n.device_id)) g
    order by n.received_at desc limit ${mostRefusals}`.execute(tx);
  return found.rows.map(lineOf);
}

function lineOf(row: Row): Line {
  const { deployment_id: deploymentId, device_name: name, devices } = row;
  const who = devices === 1 ? name : `${name} and ${devices === 2 ? 'another device' : `${devices - 1} others`}`;
  return {
    id: `refusal:${deploymentId ?? row.device_id}`,
    kind: 'refusal',
    clientId: row.client_id,
    title: row.title === null ? `${who} refused what it was told` : `${who} refused “${row.title}”`,
    why: `${asSentence(sentenceOf(row.code))} ${asSentence(row.detail)}`.trim(),
    since: row.since,
    by: null,
    action: { label: 'See why', path: deploymentId === null ? paths.device(row.device_id) : paths.deployment(deploymentId) },
  };
}

/** Agents of other versions may have codes that are not in the table. */
function sentenceOf(code: string): string {
  const known: Readonly<Record<string, string>> = agentRefusals;
  return known[code] ?? code;
}
