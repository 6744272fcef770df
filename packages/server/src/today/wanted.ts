/**
 * Which updates the deployments under way bring. What a deployment wants of its devices does not change once it is proposed, and taking it apart costs
 * more than all the rest of Today, so it is done once for each.
 */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Software ids by deployment. */
export type WantedMemory = Map<string, readonly number[]>;
export type Taken = { readonly clientIds: readonly string[]; readonly softwareIds: readonly number[] };

const mostKnown = 2_000;

/** Pairs of client and software, for the clients of the transaction. */
export async function wantedByDeployments(tx: Tx, memory: WantedMemory): Promise<Taken> {
  const active = await tx.selectFrom('deployment_state').select(['client_id', 'deployment_id']).where('active', '=', true).execute();
  const unknown = active.map((row) => row.deployment_id).filter((id) => !memory.has(id));
  const read = new Map(unknown.length === 0 ? [] : await readWanted(tx, unknown));
  if (memory.size + read.size > mostKnown) memory.clear();
  const pairs = active.flatMap(({ client_id: clientId, deployment_id: id }) => {
    const ids = memory.get(id) ?? read.get(id) ?? [];
    memory.set(id, ids);
    return ids.map((softwareId) => ({ clientId, softwareId }));
  });
  return { clientIds: pairs.map(({ clientId }) => clientId), softwareIds: pairs.map(({ softwareId }) => softwareId) };
}

async function readWanted(tx: Tx, deploymentIds: readonly string[]): Promise<[string, number[]][]> {
  const found = await sql<{ deployment_id: string; ids: number[] }>`
    with wanted as (
      select distinct a.deployment_id, w.name, w.version, w.architecture
      from deployment_device a cross join lateral jsonb_to_recordset(a.wanted) as w(name text, version text, architecture text)
      where a.deployment_id = any(${[...deploymentIds]}::uuid[])
    )
    select w.deployment_id, array_agg(distinct p.id) as ids from wanted w
    join software p on p.name = w.name and p.version = w.version and p.architecture = w.architecture
    group by w.deployment_id`.execute(tx);
  return found.rows.map((row) => [row.deployment_id, row.ids]);
}
