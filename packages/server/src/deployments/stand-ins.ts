/** What is known of the stand-ins of mission-critical devices of a deployment: who they are, and whether the policy lets the devices wait for them. */
import type { DeploymentState, PlanProblem, RunFacts } from '@fettle/core/deployment';
import { standInPlaceOf, standInPlaceSentence } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { openRecords } from '../stand-ins/index.ts';
import type { AskedRow } from './read.ts';

type Fact = Pick<RunFacts, 'standIn'>;
const nothing: Fact = {};

/** By device. Going back is never kept from a device, so that a roll-back asks for no stand-in. */
export async function standInFacts(tx: Tx, clientId: string, state: DeploymentState): Promise<(deviceId: string) => Fact> {
  const { deploymentId, predecessor } = state.header;
  if (predecessor?.kind === 'rollback') return () => nothing;
  const found = await sql<{ device_id: string; name: string; required: boolean }>`
    select a.device_id, v.name, coalesce(p.effective ->> 'standIns' = 'require', false) as required
    from deployment p join deployment_device a on a.client_id = p.client_id and a.deployment_id = p.id
    join device v on v.client_id = a.client_id and v.id = a.device_id
    where p.client_id = ${clientId} and p.id = ${deploymentId} and v.tier = 'mission-critical'`.execute(tx);
  if (found.rows.length === 0) return () => nothing;
  const byOf = await standInsNow(tx, clientId);
  const facts = new Map(
    found.rows.map(({ device_id: id, name, required }): [string, Fact] => [id, { standIn: { name, by: byOf(id), required } }]),
  );
  return (id) => facts.get(id) ?? nothing;
}

type By = NonNullable<RunFacts['standIn']>['by'];
export type NamedStandIn = { readonly deviceId: string; readonly name: string; readonly by: By };

/** Of the mission-critical devices among those that are asked. */
export async function namedStandIns(
  tx: Tx,
  clientId: string,
  asked: readonly Pick<AskedRow, 'device_id' | 'name' | 'tier'>[],
): Promise<readonly NamedStandIn[]> {
  const critical = asked.filter(({ tier }) => tier === 'mission-critical');
  if (critical.length === 0) return [];
  const byOf = await standInsNow(tx, clientId);
  return critical.map(({ device_id: deviceId, name }) => ({ deviceId, name, by: byOf(deviceId) }));
}

async function standInsNow(tx: Tx, clientId: string): Promise<(deviceId: string) => By> {
  const records = new Map((await openRecords(tx, clientId)).map((record) => [record.device_id, record]));
  return (id) => {
    const record = records.get(id);
    return record === undefined ? null : { deviceId: record.stand_in_device_id, name: record.stand_in_name };
  };
}

type Planned = { readonly deviceId: string; readonly ring: number };

/** For whoever approves: mission-critical devices that nothing stands for in a ring before theirs, each in one sentence. */
export function standInProblems(
  shares: readonly Planned[],
  critical: readonly NamedStandIn[],
  { required, rings }: { readonly required: boolean; readonly rings: readonly { readonly name: string }[] },
): readonly PlanProblem[] {
  const ringOf = new Map(shares.map(({ deviceId, ring }) => [deviceId, ring]));
  return critical.flatMap(({ deviceId, name, by }): readonly PlanProblem[] => {
    const found = standInPlaceOf(deviceId, by, (id) => ringOf.get(id));
    if (found === null || found.place === 'before') return [];
    const said = standInPlaceSentence({ name, by, place: found.place, standInRing: rings[found.standInRing ?? -1]?.name ?? '' });
    // In the same ring it may still go first.
    const follows = !required ? '' : found.place === 'same' ? ' It waits for it within the ring.' : ' It will wait for a person.';
    return [{ code: 'plan.stand-in', severity: 'attention', sentence: `${said}${follows}`, deviceId }];
  });
}
