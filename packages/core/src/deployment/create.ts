import type { Spec } from './spec.ts';
import type { DeploymentEvent } from './types.ts';

/** The first event of a deployment. With it the hold `approval` stands. `specHash` is what an approval must name; `by` is a person's id; `turns`: the place of each device in the order of its ring. */
export function createdEvent(spec: Spec, specHash: string, by: string, at: string, turns?: ReadonlyMap<string, number>): DeploymentEvent {
  const devices = spec.shares.map(({ deviceId, ring }) => {
    const turn = turns?.get(deviceId);
    return { deviceId, ring, ...(turn === undefined ? {} : { turn }) };
  });
  return { kind: 'created', at, header: spec.header, specHash, devices, by };
}
