/** A campaign of the made-up installation: one client is done, one waits for its approval, one is held, one has nothing to do, one was left out. */
import { clientStandings, countStandings } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import { clients } from './world.ts';
import { deployments } from './world-deployments.ts';

type Detail = CallOutput<'getCampaign'>;
type Client = Detail['items'][number];
type Deployment = CallOutput<'getDeployment'>;

const hour = 3_600_000;
const now = Date.now();
const at = (hours: number): string => new Date(now + hours * hour).toISOString();
const breaks = { devices: 0, changes: 0, restarts: 0, restartsUnknown: 0, noWayBack: 0, missionCritical: 0, removals: 0, packages: [] };
const [held, unapproved, succeeded] = deployments;

function client(n: number, parts: Partial<Client>): Client {
  return {
    clientId: clients[n]?.id ?? '',
    clientName: clients[n]?.name ?? '',
    standing: 'waiting',
    deploymentId: null,
    waiting: null,
    detail: '',
    devices: 0,
    verified: 0,
    failed: 0,
    inFlight: 0,
    holds: [],
    approvals: { given: 0, needed: 1 },
    lastRingFrom: null,
    until: null,
    overdue: 0,
    stopped: null,
    breaks: null,
    promotable: null,
    may: { hold: true, approve: true, propose: true },
    ...parts,
  };
}

const items: Client[] = [
  client(0, { standing: 'done', deploymentId: succeeded?.id ?? null, devices: 12, verified: 12, until: at(200), lastRingFrom: at(-20) }),
  client(1, {
    standing: 'approval',
    deploymentId: unapproved?.id ?? null,
    devices: 9,
    waiting: 'Waiting for approval since today, 08:10: 1 of 2 approvals: another person has to approve it too.',
    approvals: { given: 1, needed: 2 },
    until: at(300),
    lastRingFrom: at(26),
    overdue: 2,
  }),
  client(2, {
    standing: 'held',
    deploymentId: held?.id ?? null,
    devices: 40,
    verified: 17,
    approvals: { given: 1, needed: 1 },
    failed: 2,
    inFlight: 3,
    waiting: 'Too many failures in ring test since today, 07:55: 2 devices failed or rolled back; the budget allows 1.',
    until: at(280),
    lastRingFrom: at(40),
    overdue: 5,
  }),
  client(3, { standing: 'nothing', detail: 'None of its devices is offered updates that end CVE-2026-10001.' }),
  client(4, { standing: 'left-out', detail: 'They patch by themselves this week.' }),
];

export const campaign: Detail = {
  id: '01900000-0000-7000-8000-0000000ca001',
  title: 'OpenSSL everywhere',
  reason: 'Known to be exploited since this morning.',
  owner: 'Anna Müller',
  about: { kind: 'advisory', ids: ['CVE-2026-10001'] },
  aboutWords: 'updates that end CVE-2026-10001',
  source: 'emergency',
  createdAt: at(-5),
  createdBy: 'Fettle',
  withdrawn: null,
  clients: items.length,
  standings: { ...countStandings(items.map(({ standing }) => standing)) },
  devices: 61,
  verified: 29,
  failed: 2,
  stopped: 0,
  open: true,
  items,
  breaks: {
    ...breaks,
    devices: 61,
    changes: 122,
    restarts: 14,
    restartsUnknown: 3,
    noWayBack: 2,
    missionCritical: 4,
    packages: ['libssl3', 'openssl'],
  },
  planned: 3,
  overdue: 7,
  affected: { devices: 83, fixOffered: 61, fixNotOffered: 15, noFix: 4, restartPending: 3 },
  risks: [
    {
      manager: 'apt',
      name: 'openssl',
      version: '3.0.17-1',
      level: 'raised',
      why: ['Some clients of the mail server no longer connect after it, by a note of the maintainer.'],
    },
  ],
  canStop: null,
  canRelease: 'It is not stopped.',
  canPromote: 'No ring soaks just now that nothing holds and that another comes after.',
};

/** The same on the next day: at two clients a ring soaks. */
export const soakingCampaign: Detail = {
  ...campaign,
  id: '01900000-0000-7000-8000-0000000ca003',
  canPromote: null,
  items: campaign.items.map((item, place) =>
    place < 1 || place > 2
      ? item
      : {
          ...item,
          standing: 'running',
          holds: [],
          approvals: { given: item.approvals.needed, needed: item.approvals.needed },
          verified: place,
          waiting: 'Ring test soaks until tomorrow, 08:00.',
          promotable: { ring: 0, name: 'test', soakUntil: at(20), nextFrom: at(2), stepsOpen: place === 1 ? ['sell something'] : [] },
        },
  ),
};

export const campaigns: CallOutput<'listCampaigns'>['items'] = [
  campaign,
  {
    ...campaign,
    id: '01900000-0000-7000-8000-0000000ca002',
    title: 'All that is urgent, before the fair',
    about: { kind: 'urgent' },
    aboutWords: 'all urgent updates',
    source: 'person',
    createdBy: 'Anna Müller',
    createdAt: at(-400),
    standings: { ...countStandings([...clientStandings.filter((one) => one === 'done'), 'done', 'nothing', 'done', 'done']) },
    verified: 61,
    failed: 0,
    open: false,
  },
];

export const campaignReach: CallOutput<'previewCampaign'> = {
  clients: 2,
  devices: 49,
  items: [
    { clientId: clients[1]?.id ?? '', clientName: clients[1]?.name ?? '', devices: 9, updates: 2, missionCritical: 1, noPolicy: false },
    { clientId: clients[2]?.id ?? '', clientName: clients[2]?.name ?? '', devices: 40, updates: 2, missionCritical: 0, noPolicy: true },
  ],
};

const expected = (hours: readonly [number, number, number], of: number) => {
  const [p10, p50, p90] = hours.map(at);
  return { p10: p10 ?? null, p50: p50 ?? null, p90: p90 ?? null, of };
};

const forecast: NonNullable<CallOutput<'forecastCampaign'>['items'][number]['forecast']> = {
  asOf: at(0),
  computedAt: at(0),
  runs: 10,
  complete: true,
  devices: 40,
  verified: expected([60, 74, 120], 9),
  ended: expected([62, 76, 140], 10),
  succeeded: 7,
  deadlines: { devices: 31, met: 29, missed: 2 },
  late: {
    count: 2,
    shown: [
      {
        deviceId: '01900000-0000-7000-8000-0000000de001',
        deviceName: 'till-07',
        deadline: { at: at(50), by: 'Cyber Essentials', what: 'openssl 3.0.17-1' },
        verified: expected([70, 74, 120], 9),
        missed: 10,
        never: 1,
        why: 'till-07 waits for its window, which opens at Sun 2026-03-15 02:00.',
      },
    ],
  },
  windows: { count: 1, shown: [{ from: at(20), to: at(24), devices: 31 }] },
  holds: [{ reason: 'failure budget', detail: '2 devices failed or rolled back; the budget allows 1.', of: 3 }],
  touched: { restart: 14, 'restart-unknown': 3, host: 1, dependant: 2, 'no-way-back': 2, 'no-stand-in': 1 },
  touches: {
    count: 23,
    shown: [
      { kind: 'host', deviceId: '01900000-0000-7000-8000-0000000de002', deviceName: 'vmhost', detail: 'On it run db, web.' },
      {
        kind: 'no-stand-in',
        deviceId: '01900000-0000-7000-8000-0000000de003',
        deviceName: 'db',
        detail: 'It is mission-critical, and has no stand-in. It carries Appointments.',
      },
    ],
  },
  services: [{ name: 'Appointments', devices: 2, restarts: 1 }],
};

export const campaignForecasts: CallOutput<'forecastCampaign'> = {
  now: at(0),
  computing: 1,
  items: items.map(({ clientId, clientName, deploymentId, standing, detail }) => ({
    clientId,
    clientName,
    deploymentId,
    ...(standing === 'held'
      ? { state: 'computed' as const, why: '', forecast }
      : standing === 'approval'
        ? { state: 'computing' as const, why: '', forecast: null }
        : { state: 'none' as const, why: detail === '' ? 'Every device was verified.' : detail, forecast: null }),
  })),
};

/** A deployment, as the part of the campaign that it is. */
export function withCampaign(deployment: Deployment | undefined): Deployment | undefined {
  if (deployment === undefined || !campaign.items.some(({ deploymentId }) => deploymentId === deployment.id)) return deployment;
  return { ...deployment, campaign: { id: campaign.id, title: campaign.title } };
}
