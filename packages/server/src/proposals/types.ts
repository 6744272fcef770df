/** What the parts of this feature hand to each other. */
import type { LookedAtLane } from '@fettle/core/standing';

/** One lane of a look: what it did in numbers, the deployments that it made, and why one could not be made; null: all could. */
export type LaneLook = LookedAtLane & { readonly deploymentIds: readonly string[]; readonly trouble: string | null };

/** Names an update on a device, as long as it is offered in this version. */
export function keyOf(deviceId: string, softwareId: number): string {
  return `${deviceId} ${softwareId}`;
}
