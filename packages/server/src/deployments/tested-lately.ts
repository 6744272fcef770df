/** What deployments of a client showed before they went on, the newest first. */
import { testStanding } from '@fettle/core/deployment';
import type { DeploymentState, TestStanding } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { among } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { runsOfState, wholeState } from './fold.ts';

export type TestedLately = { readonly id: string; readonly title: string; readonly standing: TestStanding };

type Row = { readonly id: string; readonly title: string; readonly state: DeploymentState; readonly runs: DeploymentState['runs'] };

/** A condition: this deployment (a column) reaches one of these devices of the client; null: any. */
export function touching(deployment: string, clientId: string, deviceIds: readonly string[] | null): RawBuilder<unknown> {
  if (deviceIds === null) return sql`true`;
  return sql`exists (select 1 from deployment_run reached where reached.client_id = ${clientId} and reached.deployment_id = ${sql.ref(deployment)} and ${among('reached.device_id', deviceIds)})`;
}

/** Proposed since then (RFC 3339), at most `most`; with `deviceIds` those that reach one of these. Drills and what has not begun are left out. */
export async function testedLately(
  tx: Tx,
  clientId: string,
  since: string,
  most: number,
  deviceIds: readonly string[] | null = null,
): Promise<readonly TestedLately[]> {
  const found = await sql<Row>`
    select d.id, d.title, s.state, ${runsOfState} as runs from deployment_state s
    join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    where s.client_id = ${clientId} and s.seq > 0 and d.created_at >= ${since} and not d.drill and ${touching('d.id', clientId, deviceIds)} order by d.id desc limit ${most}`.execute(
    tx,
  );
  return found.rows.flatMap(({ id, title, state, runs }) => {
    const standing = testStanding(wholeState({ state, runs }));
    return standing === null ? [] : [{ id, title, standing }];
  });
}
