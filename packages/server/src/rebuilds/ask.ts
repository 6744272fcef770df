/** Asks a device that is said to be built anew for a fresh look at its packages, and for the checks of its change. */
import { rulesOf } from '@fettle/core/deployment';
import { readShares, readSpec } from '../deployments/index.ts';
import { issueInstruction } from '../instructions/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { carryCommands } from '../trust/index.ts';
import type { RebuildRow } from './store.ts';

/** Later its answer is not waited for any more. */
export const answerWithin = { hours: 72 };

/** The question about its checks; null: there are none to ask for. */
export async function askRebuilt(tx: Tx, context: Context, row: RebuildRow, nowDeviceId: string, n: number): Promise<string | null> {
  const { client_id: clientId, deployment_id: deploymentId, device_id: deviceId } = row;
  const issue = {
    clientId,
    deviceId: nowDeviceId,
    deploymentId: null,
    attempt: null,
    notBefore: context.now(),
    notAfter: context.clock.now().add(answerWithin).toString({ smallestUnit: 'millisecond' }),
  };
  await issueInstruction(tx, context, { ...issue, id: `${row.id}:rebuilt:${n}:scan`, body: { verb: 'scan' } });
  const spec = await readSpec(tx, clientId, deploymentId);
  const [share] = await readShares(tx, clientId, deploymentId, [deviceId]);
  const checks = spec === null || share === undefined ? [] : rulesOf(spec.header, share).checks;
  if (checks.length === 0) return null;
  const id = `${row.id}:rebuilt:${n}:check`;
  const carry = await carryCommands(tx, clientId, [{ checks }]);
  await issueInstruction(tx, context, { ...issue, id, body: { verb: 'check', checks: [...checks], ...carry({ checks }) } });
  return id;
}
