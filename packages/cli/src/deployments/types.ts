import type { CallOutput } from '@fettle/protocol/client';

export type Deployment = CallOutput<'getDeployment'>;
export type DeploymentRow = CallOutput<'listDeployments'>['items'][number];

/** Names of devices as the server tells them; the id's end where it tells none. */
export function deviceNames(deployment: Deployment): (deviceId: string) => string {
  const told = [...(deployment.proposal?.devices ?? []), ...deployment.runs, ...deployment.dependants];
  const names = new Map(told.map(({ deviceId, deviceName }) => [deviceId, deviceName]));
  return (deviceId) => names.get(deviceId) ?? `…${deviceId.slice(-8)}`;
}
