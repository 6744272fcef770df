/** The desk of the made-up installation: an exploited update with a client that blocks it, one that became urgent, a vulnerability without a fix, and what is not urgent. */
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { at, clients, id } from './world.ts';
import { loweredSaid } from './world-urgency.ts';

type Desk = CallOutput<'getDesk'>;
type Group = Desk['items'][number];
type Client = Group['clients'][number];
type Body = CallInput<'previewDesk'>['body'];

const due = { at: at(60 * 24 * 4), by: 'Cyber Essentials 3.3, A6.4' };
const stands = {
  deploy: {
    choice: 'deploy',
    choices: ['deploy', 'leave'],
    why: 'Urgent, a fix is offered, and nothing was decided for the whole client.',
    decisionId: null,
  },
  decided: { choice: 'leave', choices: ['leave'], why: 'A block: It stops the till.', decisionId: id(12, 3) },
  person: {
    choice: 'leave',
    choices: ['leave'],
    why: 'No fix can be had: it needs a workaround, or an exception with the client’s word. Neither can be decided here.',
    decisionId: null,
  },
  policy: {
    choice: 'leave',
    choices: ['deploy', 'leave'],
    why: 'Not urgent: it comes in its turn, by the client’s policy.',
    decisionId: null,
  },
} as const;

function client(n: number, state: Client['state'], change: Partial<Client> = {}): Client {
  const { choices, ...rest } = stands[state];
  return {
    clientId: clients[n]?.id ?? '',
    clientName: clients[n]?.name ?? '',
    devices: 8 - n,
    urgentOn: state === 'policy' || state === 'person' ? 0 : 8 - n,
    withheldOn: n === 2 ? 1 : 0,
    due: state === 'deploy' ? due : null,
    deployments: 0,
    newsAt: at(-400),
    state,
    ...rest,
    choices: [...choices],
    mayDecide: n !== 5,
    ...change,
  };
}

const low: Group['patchRisk'] = {
  level: 'low',
  reasons: [{ code: 'nothing-known-against', weight: 'none', sentence: 'Nothing is known that makes it risky.', link: null }],
};

const openssl: Group = {
  id: 'apt:openssl:3.0.17-1~deb12u2',
  kind: 'update',
  title: 'openssl 3.0.17-1~deb12u2',
  systems: ['Debian:12'],
  from: ['3.0.15-1~deb12u1', '3.0.16-1~deb12u1'],
  to: ['3.0.17-1~deb12u2'],
  packages: [
    { updateId: '101', name: 'libssl3' },
    { updateId: '100', name: 'openssl' },
  ],
  advisories: ['DEBIAN-CVE-2026-10000', 'DSA-5900-1'],
  cves: ['CVE-2026-10000', 'CVE-2026-10001'],
  vulnerabilities: 2,
  cvss: 9.8,
  kev: { count: 1, added: '2026-10-30' },
  epss: 0.42,
  urgency: 'urgent',
  why: null,
  said: [],
  patchRisk: {
    level: 'high',
    reasons: [
      {
        code: 'known-issue',
        weight: 'high',
        sentence: 'An issue is known (openssl from 3.0.17-1~deb12u1 on): Encrypting takes up to twice as long.',
        link: 'https://bugs.example.org/1098765',
      },
    ],
  },
  due,
  devices: 27,
  news: ['new', 'exploited'],
  newsAt: at(-400),
  clients: [client(0, 'deploy'), client(1, 'deploy'), client(2, 'decided'), client(5, 'deploy')],
};

const groups: readonly Group[] = [
  openssl,
  {
    ...openssl,
    id: 'apt:curl:7.88.1-10+deb12u14',
    title: 'curl 7.88.1-10+deb12u14',
    from: ['7.88.1-10+deb12u12'],
    to: ['7.88.1-10+deb12u14'],
    packages: [{ updateId: '102', name: 'curl' }],
    said: [loweredSaid(at, clients[1]?.name ?? '')],
    advisories: [],
    cves: ['CVE-2026-12000'],
    vulnerabilities: 1,
    cvss: null,
    kev: null,
    epss: null,
    news: ['urgent'],
    patchRisk: low,
    devices: 8,
    clients: [client(0, 'deploy')],
  },
  {
    ...openssl,
    id: 'advisory:CVE-2026-13000',
    kind: 'vulnerability',
    title: 'CVE-2026-13000',
    systems: [],
    from: [],
    to: [],
    packages: [{ updateId: null, name: 'libxml2' }],
    advisories: [],
    cves: ['CVE-2026-13000'],
    vulnerabilities: 1,
    kev: { count: 1, added: '2026-11-20' },
    patchRisk: null,
    why: 'The catalogue of known exploited vulnerabilities has it.',
    due: null,
    news: ['exploited'],
    devices: 5,
    clients: [client(3, 'person')],
  },
  {
    ...openssl,
    id: 'apt:nano:7.2-1+deb12u2',
    title: 'nano 7.2-1+deb12u2',
    packages: [{ updateId: '103', name: 'nano' }],
    advisories: [],
    cves: [],
    vulnerabilities: 0,
    cvss: null,
    kev: null,
    epss: null,
    urgency: 'normal',
    patchRisk: low,
    due: null,
    news: ['new'],
    devices: 15,
    clients: [client(0, 'policy'), client(1, 'policy')],
  },
];

export function desk(clientId: string | null, span: string): Desk {
  const items =
    clientId === clients[4]?.id
      ? []
      : groups.flatMap((group) => {
          const own = group.clients.filter((one) => clientId === null || one.clientId === clientId);
          return own.length === 0 ? [] : [{ ...group, clients: own }];
        });
  const never = 'You were never through with this desk: it reaches back 30 days.';
  return {
    items,
    next: null,
    at: at(0),
    since: {
      at: at(-60 * 24 * 30),
      why: span === 'visit' ? never : 'The last second Tuesday of a month, the day on which many makers publish.',
    },
    totals: {
      groups: items.length,
      urgent: items.filter(({ urgency }) => urgency === 'urgent').length,
      deploy: 3,
      person: items.filter((one) => one.clients.some(({ state }) => state === 'person')).length,
    },
  };
}

/** As the server weighs choices, for as much as the made-up desk needs. */
export function deskPreview(body: unknown): CallOutput<'previewDesk'> {
  const { clientId, choices } = body as Body; // the console sends what the schema asks for
  const chosen = (group: Group, client: Client): boolean => {
    const own = choices.find((one) => one.group === group.id && one.clientId === client.clientId);
    const whole = choices.find((one) => one.group === group.id && one.clientId === null && client.choices.includes(one.choice));
    return (own ?? whole ?? client).choice === 'deploy';
  };
  const shown = desk(clientId, 'visit').items;
  const out = shown.flatMap((group) => group.clients.filter((client) => !client.mayDecide && chosen(group, client)));
  const notYours = new Map(out.map((one) => [one.clientId, { clientId: one.clientId, clientName: one.clientName }])).values();
  const picked = shown.flatMap((group) =>
    group.clients.filter((client) => client.mayDecide && chosen(group, client)).map((client) => ({ group, client })),
  );
  return {
    decisions: picked.map(({ group, client }) => ({
      clientId: client.clientId,
      clientName: client.clientName,
      group: group.id,
      title: group.title,
      scope: { kind: 'client' },
      kind: 'deploy',
      recommendation: `Install ${group.title} by 2026-12-01 (Cyber Essentials 3.3, A6.4).`,
      reason: 'Decided at the Patch Tuesday desk of 2026-11-22: urgent; ends 2 vulnerabilities; known to be exploited: CVE-2026-10000.',
      reviewAt: at(60 * 24 * 4),
    })),
    digest: `digest-of-${picked.length}`,
    devices: picked.reduce((sum, { client }) => sum + client.devices, 0),
    person: shown.filter((group) => group.clients.some(({ state }) => state === 'person')).length,
    notYours: [...notYours],
  };
}

export function deskConfirm(body: unknown): CallOutput<'confirmDesk'> {
  return { recorded: deskPreview(body).decisions.map(({ clientId, title }, n) => ({ id: id(12, 50 + n), clientId, title })) };
}
