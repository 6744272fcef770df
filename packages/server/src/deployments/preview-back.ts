/** What a roll-back would do, device by device, before anybody proposes it: from what the devices simulated, beside their newest scan. Changes nothing. */
import { restartOfBack, previewBack } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import { latestScans } from './inventory-facts.ts';
import { clientOfDeployment, deviceNames, readShares, readSimulatedBack } from './read.ts';
import { storedState } from './stored-state.ts';
import { devicesOfBack } from './way-back.ts';

type View = CallOutput<'previewRollBack'>;

/** More than a person reads before an order; the counts are of all. */
export const mostPreviewed = 500;

export async function previewRollBack(context: Context, actor: Actor, deploymentId: string): Promise<View | ApiRefusal> {
  const scope = actor.scopeFor('deployment.read');
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, deploymentId));
  if (clientId === null) return refuse('not-found', 'There is no such deployment, or it is out of your reach.');
  return inClients(context.db, [clientId], async (tx) => {
    const state = await storedState(tx, clientId, deploymentId);
    if (state === null) return refuse('deployment.not-possible', 'Nothing was planned yet, so nothing could go back.');
    const { allowed, sentence, leftOut } = devicesOfBack(state);
    const shares = await readShares(tx, clientId, deploymentId, null);
    const shown = shares.toSorted((a, b) => rank(a.deviceId) - rank(b.deviceId)).slice(0, mostPreviewed);
    const ids = shown.map(({ deviceId }) => deviceId);
    const names = await deviceNames(tx, [clientId], ids);
    const said = await readSimulatedBack(tx, clientId, deploymentId, ids);
    const scans = await latestScans(
      tx,
      clientId,
      shown.map(({ deviceId, changes }) => ({ deviceId, changes })),
    );
    const devices = shown
      .map((share) => {
        const { deviceId } = share;
        const preview = previewBack({
          share,
          said: said.get(deviceId) ?? { restart: 'unknown' },
          scan: scans.get(deviceId) ?? null,
          leftOut: leftOut.get(deviceId) ?? null,
        });
        return {
          deviceId,
          deviceName: names.get(deviceId) ?? deviceId,
          ...preview,
          changes: [...preview.changes],
          ways: [...preview.ways],
          stays: preview.stays.map(({ name, architecture, to }) => ({ name, architecture, version: to ?? '' })),
          restartSentence: restartOfBack(preview.restart),
        };
      })
      .toSorted((a, b) => rank(a.deviceId) - rank(b.deviceId) || (a.deviceName < b.deviceName ? -1 : 1));
    const back = shares.filter(({ deviceId, wayBack }) => !leftOut.has(deviceId) && wayBack.kind !== 'none').length;
    return {
      deploymentId,
      asOf: context.now(),
      allowed: allowed && back > 0,
      sentence: allowed && back === 0 ? 'None of the devices that it changed has a way back.' : sentence,
      goBack: back,
      stayAsTheyAre: shares.length - back,
      devices,
    };

    /** Those that would go back first: of them a person has to know. */
    function rank(deviceId: string): number {
      return leftOut.has(deviceId) ? 1 : 0;
    }
  });
}
