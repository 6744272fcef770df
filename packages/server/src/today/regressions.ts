/** Regressions that nobody has decided: one line a deployment. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countAtStart } from './types.ts';
import type { Line } from './types.ts';

type Row = {
  readonly client_id: string;
  readonly deployment_id: string;
  readonly title: string;
  readonly devices: number;
  readonly checks: readonly string[];
  readonly since: string;
};

export async function regressionLines(tx: Tx): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select r.client_id, r.deployment_id, p.title, count(distinct r.device_id)::int as devices, (array_agg(distinct r.check_name))[1:3] as checks, min(r.found_at) as since
    from regression r join deployment p on p.client_id = r.client_id and p.id = r.deployment_id
    where not exists (select 1 from regression_decision d where d.client_id = r.client_id and d.regression_id = r.id)
    group by r.client_id, r.deployment_id, p.title order by since limit 200`.execute(tx);
  return found.rows.map((row) => ({
    id: `regression:${row.deployment_id}`,
    kind: 'regression',
    clientId: row.client_id,
    title: `${countAtStart(row.devices, 'device is', 'devices are')} worse since “${row.title}”`,
    why: `${row.checks.join(', ')} passed before the change and failed later. Nobody has decided: take it back, accept it, or say that it is fixed.`,
    since: row.since,
    by: null,
    action: { label: 'Look and decide', path: paths.deployment(row.deployment_id) },
  }));
}
