/** Devices that depend on those that change: who they are, what they are asked, and what their reports say. The core decides what follows. */
import { dependantsOf, isPlanned } from '@fettle/core/deployment';
import type {
  CheckAnswer,
  DependantFacts,
  DeploymentState,
  HealthCheck,
  Order,
  PlanDependant,
  RunFacts,
  RunState,
} from '@fettle/core/deployment';
import { judgeChecks } from '@fettle/core/verification';
import type { InstructionBody } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { devicePolicies } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceInContact } from './read.ts';
import type { ReportRow } from './report-facts.ts';

/** What depends on these devices, with the checks of its own policy; one whose policy is not whole has none. */
export async function readDependants(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly PlanDependant[]> {
  if (deviceIds.length === 0) return [];
  const found = await sql<{ device_id: string; depends_on: string[] }>`
    select p.device_id, array_agg(p.depends_on::text order by p.depends_on) as depends_on
    from device_dependency p join device d on d.client_id = p.client_id and d.id = p.device_id and d.status <> 'retired'
    where p.client_id = ${clientId} and p.depends_on = any(${[...deviceIds]}::uuid[]) group by p.device_id order by p.device_id`.execute(
    tx,
  );
  if (found.rows.length === 0) return [];
  const policies = await devicePolicies(
    tx,
    clientId,
    found.rows.map((row) => row.device_id),
  );
  return found.rows.map(({ device_id: deviceId, depends_on: dependsOn }) => ({
    deviceId,
    dependsOn,
    checks: policies.get(deviceId)?.settings?.checks ?? [],
  }));
}

/** Everybody whom the spec has asked. */
export function dependantIds({ header }: Pick<DeploymentState, 'header'>): readonly string[] {
  return (header.dependants ?? []).map(({ deviceId }) => deviceId);
}

/** The questions to dependants of this run whose answers may still move something. */
export function dependantQuestions(run: RunState): readonly string[] {
  return Object.values(run.dependants ?? {}).flatMap(({ before, after, answer }) => {
    if (isPlanned(run)) return before === null ? [] : [before.id];
    return run.outcome === 'verified' && answer === null ? [before, after].flatMap((order) => order?.id ?? []) : [];
  });
}

/** The questions that are still waited for. */
export function openQuestions(state: DeploymentState | null): ReadonlySet<string> {
  if (state === null || state.status !== 'active' || state.header.dependants === undefined) return new Set();
  return new Set(Object.values(state.runs).flatMap(dependantQuestions));
}

/** What is known of the devices that depend on one of the deployment. */
export function dependantFacts(
  state: DeploymentState,
  run: RunState,
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  devices: ReadonlyMap<string, DeviceInContact>,
): Pick<RunFacts, 'dependants'> {
  const dependants = dependantsOf(state.header, run.deviceId);
  if (dependants.length === 0) return {};
  return {
    dependants: Object.fromEntries(dependants.map(({ deviceId, checks }) => [deviceId, factsOf(run, deviceId, checks, reports, devices)])),
  };
}

function factsOf(
  run: RunState,
  dependantId: string,
  checks: readonly HealthCheck[],
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  devices: ReadonlyMap<string, DeviceInContact>,
): DependantFacts {
  const device = devices.get(dependantId);
  const asked = run.dependants?.[dependantId];
  const before = answersIn(reports, asked?.before?.id);
  const after = answersIn(reports, asked?.after?.id);
  const judged = after === null ? null : judgeChecks(checks, before?.answers ?? null, after.answers);
  return {
    usable: device === undefined ? 'retired' : device.status === 'active' ? 'yes' : device.status,
    beforeOf: before === null ? null : (asked?.before?.id ?? null),
    afterOf: after === null ? null : (asked?.after?.id ?? null),
    answer: judged?.answer ?? null,
    detail: (judged?.checks ?? [])
      .filter(({ answer }) => answer !== 'passed')
      .map(({ sentence }) => sentence)
      .join(' ')
      .slice(0, 2_000),
  };
}

/** Null: it has not answered. A device that refuses has, and measured nothing. */
export function answersIn(
  reports: ReadonlyMap<string, readonly ReportRow[]>,
  id: string | undefined,
): { readonly answers: readonly CheckAnswer[] } | null {
  for (const { body } of id === undefined ? [] : (reports.get(id) ?? [])) {
    if (body.status === 'refused') return { answers: [] };
    if (body.status === 'ended' && body.result.verb === 'check') return { answers: body.result.answers };
  }
  return null;
}

/** What a device is told that is asked because it depends on another. */
export function questionTo(state: Pick<DeploymentState, 'header'>, order: Order): Extract<InstructionBody, { verb: 'check' }> {
  const checks = state.header.dependants?.find(({ deviceId }) => deviceId === order.deviceId)?.checks;
  if (checks === undefined) throw new Error(`there is a question to device ${order.deviceId}, which the spec does not name`);
  return { verb: 'check', checks: [...checks] };
}
