import type { CallOutput } from '@fettle/protocol/client';

type Bandwidth = NonNullable<CallOutput<'getCapacity'>['limits']['bandwidth']>;

/** The bandwidth of a site: what it is, and in which hours it is another. */
export function bandwidthWords({ megabits, hours }: Bandwidth): string {
  return `${megabits} Mbit/s${hours === null ? '' : ` (${hours.megabits} from ${hours.from} to ${hours.to})`}`;
}
