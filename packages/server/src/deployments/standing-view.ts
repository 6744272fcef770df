/** What of a deployment lies within which standing approval, judged as the plan is; and which one let it run. Reads only. */
import { isApproved } from '@fettle/core/deployment';
import type { Share, SpecHeader } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { enterClients, inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handler, Tx } from '../platform/feature.ts';
import { standingsOfDeployment } from '../standing/index.ts';
import { lookAtPlan } from './plan.ts';
import { isPatienceOver } from './proposal-view.ts';
import { clientOfDeployment, deviceNames, readAsked, readDeployment, readShares } from './read.ts';
import type { DeploymentRow } from './read.ts';
import { judgeByStandings } from './standing.ts';
import type { Judged } from './standing.ts';
import { storedState } from './stored-state.ts';

type View = CallOutput<'getDeploymentStanding'>;
type Judging = Pick<View, 'state' | 'sentence' | 'within' | 'devices' | 'more'>;

const mostDevices = 500;

export const getDeploymentStanding: Handler<'getDeploymentStanding'> = async ({ context, actor, params }) => {
  const scope = actor.scopeFor('deployment.read');
  return inClients(context.db, scope, async (tx): Promise<View | ReturnType<typeof refuse>> => {
    const clientId = await clientOfDeployment(tx, scope, params.id);
    if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
    await enterClients(tx, [clientId]);
    const deployment = await readDeployment(tx, clientId, params.id);
    if (deployment === undefined) return refuse('not-found', 'There is no such deployment.');
    const letRun = await readLetRun(tx, clientId, deployment.id);
    return { clientId, title: deployment.title, letRun, ...(await judging(tx, context, clientId, deployment, letRun)) };
  });
};

async function readLetRun(tx: Tx, clientId: string, deploymentId: string): Promise<View['letRun']> {
  const rows = await standingsOfDeployment(tx, clientId, deploymentId);
  return rows.map((row) => ({
    id: row.id,
    by: row.approver,
    policyVersion: row.policy_version,
    until: row.expires_at,
    revokedAt: row.revoked_at,
  }));
}

const nothing = { within: [], devices: [], more: 0 };

async function judging(tx: Tx, context: Context, clientId: string, deployment: DeploymentRow, letRun: View['letRun']): Promise<Judging> {
  const state = await storedState(tx, clientId, deployment.id);
  if (state === null && deployment.withdrawn_at !== null)
    return { state: 'over', sentence: 'It was given up before it was planned.', ...nothing };
  if (state !== null && state.status !== 'active') return { state: 'over', sentence: overWords(letRun), ...nothing };
  if (state !== null && isApproved(state)) return { state: 'approved', sentence: overWords(letRun), ...nothing };
  const plan =
    state === null
      ? await planOf(tx, context, clientId, deployment)
      : { header: state.header, shares: await readShares(tx, clientId, deployment.id, null) };
  if (typeof plan === 'string') return { state: 'asking', sentence: plan, ...nothing };
  const { lane } = deployment;
  return judged(tx, clientId, plan.shares, await judgeByStandings(tx, context, { clientId, lane, ...plan }));
}

function overWords(letRun: View['letRun']): string {
  const revoked = letRun.find(({ revokedAt }) => revokedAt !== null);
  if (letRun.length === 0) return 'It does not rest on a standing approval.';
  const by = `It was approved under the standing approval of ${namesOf(letRun.map((one) => one.by))}.`;
  return revoked === undefined ? by : `${by} That was revoked later.`;
}

/** The plan as it would be made now; why there is none yet, in a sentence. */
async function planOf(
  tx: Tx,
  context: Context,
  clientId: string,
  deployment: DeploymentRow,
): Promise<string | { readonly header: SpecHeader; readonly shares: readonly Share[] }> {
  const asked = await readAsked(tx, clientId, deployment.id, 'without');
  const ready = asked.every((row) => row.answered_at !== null) || isPatienceOver(asked, context.clock.now());
  if (!ready) return 'Devices are still asked what the change would do there: what lies within is judged by what they answer.';
  const planned = await lookAtPlan(tx, context, clientId, deployment, [], () => '0'.repeat(64));
  if ('refused' in planned) return planned.detail;
  return planned.failing.length > 0 ? 'Its plan contradicts itself, so that there is nothing to judge.' : planned.plan;
}

async function judged(tx: Tx, clientId: string, shares: readonly Share[], all: readonly Judged[]): Promise<Judging> {
  const state = 'judged';
  const [nearest] = all;
  if (nearest === undefined)
    return { state, sentence: 'No standing approval of its policy is in force, so a person has to approve it.', ...nothing };
  const names = await deviceNames(
    tx,
    [clientId],
    shares.map(({ deviceId }) => deviceId),
  );
  const devices = shares.map(({ deviceId, changes }): View['devices'][number] => ({
    deviceId,
    deviceName: names.get(deviceId) ?? deviceId,
    changes: changes.length,
    within: idOf(all.find((one) => isWithin(one, deviceId)) ?? null),
    outside: [...(nearest.devices.get(deviceId) ?? [])],
  }));
  const sorted = devices.toSorted(
    (a, b) => Number(a.within !== null) - Number(b.within !== null) || (a.deviceName < b.deviceName ? -1 : 1),
  );
  return {
    state,
    sentence: sentenceOf(nearest, shares),
    within: all.map((one) => ({
      id: idOf(one) ?? '',
      by: [...new Set(one.by.approvals.map(({ name }) => name))],
      policyVersion: one.by.grant.policy.version,
      until: one.by.until,
      devicesWithin: shares.filter(({ deviceId }) => isWithin(one, deviceId)).length,
      outside: [...one.whole],
    })),
    devices: sorted.slice(0, mostDevices),
    more: Math.max(0, sorted.length - mostDevices),
  };
}

function idOf(one: Judged | null): string | null {
  return one?.by.approvals[0]?.id ?? null;
}

function isWithin({ whole, devices }: Judged, deviceId: string): boolean {
  return whole.length === 0 && (devices.get(deviceId) ?? []).length === 0;
}

function sentenceOf(nearest: Judged, shares: readonly Share[]): string {
  const whose = `the standing approval of ${namesOf(nearest.by.approvals.map(({ name }) => name))}`;
  if (nearest.whole.length > 0) return `It lies outside ${whose} as a whole, so a person has to approve it.`;
  const outside = shares.filter(({ deviceId }) => !isWithin(nearest, deviceId)).length;
  if (outside === 0) return `All of it lies within ${whose}: it needs no further signature.`;
  return `${outside} of ${shares.length} ${shares.length === 1 ? 'device' : 'devices'} ${outside === 1 ? 'lies' : 'lie'} outside ${whose}, so a person has to approve all of it.`;
}

function namesOf(names: readonly string[]): string {
  return [...new Set(names)].join(' and ');
}
