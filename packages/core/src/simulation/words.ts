/** The words in which a simulation speaks: names of devices and rings, and times in the client's zone. */
import type { Words } from '../deployment/index.ts';
import { readZone } from '../windows/index.ts';
import type { StateDeployment } from './types.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Fri 2026-03-06 18:00`, in this zone; a zone that nobody knows counts as UTC. */
export function timeIn(zone: string): (instant: string) => string {
  const known = readZone(zone) ?? 'UTC';
  return (instant) => {
    const wall = Temporal.Instant.from(instant).toZonedDateTimeISO(known);
    return `${days[wall.dayOfWeek - 1]} ${wall.toPlainDate().toString()} ${wall.toPlainTime().toString({ smallestUnit: 'minute' })}`;
  };
}

/** Persons are not named: a simulation knows what one did, and not who. */
export function wordsFor({ state, devices }: StateDeployment, zone: string): Words {
  const names = new Map(devices.map(({ deviceId, name }) => [deviceId, name]));
  return {
    device: (id) => names.get(id) ?? id,
    ring: (index) => state.header.rings[index]?.name ?? String(index + 1),
    time: timeIn(zone),
    person: () => 'A person',
  };
}
