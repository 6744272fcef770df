/** What is counted of the changes of a client: how the last one of each device ended, and what deployments left open. */
import type { Found } from '@fettle/core/checklist';
import { sql } from 'kysely';
import { sqlOf } from './scope.ts';
import type { Scope } from './scope.ts';
import type { Tx } from '../platform/database/index.ts';

const nothing: Found = { count: 0, deploymentIds: [] };

type EndRow = { readonly end: string; readonly devices: number; readonly deployments: readonly string[] };

/** `by`: devices by the end of their last run in deployments proposed since then; a bad end that a person accepted is `accepted`. Drills and cancelled runs do not count. */
export async function readLastEnds(
  tx: Tx,
  scope: Scope,
  since: string,
): Promise<{ readonly devices: number; readonly by: (...ends: readonly string[]) => Found }> {
  const found = await sql<EndRow>`
    with last as (
      select distinct on (r.device_id) r.deployment_id,
        case when (r.run ->> 'accepted')::boolean and r.run ->> 'outcome' <> 'verified' then 'accepted' else r.run ->> 'outcome' end as "end"
      from deployment d join deployment_run r on r.client_id = d.client_id and r.deployment_id = d.id
      join device v on v.client_id = r.client_id and v.id = r.device_id and v.status <> 'retired' and ${sqlOf(scope).device('v.id')}
      where d.client_id = ${scope.clientId} and d.created_at >= ${since} and not d.drill and r.run ->> 'outcome' <> 'cancelled'
      order by r.device_id, r.run ->> 'settledAt' desc nulls last, d.id desc
    )
    select "end", count(*)::int as devices, array_agg(distinct deployment_id order by deployment_id desc) as deployments from last group by "end"`.execute(
    tx,
  );
  const rows = new Map(found.rows.map((row) => [row.end, row]));
  return {
    devices: found.rows.reduce((sum, row) => sum + row.devices, 0),
    by: (...ends) => {
      const own = ends.flatMap((end) => rows.get(end) ?? []);
      return {
        count: own.reduce((sum, row) => sum + row.devices, 0),
        deploymentIds: [...new Set(own.flatMap(({ deployments }) => deployments))].toSorted().toReversed(),
      };
    },
  };
}

type Deployments = {
  readonly under_way: number;
  readonly held: readonly string[];
  readonly ended: number;
  readonly incomplete: readonly string[];
  readonly regressions: number;
  readonly undecided: readonly string[];
  readonly undecided_count: number;
  readonly asked: number;
};

export type DeploymentFacts = {
  readonly underWay: number;
  readonly held: Found;
  readonly ended: number;
  readonly incomplete: Found;
  readonly regressions: number;
  readonly undecided: Found;
  /** Deployments of which devices were asked for their checks again, since `askedSince`. */
  readonly asked: number;
};

/** Waiting for an approval is no hold. `ended` and `incomplete` are of deployments proposed since then. */
export async function readDeploymentFacts(tx: Tx, scope: Scope, since: string, askedSince: string): Promise<DeploymentFacts> {
  const { clientId } = scope;
  const within = sqlOf(scope);
  const found = await sql<Deployments>`
    with own as (
      select d.id, s.active, d.created_at >= ${since} as lately, jsonb_path_exists(s.summary, '$.holds[*] ? (@.reason != "approval")') as held,
        exists (select 1 from deployment_run r where r.client_id = d.client_id and r.deployment_id = d.id and r.run ->> 'outcome' = 'unknown' and ${within.device('r.device_id')}) as incomplete
      from deployment d join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.id
      where d.client_id = ${clientId} and ${within.deployment('d.id')} and s.seq > 0 and (s.active or d.created_at >= ${since})
    ), worse as (
      select r.deployment_id, exists (select 1 from regression_decision c where c.client_id = r.client_id and c.regression_id = r.id) as decided
      from regression r where r.client_id = ${clientId} and ${within.device('r.device_id')}
    )
    select o.*, w.*, a.* from (
      select count(*) filter (where active)::int as under_way, coalesce(array_agg(id order by id desc) filter (where active and held), '{}') as held,
        count(*) filter (where not active and lately)::int as ended,
        coalesce(array_agg(id order by id desc) filter (where not active and lately and incomplete), '{}') as incomplete
      from own) o
    cross join (
      select count(*)::int as regressions, count(*) filter (where not decided)::int as undecided_count,
        coalesce(array_agg(distinct deployment_id order by deployment_id desc) filter (where not decided), '{}') as undecided
      from worse) w
    cross join (
      select count(distinct deployment_id)::int as asked from check_again
      where client_id = ${clientId} and ${within.device('device_id')} and instruction_id is not null and asked_at > ${askedSince}) a`.execute(
    tx,
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('a count gave no row');
  return {
    underWay: row.under_way,
    held: foundOf(row.held),
    ended: row.ended,
    incomplete: foundOf(row.incomplete),
    regressions: row.regressions,
    undecided: { count: row.undecided_count, deploymentIds: row.undecided },
    asked: row.asked,
  };
}

export function foundOf(deploymentIds: readonly string[]): Found {
  return deploymentIds.length === 0 ? nothing : { count: deploymentIds.length, deploymentIds };
}
