/** The words in which sentences of the core speak of one deployment: names instead of ids, times on the clock of the client's first site. */
import { readZone } from '@fettle/core/windows';
import type { DeploymentEvent, DeploymentState, Words } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { dependantIds } from './dependants.ts';
import { actorNames, deviceNames } from './read.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type Named = {
  readonly devices: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
  readonly rings: readonly string[];
  readonly zone: string;
};

/** Words over names that were read before. An id that nobody knows stays an id. */
export function wordsOf({ devices, people, rings, zone }: Named): Words {
  return {
    device: (id) => devices.get(id) ?? id,
    ring: (index) => rings[index] ?? String(index + 1),
    person: (id) => people.get(id) ?? id,
    time: (instant) => timeInWords(instant, zone),
  };
}

/** `Sun 8 Mar 2026, 02:00 (Europe/Zurich)`; a zone that nobody knows counts as UTC, and is told as UTC. */
export function timeInWords(instant: string, zoneText: string): string {
  const zone = readZone(zoneText) ?? 'UTC';
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  const clock = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${days[at.dayOfWeek - 1]} ${at.day} ${months[at.month - 1]} ${at.year}, ${clock} (${zone})`;
}

/** The zone of each client's first site. */
export async function clientZones(tx: Tx, clientIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (clientIds.length === 0) return new Map();
  const found = await sql<{ client_id: string; zone: string }>`
    select distinct on (client_id) client_id, zone from site where client_id = any(${[...clientIds]}::uuid[]) order by client_id, created_at, id`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.client_id, row.zone]));
}

/** Everybody whose name a state's sentences may need. */
export async function wordsForState(tx: Tx, clientId: string, state: DeploymentState): Promise<Words> {
  return readWords(
    tx,
    clientId,
    [...Object.keys(state.runs), ...dependantIds(state)],
    state.header.rings.map(({ name }) => name),
    [...state.holds.map(({ by }) => by), ...state.releases.map(({ by }) => by), ...(state.cancelled === null ? [] : [state.cancelled.by])],
  );
}

/** Everybody whose name these events' sentences may need. */
export async function wordsForEvents(
  tx: Tx,
  clientId: string,
  rings: readonly string[],
  events: readonly DeploymentEvent[],
): Promise<Words> {
  const devices = events.flatMap((event) => [
    ...('deviceId' in event ? [event.deviceId] : acceptedIn(event)),
    ...('dependantId' in event ? [event.dependantId] : []),
  ]);
  const people = events.flatMap((event) => ('by' in event ? [event.by] : event.kind === 'hold-placed' ? [event.hold.by] : []));
  return readWords(tx, clientId, devices, rings, people);
}

async function readWords(
  tx: Tx,
  clientId: string,
  devices: readonly string[],
  rings: readonly string[],
  people: readonly string[],
): Promise<Words> {
  const zones = await clientZones(tx, [clientId]);
  return wordsOf({
    devices: await deviceNames(tx, [clientId], [...new Set(devices)]),
    people: await actorNames(tx, [...new Set(people.filter((id) => id !== 'engine'))]),
    rings,
    zone: zones.get(clientId) ?? 'UTC',
  });
}

function acceptedIn(event: DeploymentEvent): readonly string[] {
  return event.kind === 'hold-released' ? event.content.acceptedDeviceIds : [];
}
