/** People, keys, trust, system, evidence of the made-up installation. */
import { type Policy, startingPolicy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id, me } from './world.ts';
import { commands } from './world-commands.ts';

const person = me.person;
if (person === null) throw new Error('somebody is signed in');

export const people: CallOutput<'listPeople'>['items'] = [
  person,
  {
    ...person,
    id: id(1, 2),
    name: 'Jörg',
    mail: 'joerg@example.org',
    approver: false,
    grants: [{ role: 'technician', clientId: clients[1]?.id ?? null }],
    lastSeenAt: at(-3000),
  },
  {
    ...person,
    id: id(1, 3),
    name: 'عائشة',
    mail: 'aisha@example.org',
    approver: false,
    reviewer: false,
    invited: true,
    lastSeenAt: null,
    grants: [{ role: 'reader', clientId: null }],
  },
];

export const apiKeys: CallOutput<'listApiKeys'>['items'] = [
  {
    id: id(9, 1),
    name: 'Nightly report',
    grants: [{ role: 'reader', clientId: null }],
    createdAt: at(-9000),
    lastUsedAt: at(-500),
    expiresAt: at(90_000),
  },
];

const keyid = '4e1f9a27b0d3c6852f71e09b3ad4c85f4e1f9a27b0d3c6852f71e09b3ad4c85f';
export const trust: CallOutput<'getTrust'> = {
  rootKeyId: '9a0cc1b27ef8d3456122a90b88f07c3de51a64f09b2d7718c4e6a5b3920d1f84',
  authorityVersion: 3,
  authority: {},
  issuedAt: at(-20_000),
  expiresAt: at(60_000),
  rootKeyOnServer: true,
  approvers: [{ keyid, name: 'Anna Müller', personId: person.id, clients: '*', expiresAt: at(400_000) }],
  admissions: [
    {
      id: id(10, 1),
      keyid: keyid.split('').toReversed().join(''),
      publicKey: 'A'.repeat(43) + '=',
      personId: id(1, 2),
      personName: 'Jörg',
      label: 'Firefox on Linux',
      askedAt: at(-40),
      admitted: false,
    },
  ],
  stop: null,
};

export const settings: CallOutput<'getSettings'> = {
  version: '0.1.0',
  publicUrl: 'https://fettle.example',
  agentUrl: 'https://fettle.example:8441',
  providerName: 'Example IT',
  smtp: { configured: false, from: null },
  database: { kind: 'embedded', version: '17.2', bytes: 73_400_000 },
  counts: { clients: 6, devices: 40, software: 25_120 },
  checkInSeconds: 60,
  startedAt: at(-4000),
};

export const audit: CallOutput<'listAudit'>['items'] = Array.from({ length: 12 }, (_, n) => ({
  chain: clients[1]?.id ?? '',
  seq: 12 - n,
  at: at(-n * 70 - 3),
  action: n % 2 === 0 ? 'deployment.held' : 'policy.saved',
  actor: 'Anna Müller',
  subject: n % 2 === 0 ? `deployment:${id(7, 1)}` : `policy:${id(5, 1)}`,
  sentence: n % 2 === 0 ? `deployment held: deployment ${id(7, 1)}` : `policy saved: policy ${id(5, 1)}`,
  entry: `{"action":"deployment.held","actor":{"id":"${id(1, 1)}","kind":"person"},"at":"${at(-n * 70 - 3)}","body":{"because":"The shop is busy"},"seq":${12 - n}}`,
  head: keyid,
}));

const states = ['delivered', 'in outbox (no mail server)', 'rejected', 'waiting'] as const;
export const notices: CallOutput<'listNotices'>['items'] = states.map((state, n) => ({
  id: id(11, n),
  clientId: clients[1]?.id ?? '',
  clientName: clients[1]?.name ?? '',
  kind: n === 0 ? 'finished' : 'planned',
  to: 'jonas.weber@example.org',
  toName: 'Jonas Weber',
  subject: n === 0 ? 'Erledigt: November security' : 'Geplant: November security am Sonntag',
  text: 'Guten Tag Jonas Weber,\n\nam Sonntag um 02:00 ändern wir 8 Geräte.\n',
  state,
  tries: n,
  lastTrouble: state === 'rejected' ? '550 5.1.1 mailbox unavailable' : null,
  deploymentId: id(7, 1),
  createdAt: at(-n * 100 - 10),
  deliveredAt: state === 'delivered' ? at(-9) : null,
  acknowledgedAt: state === 'delivered' ? at(-4) : null,
}));

export const openedNotice: CallOutput<'lookAtNotice'> = {
  providerName: 'Example IT',
  clientName: clients[1]?.name ?? '',
  contactName: 'Jonas Weber',
  language: 'de',
  subject: 'Geplante Wartung, Berlin: Sonntag, 8. März 2026, 02:00 bis 06:00, Zeit von Europe/Berlin (UTC+01:00)',
  text: 'Guten Tag Jonas Weber,\n\nExample IT aktualisiert 8 Geräte von Brandt, Standort Berlin.\n\nGeräte:\n- till-01\n- till-02\n',
  acknowledgedAt: null,
};

function refOf(wanted: string): { readonly name: string; readonly document: string } {
  return { name: wanted, document: commands.find(({ name }) => name === wanted)?.document ?? '' };
}

export const policyBody = {
  ...startingPolicy({ name: 'Servers', owner: 'Anna Müller', reviewAt: '2027-01-31' }),
  restartWhen: { kind: 'ask' as const, postpones: 2, minutes: 30, deadlineMinutes: 120, atEnd: 'force' as const, mayEndAfterWindow: false },
  missed: {
    kind: 'rolling' as const,
    hours: 4,
    days: 7,
    onMains: true,
    maxLoadPercent: 50,
    notDuring: { days: ['MO' as const, 'TU' as const, 'FR' as const], from: '08:00', to: '18:00' },
  },
  checks: [
    { kind: 'service' as const, name: 'shop', unit: 'nginx.service', timeoutSeconds: 30 },
    { kind: 'http' as const, name: 'shop answers', url: 'http://127.0.0.1:8080/health', expectStatus: 200, timeoutSeconds: 20 },
    { kind: 'slower' as const, name: 'shop as fast as usual', of: 'shop answers', mostTimesSlower: 2.5, timeoutSeconds: 120 },
    { kind: 'command' as const, name: 'orders', command: refOf('orders are taken'), timeoutSeconds: 20 },
  ],
  hooks: { beforeChange: [refOf('back up the shop')], afterChange: [] },
  ways: [
    {
      tiers: ['mission-critical' as const],
      packages: ['shop*'],
      ways: [{ kind: 'command' as const, command: refOf('put the shop back') }, { kind: 'downgrade' as const }],
    },
  ],
  rules: [
    { name: 'browsers wait a week', when: { products: ['firefox*'] }, action: { kind: 'defer', days: 7 }, countFrom: 'first-seen' },
    {
      name: 'no containers here',
      when: { products: ['docker*', 'podman'] },
      action: { kind: 'block', because: 'Nobody answers for them.' },
    },
  ],
  pins: [{ package: 'postgresql-*', version: '15.*', because: 'The maker of the till supports no other.' }],
  lanes: [
    {
      name: 'urgent',
      takes: { urgency: ['urgent'] },
      rings: [{ name: 'all at once', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0.9 } }],
      approvalDays: 2,
    },
    { name: 'definitions', takes: { products: ['clamav-*'] }, anyTime: true },
  ],
} satisfies Policy;
const openings = Array.from({ length: 12 }, (_, n) => ({
  opensAt: at(2880 + n * 10_080),
  closesAt: at(3120 + n * 10_080),
  zone: 'Europe/Berlin',
  wall: `Sun ${n + 1} Nov 2026, 02:00 to 06:00`,
  closed:
    n === 2 ? { kind: 'freeze' as const, name: 'Christmas trade' } : n === 4 ? { kind: 'holiday' as const, name: 'Christmas Day' } : null,
  shortenedBy: n === 3 ? 'Christmas trade' : null,
  clientWall: n === 5 ? 'Mon 6 Nov 2026, 09:00 to 13:00' : null,
}));

export const policy: CallOutput<'getPolicy'> = {
  id: id(5, 1),
  clientId: clients[1]?.id ?? '',
  clientName: clients[1]?.name ?? '',
  name: 'Servers',
  version: 4,
  owner: 'Anna Müller',
  reviewAt: '2027-01-31',
  savedAt: at(-9000),
  savedBy: 'Anna Müller',
  devices: 8,
  nextOpening: openings[0] ?? null,
  lint: [{ code: 'no-planned-notice', severity: 'attention', sentence: 'Nobody is told before a change begins.' }],
  body: policyBody,
  versions: [1, 2, 3, 4].map((version) => ({ version, savedAt: at(-9000 - (4 - version) * 3000), savedBy: 'Anna Müller', digest: keyid })),
  openings,
};

export const preview: CallOutput<'previewPolicy'> = {
  problems: [],
  lint: policy.lint,
  openings,
  clientZone: { zone: 'Europe/Berlin', site: 'Werk 1' },
  rings: policyBody.rings.map((ring, index) => ({
    name: ring.name,
    devices: devices
      .filter((device) => device.clientId === clients[1]?.id)
      .filter((_, n) => (n === 0 ? 0 : n < 3 ? 1 : 2) === index)
      .map(({ id: deviceId, name }) => ({ id: deviceId, name })),
  })),
  coverage: {
    looked: 8,
    devices: 8,
    gaps: [
      { ring: 1, kind: 'software', value: 'postgresql-15', devices: 2, deviceNames: ['sql-01', 'sql-02'] },
      { ring: 2, kind: 'system', value: 'debian 11', devices: 1, deviceNames: ['till-1'] },
    ],
    suggestion: devices.slice(0, 2).map(({ id: deviceId, name }) => ({ id: deviceId, name })),
    left: [{ kind: 'service', value: 'Accounting' }],
    standIns: [
      {
        id: devices[3]?.id ?? '',
        name: 'sql-02',
        ring: 2,
        standIn: null,
        standInRing: null,
        place: 'none',
        sentence: 'sql-02 is mission-critical and has no stand-in.',
      },
      {
        id: devices[2]?.id ?? '',
        name: 'sql-01',
        ring: 2,
        standIn: { id: devices[0]?.id ?? '', name: 'sql-test' },
        standInRing: 0,
        place: 'before',
        sentence: 'sql-01 is represented by sql-test, which is in ring “test”, before it.',
      },
    ],
    undecided: [
      {
        group: 'Kiosks',
        devices: 1,
        deviceNames: ['till-9'],
        because: 'Its version of the system is not known.',
      },
    ],
    gone: [],
  },
};
