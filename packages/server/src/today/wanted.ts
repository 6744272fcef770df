/**
 * Which updates the deployments under way bring. What a deployment wants of its devices does not change once it is proposed, and taking it apart costs
 * more than all the rest of Today, so it is done once for each.
 */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Software ids by deployment, as the text of an array: they go back to the database as they came. */
export type WantedMemory = Map<string, string>;
/** The same places belong together: a deployment's client, and the text of its array of software ids. */
export type Taken = { readonly clientIds: readonly string[]; readonly softwareIds: readonly string[] };

const mostKnown = 2_000;

/** What is taken, for the clients of the transaction. */
export async function wantedByDeployments(tx: Tx, memory: WantedMemory): Promise<Taken> {
  if (memory.size > mostKnown) memory.clear();
  const active = await tx.selectFrom('deployment_state').select(['client_id', 'deployment_id']).where('active', '=', true).execute();
  const unknown = active.map((row) => row.deployment_id).filter((id) => !memory.has(id));
  const read = unknown.length === 0 ? [] : await readWanted(tx, unknown);
  for (const [id, ids] of read) memory.set(id, ids);
  return {
    clientIds: active.map((row) => row.client_id),
    softwareIds: active.map((row) => memory.get(row.deployment_id) ?? '{}'),
  };
}

async function readWanted(tx: Tx, deploymentIds: readonly string[]): Promise<[string, string][]> {
  const found = await sql<{ deployment_id: string; ids: string }>`
    with wanted as (
      select distinct a.deployment_id, w.name, w.version, w.architecture
      from deployment_device a cross join lateral jsonb_to_recordset(a.wanted) as w(name text, version text, architecture text)
      where a.deployment_id = any(${[...deploymentIds]}::uuid[])
    )
    select w.deployment_id, array_agg(distinct p.id)::text as ids from wanted w
    join software p on p.name = w.name and p.version = w.version and p.architecture = w.architecture
    group by w.deployment_id`.execute(tx);
  return found.rows.map((row) => [row.deployment_id, row.ids]);
}
