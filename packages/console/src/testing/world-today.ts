/** What waits for a person in the made-up installation. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Item = CallOutput<'today'>['items'][number];

function item(
  n: number,
  client: number | null,
  kind: Item['kind'],
  title: string,
  why: string,
  label: string,
  path: string,
  by: string | null = null,
): Item {
  const one = client === null ? undefined : clients[client];
  return {
    id: `today-${n}`,
    kind,
    clientId: one?.id ?? null,
    clientName: one?.name ?? null,
    title,
    why,
    since: at(-60 * n - 14),
    by,
    action: { label, path },
  };
}

const items: Item[] = [
  item(
    1,
    1,
    'failed run',
    'openssl could not be installed on db-02',
    'The disk is full: 12 MB are free where 48 MB are needed. It was taken back; the service answers.',
    'Look at the run',
    `/deployments/${id(7, 1)}`,
  ),
  item(
    2,
    1,
    'approval',
    '“November security” wants an approval',
    '41 devices in 4 rings; the first window opens on Sunday at 02:00.',
    'Read and sign',
    `/deployments/${id(7, 2)}`,
    at(2880),
  ),
  item(3, 1, 'hold', 'Ring Pilot is on hold', 'The budget of 1 failure is spent: 2 of 12 failed.', 'Decide', `/deployments/${id(7, 1)}`),
  item(
    4,
    3,
    'urgent updates',
    '4 urgent updates without a decision',
    'CVE-2026-1000 is named; 3 of the devices can be reached from the internet.',
    'Look at them',
    `/updates?client=${id(2, 3)}`,
    at(5000),
  ),
  item(
    5,
    0,
    'silent device',
    'file-04 is silent',
    'It was last heard 3 days ago; it reported every 5 minutes before.',
    'Open the device',
    `/devices/${devices[3]?.id ?? ''}`,
  ),
  item(
    6,
    null,
    'trust',
    'The root key still lies on this machine',
    'Until it is moved, whoever takes this server can speak for you.',
    'How to move it',
    '/settings?tab=trust',
  ),
];

/** Today, for one client or all. */
export function today(client: string | null): CallOutput<'today'> {
  const mine = devices.filter((device) => client === null || device.clientId === client);
  return {
    items: items.filter((one) => client === null || one.clientId === client),
    next: [
      { at: at(2880), sentence: 'Ring Test of “November security” opens at Brandt & Söhne GmbH', path: `/deployments/${id(7, 2)}` },
      { at: at(2940), sentence: 'The soak of ring Pilot ends, if its devices stay healthy', path: `/deployments/${id(7, 1)}` },
    ].slice(0, client === null || client === id(2, 1) ? 2 : 0),
    counts: {
      clients: clients.length,
      devices: mine.length,
      silent: mine.filter((device) => device.health === 'unknown').length,
      updates: 10,
      urgent: 2,
    },
  };
}
