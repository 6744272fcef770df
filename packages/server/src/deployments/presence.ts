/**
 * Which of the things that few clients have are there at all, asked in one statement where a look would ask for each: a look at a client without clusters, limits, dependencies,
 * freezes and the like is half as many questions. What is said to be there in vain costs a question, never an answer. Whoever makes one of them has open deployments looked at again, which
 * waits for a look that is under way.
 */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';

export type Presence = {
  readonly decisions: boolean;
  readonly freezes: boolean;
  readonly limits: boolean;
  readonly clusters: boolean;
  readonly dependencies: boolean;
  readonly missionCritical: boolean;
  /** Another deployment has an instruction to change open. */
  readonly busy: boolean;
  readonly otherDeployments: boolean;
  readonly campaignStop: boolean;
};

/** For a deployment of a client: its own and what the provider has for all. */
export async function presenceOf(tx: Tx, clientId: string, deploymentId: string): Promise<Presence> {
  const both = sql`any(${[clientId, providerId]}::uuid[])`;
  const found = await sql<Presence>`
    select exists (select 1 from decision d where d.client_id = ${both}) as decisions,
      exists (select 1 from change_freeze f where f.client_id = ${both}) as freezes,
      exists (select 1 from change_limit l where l.client_id = ${both}) as limits,
      exists (select 1 from cluster c where c.client_id = ${clientId}) as clusters,
      exists (select 1 from device_dependency p where p.client_id = ${clientId}) as dependencies,
      exists (select 1 from device v where v.client_id = ${clientId} and v.tier = 'mission-critical') as "missionCritical",
      exists (select 1 from instruction i where i.client_id = ${clientId} and i.closed_at is null and i.verb in ('install', 'rollback')
        and i.deployment_id <> ${deploymentId}) as busy,
      exists (select 1 from deployment_state s where s.client_id = ${clientId} and s.active and s.deployment_id <> ${deploymentId}) as "otherDeployments",
      exists (select 1 from campaign_client m where m.client_id = ${clientId} and m.deployment_id = ${deploymentId} and m.stopped_at is not null) as "campaignStop"`.execute(
    tx,
  );
  const [presence] = found.rows;
  if (presence === undefined) throw new Error('A question of what is there was not answered.');
  return presence;
}
