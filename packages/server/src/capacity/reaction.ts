/** What follows from the events of a deployment for limits: who is unwell, and how much is under way. In the transaction that records the events. */
import type { DeploymentReaction } from '../deployments/index.ts';
import { forgetUnwell, noteSending, noteUnwell, sayWell } from './store.ts';

export const capacityReaction: DeploymentReaction = async (tx, context, { clientId, deploymentId, events }) => {
  const settled = new Map(events.flatMap((event) => (event.kind === 'run-settled' ? [[event.deviceId, event] as const] : [])));
  const ends = [...settled.values()];
  await forgetUnwell(
    tx,
    clientId,
    ends.filter(({ outcome }) => outcome === 'verified').map(({ deviceId }) => deviceId),
  );
  await noteUnwell(
    tx,
    ends
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'rolled back' || outcome === 'unknown')
      .map(({ deviceId, outcome, at }) => ({ clientId, deploymentId, deviceId, outcome, since: at })),
  );
  for (const event of events)
    if (event.kind === 'hold-released' && event.content.acceptedDeviceIds.length > 0)
      await sayWell(tx, {
        clientId,
        deviceIds: event.content.acceptedDeviceIds,
        deploymentId,
        by: event.by,
        because: event.content.because,
        at: event.at,
      });
  const sent = events.filter(({ kind }) => kind === 'run-sent').length;
  if (sent > 0 || ends.length > 0 || events.some(({ kind }) => kind === 'finished' || kind === 'run-planned-again'))
    await noteSending(tx, clientId, sent, context.now());
};
