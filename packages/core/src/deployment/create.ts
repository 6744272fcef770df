import type { Spec } from './spec.ts';
import type { DeploymentEvent } from './types.ts';

/** The first event of a deployment. With it the hold `approval` stands. `specHash` is what an approval must name; `by` is a person's id. */
export function createdEvent(spec: Spec, specHash: string, by: string, at: string): DeploymentEvent {
  const devices = spec.shares.map(({ deviceId, ring }) => ({ deviceId, ring }));
  return { kind: 'created', at, header: spec.header, specHash, devices, by };
}
