/** Ways back that were approved and are not there any more, as far as a server knows: of what lies on a device, the device says it itself right before its change. */
import { isPlanned } from '@fettle/core/deployment';
import type { DeploymentState } from '@fettle/core/deployment';
import type { Tx } from '../platform/database/index.ts';
import { readCommandTroubles } from '../trust/index.ts';
import type { KnownSpec } from './spec-memory.ts';

type Given = { readonly clientId: string; readonly state: DeploymentState; readonly spec: Pick<KnownSpec, 'shares'>; readonly now: string };

/** Of runs that were not sent yet, by device: why the signed command that would bring them back can not run, as sentences. */
export async function waysBackGone(tx: Tx, { clientId, state, spec, now }: Given): Promise<ReadonlyMap<string, string>> {
  const planned = Object.values(state.runs).flatMap((run) => {
    const command = isPlanned(run) ? spec.shares.get(run.deviceId)?.wayCommand : undefined;
    return command === undefined ? [] : [{ deviceId: run.deviceId, command }];
  });
  if (planned.length === 0) return new Map();
  const troubleOf = await readCommandTroubles(tx, clientId, now);
  return new Map(
    planned.flatMap(({ deviceId, command }): [string, string][] => {
      const trouble = troubleOf({ ...command, purpose: 'way-back' });
      return trouble === null
        ? []
        : [[deviceId, `${trouble} Propose again: the plan then takes another way back, or says that there is none.`]];
    }),
  );
}
