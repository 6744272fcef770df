/** From a proposal to its spec: waits for the devices to simulate, and says what stands in the way where no spec comes of it. */
import type { ApiClient } from '@fettle/protocol/client';
import type { Connection } from '../connection/api.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { Refused } from '../refused.ts';
import { minutesOf, waitFor } from './patience.ts';
import { deviceNames } from './types.ts';
import type { Deployment } from './types.ts';

export type PlanOptions = { readonly wait: string; readonly progress?: boolean | undefined };

/**
 * The deployment with its spec. The server plans by itself once all devices have answered; where that led to no spec, it is asked to plan, and
 * its refusal says why. Devices of `without` are left out.
 */
export async function waitForPlan(
  io: Io,
  { api }: Pick<Connection, 'api'>,
  id: string,
  options: PlanOptions,
  without: readonly string[],
): Promise<Deployment> {
  const minutes = minutesOf(options.wait, '--wait');
  const progress = progressOn(io, options);
  const look = async (): Promise<Deployment> => {
    const deployment = await api('getDeployment', { params: { id } });
    progress.say(simulationLine(deployment));
    return deployment;
  };
  try {
    const { value, late } = await waitFor({ io, minutes, progress }, look, (deployment) => isSettled(deployment, without));
    if (value.specHash !== null) return withoutThose(value, without);
    if (value.status !== 'proposed') throw ended(value);
    if (late && !isSettled(value, without)) throw stillWaiting(value);
    return withoutThose(await planOrLook(api, id, without), without);
  } finally {
    progress.end();
  }
}

/** The server may plan by itself at the same moment: then its spec is the answer, not the refusal of ours. */
async function planOrLook(api: ApiClient, id: string, without: readonly string[]): Promise<Deployment> {
  try {
    return await api('planDeployment', { params: { id }, body: { without: [...without] } });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const deployment = await api('getDeployment', { params: { id } });
    if (deployment.specHash !== null) return deployment;
    throw error;
  }
}

/** A spec never changes: one that was made with a device that was to be left out is not what was asked for. */
function withoutThose(deployment: Deployment, without: readonly string[]): Deployment {
  const name = deviceNames(deployment);
  const inIt = deployment.runs.filter(({ deviceId }) => without.includes(deviceId)).map(({ deviceId }) => name(deviceId));
  if (inIt.length === 0) return deployment;
  throw new Refused({
    code: 'deployment.not-possible',
    title: 'The spec was made already',
    detail: `The spec of “${deployment.title}” was made with ${inIt.join(', ')} before they could be left out, and a spec never changes.`,
    remedy: `fettle deploy cancel ${deployment.id} --because TEXT, then plan anew with --device for those that are meant.`,
  });
}

/** How far the simulations are, in one line. */
export function simulationLine({ proposal, title }: Pick<Deployment, 'proposal' | 'title'>): string {
  const devices = proposal?.devices ?? [];
  const count = (state: (typeof devices)[number]['state']): number => devices.filter((device) => device.state === state).length;
  const failed = count('failed') + count('no answer');
  return `${title}: ${count('answered')} of ${devices.length} devices have simulated${failed === 0 ? '' : `, ${failed} can not`}`;
}

function isSettled({ specHash, status, proposal }: Deployment, without: readonly string[]): boolean {
  if (specHash !== null || status !== 'proposed' || proposal === null) return true;
  return proposal.ready || proposal.devices.every(({ state, deviceId }) => state !== 'asked' || without.includes(deviceId));
}

function stillWaiting(deployment: Deployment): Refused {
  const open = (deployment.proposal?.devices ?? []).filter(({ state }) => state === 'asked');
  return new Refused({
    code: 'cli.timeout',
    title: 'Not all devices have answered yet',
    detail: `${simulationLine(deployment)}.`,
    remedy: `fettle deploy plan --of ${deployment.id} waits on; --without DEVICE plans without one.`,
    errors: open.map(({ deviceName }) => ({ path: deviceName, message: 'has not answered yet' })),
    exit: 'waiting',
  });
}

function ended({ title, status, id }: Deployment): Refused {
  return new Refused({
    code: 'deployment.over',
    title: 'This deployment has ended',
    detail: `“${title}” is ${status} and has no spec.`,
    remedy: `fettle deploy show ${id} says what happened.`,
    exit: status === 'cancelled' ? 'cancelled' : 'failed',
  });
}
