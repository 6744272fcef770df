/** Stand-ins of the made-up installation: one that differs, one outside of Fettle, and a device that has none. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Standings = CallOutput<'listStandInStandings'>;
type StandIn = CallOutput<'listStandIns'>['items'][number];

const own = devices.filter(({ clientId }) => clientId === clients[1]?.id);
const db = own.find(({ waitingOn }) => waitingOn.length > 0);
const [spare, mail, till] = own.filter((device) => device !== db && device.tier !== 'mission-critical');

function recorded(n: number, device: (typeof devices)[number] | undefined, standIn: StandIn['standIn']): StandIn {
  return {
    id: id(36, n),
    clientId: device?.clientId ?? '',
    clientName: device?.clientName ?? '',
    deviceId: device?.id ?? '',
    deviceName: device?.name ?? '',
    standIn,
    place: standIn.kind === 'outside' ? 'Workshop in Hamburg, rack 4' : null,
    differs: 'A tenth of the data, and no card reader.',
    credentialsAt: 'Password manager of the provider, entry “test rack”',
    note: null,
    reviewAt: '2027-03-01',
    recordedBy: 'Anna Müller',
    recordedAt: at(-3000),
    ended: null,
    mayEnd: true,
  };
}

export const standIns: StandIn[] = [
  recorded(1, db, { kind: 'device', deviceId: spare?.id ?? '', name: spare?.name ?? '' }),
  {
    ...recorded(2, db, { kind: 'outside', deviceId: null, name: 'an older rack' }),
    ended: { at: at(-3000), by: 'Anna Müller', because: 'It was recorded anew.' },
  },
];
const older = 'The stand-in runs an older version of the system: 11, the device 12.';
const rows: Standings['items'] = [
  {
    deviceId: db?.id ?? '',
    deviceName: db?.name ?? '',
    tier: 'mission-critical',
    standing: 'attention',
    sentence: older,
    reasons: [
      {
        code: 'stand-in.differs',
        standing: 'attention',
        sentence: older,
        remedy: 'Bring the stand-in to what the device is, or say in its record why that does not matter.',
      },
    ],
    differences: [{ what: 'version', device: '12', standIn: '11', sentence: older }],
    standIn: standIns[0] ?? null,
  },
  {
    deviceId: mail?.id ?? '',
    deviceName: mail?.name ?? '',
    tier: 'mission-critical',
    standing: 'good',
    sentence: 'Its stand-in is the test rack, outside of Fettle: what is tried there is known only where people say it.',
    reasons: [],
    differences: [],
    standIn: recorded(3, mail, { kind: 'outside', deviceId: null, name: 'the test rack' }),
  },
  {
    deviceId: till?.id ?? '',
    deviceName: till?.name ?? '',
    tier: 'mission-critical',
    standing: 'failing',
    sentence: 'It is mission-critical, and no stand-in is named for it.',
    reasons: [
      {
        code: 'stand-in.none',
        standing: 'failing',
        sentence: 'It is mission-critical, and no stand-in is named for it.',
        remedy: 'Name the device on which its changes are tried first.',
      },
    ],
    differences: [],
    standIn: null,
  },
];

/** Of one device, or of all. */
export function standInsOf(deviceId: string | null): Standings {
  return {
    items: rows.filter((row) => deviceId === null || row.deviceId === deviceId),
    next: null,
    counts: { good: 1, attention: 1, failing: 1 },
  };
}
