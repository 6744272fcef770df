/** When devices of the made-up installation may change next: most in one window, a few in one of their own, and one that nothing opens for. */
import type { CallOutput } from '@fettle/protocol/client';
import { clients } from './world.ts';
import { levels } from './world-levels.ts';
import { policy } from './world-settings.ts';

type Openings = CallOutput<'getOpenings'>;

function saidBy(n: number): Openings['sets'][number]['saidBy'] {
  const found = levels[n];
  if (found === undefined) throw new Error(`there is no level ${n}`);
  const { level, id: policyId, version, name, subject, rank, owner, reviewAt, savedAt, savedBy } = found;
  return { level, policyId, version, name, subject, rank, owner, reviewAt: reviewAt ?? '', savedAt, savedBy };
}

/** The same openings for whomever it is asked; a client without a policy has none. */
export function openingsOf(clientId: string, query: URLSearchParams): Openings {
  const client = clients.find((one) => one.id === clientId);
  const [site] = client?.siteList ?? [];
  const clientZone = site === undefined ? null : { zone: site.zone, site: site.name };
  if (client === undefined || client.policyId === null)
    return { clientZone, devices: client?.devices ?? 0, sets: [], more: 0, closed: [], anyTime: [] };
  const usual = {
    id: 'usual',
    devices: 5,
    deviceNames: ['web-01', 'web-02', 'sql-01', 'files-01', 'mail-01'],
    sites: client.siteList.map(({ name }) => name),
    zone: 'Europe/Berlin',
    lane: null,
    words: 'Sundays at 02:00 for 4 h',
    saidBy: saidBy(1),
    openings: policy.openings,
  };
  if (query.has('deviceId'))
    return { clientZone, devices: 1, sets: [{ ...usual, devices: 1 }], more: 0, closed: [], anyTime: ['definitions'] };
  return {
    clientZone,
    devices: 8,
    sets: [
      usual,
      {
        ...usual,
        id: 'tills',
        devices: 2,
        deviceNames: ['till-1', 'a-till-with-a-name-so-long-that-it-can-not-stand-on-one-line-of-a-phone'],
        words: 'Daily at 22:00 for 4 h',
        saidBy: saidBy(2),
        openings: policy.openings.map((one) => ({ ...one, clientWall: null })).slice(0, 4),
      },
    ],
    more: 1,
    closed: [{ because: 'No level says: window. Nothing is done until one does.', devices: 1, deviceNames: ['kiosk-3'] }],
    anyTime: [],
  };
}
