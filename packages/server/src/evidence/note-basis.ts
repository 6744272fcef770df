/**
 * What devices forget once a change is in, noted in the audit trail when the spec is made: the CVE ids that their changelogs named for what is about to
 * be installed, and the updates that were offered to them and are not part of it, each with the reason. The report is made from that later.
 */
import { sql } from 'kysely';
import { appendAudit, engine } from '../audit/index.ts';
import type { Happened } from '../deployments/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { deploymentPolicy } from '../policies/index.ts';
import { readNotWanted } from './not-wanted.ts';
import { basisAction } from './records/read-around.ts';
import type { Basis } from './records/types.ts';

/** In the transaction that records the spec. */
export async function noteBasis(tx: Tx, context: Context, { clientId, deploymentId, events }: Happened): Promise<void> {
  if (!events.some((event) => event.kind === 'created')) return;
  const policy = await deploymentPolicy(tx, clientId, deploymentId);
  const basis: Basis = {
    sources: await readSources(tx, clientId, deploymentId),
    notWanted: await readNotWanted(tx, context, { clientId, deploymentId, policy: policy?.read.ok === true ? policy.read.policy : null }),
  };
  await appendAudit(tx, clientId, {
    action: basisAction,
    actor: engine,
    subject: `deployment:${deploymentId}`,
    body: basis,
    at: context.now(),
  });
}

type SourceRow = {
  source: string;
  version: string;
  packages: { name: string; to: string }[];
  devices: number;
  read_on: number;
  cves: string[];
};

/** By source package: what the devices of the spec read in its changelog. */
async function readSources(tx: Tx, clientId: string, deploymentId: string): Promise<Basis['sources']> {
  const found = await sql<SourceRow>`
    with change as (
      select s.device_id, c ->> 'manager' as manager, c ->> 'name' as name, c ->> 'architecture' as architecture, c ->> 'to' as version
      from deployment_share s cross join lateral jsonb_array_elements(s.share::jsonb -> 'changes') c
      where s.client_id = ${clientId} and s.deployment_id = ${deploymentId} and c ->> 'from' is not null and c ->> 'to' is not null
    ), known as (
      select c.device_id, c.name, c.version, w.source_name, w.source_version, k.cves
      from change c
      join device d on d.client_id = ${clientId} and d.id = c.device_id
      join software w on w.ecosystem = d.ecosystem and w.manager = c.manager and w.name = c.name and w.version = c.version and w.architecture = c.architecture
      left join device_changelog k on k.client_id = ${clientId} and k.device_id = c.device_id and k.manager = w.manager and k.source_name = w.source_name and k.to_version = w.source_version
    )
    select source_name as source, source_version as version,
      jsonb_agg(distinct jsonb_build_object('name', name, 'to', version)) as packages,
      count(distinct device_id)::int as devices,
      count(distinct device_id) filter (where cves is not null)::int as read_on,
      coalesce((select array_agg(distinct cve order by cve) from known o cross join lateral unnest(o.cves) as cve where o.source_name = known.source_name and o.source_version = known.source_version), '{}') as cves
    from known group by source_name, source_version order by source_name, source_version`.execute(tx);
  return found.rows.map(({ read_on: readOn, ...row }) => ({ ...row, readOn }));
}
