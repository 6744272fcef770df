/** A small made-up installation for tests that look at pages: every answer is checked against the route table's schema before it is sent. */
import { exposureContradiction, measuredExposure } from '@fettle/core/inventory';
import type { CallOutput } from '@fettle/protocol/client';
import { permissions } from '@fettle/protocol/permissions';
import { clocksOf } from './world-clocks.ts';
import { loweredOffer, loweredReasons, loweredSaid, raisedSaid } from './world-urgency.ts';

const start = Date.now();

/** RFC 3339 in UTC, so many minutes from the start of the test. */
export function at(minutes: number): string {
  return new Date(start + minutes * 60_000).toISOString();
}

/** The n-th id of a kind, a UUIDv7 in shape. */
export function id(kind: number, n: number): string {
  return `0192a000-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export const me: CallOutput<'me'> = {
  person: {
    id: id(1, 1),
    name: 'Anna Müller',
    mail: 'anna@example.org',
    approver: true,
    reviewer: true,
    grants: [{ role: 'administrator', clientId: null }],
    invited: false,
    createdAt: at(-90_000),
    lastSeenAt: at(-1),
  },
  apiKey: null,
  permissions: Object.keys(permissions) as (keyof typeof permissions)[],
  clients: 'all',
  csrf: 'token-of-this-session',
};

type Client = CallOutput<'getClient'>;

const clientNames = [
  'Alpenblick Treuhand AG',
  'Brandt & Söhne GmbH',
  'Clínica São João',
  '株式会社みどり',
  'مطبعة الواحة',
  'Delta\u202Efdp Logistics',
];
const zones = ['Europe/Zurich', 'Europe/Berlin', 'Europe/Lisbon', 'Asia/Tokyo', 'Asia/Dubai', 'America/New_York'];

export const clients: readonly Client[] = clientNames.map((name, n) => ({
  id: id(2, n),
  name,
  sites: 2,
  devices: n === 4 ? 0 : 8,
  silentDevices: n === 0 ? 1 : 0,
  devicesMissingSecurity: n % 3 === 2 || n === 4 ? 0 : 3 + n,
  urgentUpdates: n === 1 ? 4 : 0,
  activeDeployments: n === 1 ? 2 : 0,
  needsPerson: n === 1 ? 3 : n === 3 ? 1 : 0,
  createdAt: at(-90_000),
  siteList: [
    { id: id(3, n * 10), clientId: id(2, n), name: 'Head office', zone: zones[n] ?? 'UTC', devices: 6 },
    { id: id(3, n * 10 + 1), clientId: id(2, n), name: 'Warehouse', zone: zones[n] ?? 'UTC', devices: 2 },
  ],
  contacts: n === 0 ? [] : [{ id: id(4, n), name: 'Jonas Weber', mail: 'jonas.weber@example.org', language: 'de', siteIds: [] }],
  policyId: n === 4 ? null : id(5, n),
  policyName: n === 4 ? null : 'Servers',
}));

type Device = CallOutput<'getDevice'>;

const looks = [
  { health: 'good', reason: 'Seen a minute ago, misses nothing urgent' },
  { health: 'attention', reason: 'A restart is due' },
  { health: 'failing', reason: 'A change failed yesterday' },
  { health: 'unknown', reason: 'Silent for 3 days' },
] as const;

function device(client: Client, n: number): Device {
  const look = looks[n % looks.length] ?? looks[0];
  const asked = look.health !== 'unknown';
  const site = client.siteList[n < 6 ? 0 : 1] ?? client.siteList[0];
  if (site === undefined) throw new Error('every client has a site');
  return {
    id: id(6, clients.indexOf(client) * 100 + n),
    clientId: client.id,
    clientName: client.name,
    siteId: site.id,
    siteName: site.name,
    name: n === 5 ? 'kasse\u202Egpj.exe' : `${['web', 'db', 'mail', 'file'][n % 4]}-0${n + 1}`,
    osName: n % 3 === 0 ? 'Debian GNU/Linux 13 (trixie)' : 'Debian GNU/Linux 12 (bookworm)',
    mode: n === 2 ? 'observe' : 'manage',
    tier: n === 0 ? 'mission-critical' : n === 3 ? null : 'standard',
    exposure: exposureOf(n),
    status: n === 6 ? 'quarantined' : 'active',
    health: look.health,
    healthReason: look.reason,
    missing: asked ? n * 7 : null,
    missingSecurity: asked ? n * 2 : null,
    restartPending: asked ? look.health === 'attention' : null,
    lastSeenAt: asked ? at(-n - 1) : at(-4400),
    scannedAt: asked ? at(-n * 40 - 3) : at(-4400),
    listsRefreshedAt: asked ? at(-190) : null,
    zone: site.zone,
    keyId: '4e1f9a27b0d3c6852f71e09b3ad4c85f4e1f9a27b0d3c6852f71e09b3ad4c85f',
    owner: n === 0 ? 'Shop team' : null,
    service: n === 0 ? 'The web shop' : null,
    outage: n === 0 ? 'Nobody can order, and the shops can not look up what is in stock. An hour costs about 4,000 euros.' : null,
    dependsOn: n === 0 ? [{ id: id(6, clients.indexOf(client) * 100 + 1), name: 'db-02' }] : [],
    dependants: n === 1 ? [{ id: id(6, clients.indexOf(client) * 100), name: 'web-01' }] : [],
    host: n === 0 ? { id: id(6, clients.indexOf(client) * 100 + 2), name: 'hv-01' } : null,
    guests: n === 2 ? [{ id: id(6, clients.indexOf(client) * 100), name: 'web-01' }] : [],
    clusters: n === 0 ? [{ id: id(9, 1), name: 'Web front', most: 1 }] : [],
    unwell: null,
    system: {
      hostname: 'web-01',
      machineId: null,
      os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
      kernel: '6.1.0-41-amd64',
      architecture: 'x86_64',
      virtualisation: n === 4 ? 'lxc' : 'kvm',
      cpus: 4,
      memoryBytes: 8_320_000_000,
      addresses: [...addressesOf(n)],
      timeZone: 'Etc/UTC',
    },
    runtime: asked
      ? {
          bootId: 'b',
          restartPending: look.health === 'attention' ? [{ kind: 'kernel', detail: 'linux-image-6.1.0-42-amd64 asked for it' }] : [],
          staleServices: look.health === 'attention' ? [{ unit: 'nginx.service', because: 'still maps libssl3 3.0.15' }] : [],
        }
      : null,
    restartPendingSince: asked && look.health === 'attention' ? at(-4000) : null,
    exposureMeasured: exposureMeasured(n, asked),
    lists: { refreshedAt: asked ? at(-190) : null, lastAttempt: { at: at(-10), ok: n !== 1, trouble: n === 1 ? trouble : null } },
    trouble: look.health === 'failing' ? trouble : null,
    problems: [],
    packages: asked ? 1204 : null,
    agentVersion: '0.1.0',
    enrolledAt: at(-50_000),
    quarantine: n === 6 ? { since: at(-120), because: 'Two check-ins carried the ticket 412, from 10.20.0.17 and 10.20.0.44.' } : null,
    policy: n === 3 ? null : { id: id(5, clients.indexOf(client)), name: 'Servers', version: 4 },
    waitingOn:
      n === 1
        ? [
            {
              deploymentId: id(7, 1),
              title: 'November security',
              sentence: 'Waits for its window, which opens on Sunday at 02:00',
              until: at(2900),
            },
          ]
        : [],
  };
}

/** Of the third it is said that nobody reaches it from outside, and it is not so. */
function exposureOf(n: number): Device['exposure'] {
  return n === 0 ? 'internet' : n === 2 ? 'internal' : null;
}
function addressesOf(n: number): readonly string[] {
  return n === 0 || n === 2 ? ['10.20.0.11', '2a00:1450:4001:81b::11'] : ['10.20.0.11', 'fd00:20::11'];
}
function exposureMeasured(n: number, asked: boolean): Device['exposureMeasured'] {
  const listening = [
    { protocol: 'tcp' as const, address: '0.0.0.0', ports: [22, 80, 443] },
    { protocol: 'tcp' as const, address: '::', ports: [22, 80, 443] },
    { protocol: 'tcp' as const, address: '10.20.0.11', ports: [5432] },
  ];
  const { value, why, listening: told } = measuredExposure(asked ? addressesOf(n) : null, asked ? listening : null);
  return {
    value,
    why,
    listening: told?.map((one) => ({ ...one, ports: [...one.ports] })) ?? null,
    contradiction: exposureContradiction(exposureOf(n), { value, why, listening: told }),
  };
}

const trouble: NonNullable<Device['trouble']> = {
  code: 'apt.signature',
  cause: "The archive's signature is not valid: its key 0E98404D386FA1D9 is not known here.",
  retry: 'after-repair',
  nextStep: "Install the archive's new key, then refresh the lists.",
  excerpt: 'W: GPG error: http://deb.example.org bookworm InRelease: NO_PUBKEY 0E98404D386FA1D9\nE: The repository is not signed.',
};

export const devices: readonly Device[] = clients.flatMap((client) => Array.from({ length: client.devices }, (_, n) => device(client, n)));

const packages = ['openssl', 'linux-image-amd64', 'curl', 'libxml2', 'sudo', 'bash', 'postgresql-15', 'nginx', 'tzdata', 'git'];

type PatchRisk = CallOutput<'getDeviceUpdates'>['items'][number]['patchRisk'];
const noWayBack = { code: 'no-way-back', weight: 'raises', sentence: 'Whether there is a way back was not checked.', link: null } as const;
export const patchRisks = [
  {
    level: 'high',
    reasons: [
      {
        code: 'known-issue',
        weight: 'high',
        sentence:
          'An issue is known (openssl from 3.0.17-1~deb12u1 on) on processors with vector AES instructions; whether this device is one is not known: Encrypting and decrypting with AES takes up to twice as long.',
        link: 'https://bugs.example.org/1098765',
      },
      { code: 'failed-before', weight: 'raises', sentence: 'A change that brought it failed on 3 of 118 devices.', link: null },
      { code: 'rolled-back-elsewhere', weight: 'raises', sentence: 'It was taken back twice at other clients.', link: null },
      noWayBack,
    ],
  },
  {
    level: 'high',
    reasons: [
      { ...noWayBack, weight: 'high' },
      { code: 'deep-in-the-system', weight: 'raises', sentence: 'It changes the kernel.', link: null },
      { code: 'restart', weight: 'raises', sentence: 'The device must restart.', link: null },
    ],
  },
  { level: 'raised', reasons: [noWayBack] },
] satisfies [PatchRisk, PatchRisk, PatchRisk];
/** Of an update, wherever it goes. */
export const updateRisk: PatchRisk = {
  level: 'high',
  reasons: [
    {
      code: 'known-issue',
      weight: 'raises',
      sentence:
        'An issue is known (openssl from 3.0.17-1~deb12u1 on) on processors with vector AES instructions; each device says whether it is one: Encrypting and decrypting with AES takes up to twice as long.',
      link: 'https://bugs.example.org/1098765',
    },
    ...patchRisks[0].reasons.slice(1, 3),
  ],
};

export const offers: CallOutput<'getDeviceUpdates'>['items'] = packages.map((name, n) => ({
  manager: 'apt',
  name,
  architecture: 'amd64',
  from: '3.0.15-1~deb12u1',
  to: '3.0.17-1~deb12u2',
  sourceName: name,
  sourceVersion: '3.0.17-1~deb12u2',
  class: n < 5 ? 'security' : 'normal',
  origin: { label: n < 5 ? 'Debian-Security' : 'Debian', archive: 'oldstable', codename: 'bookworm' },
  bytes: 1_420_000 * (n + 1),
  withheld: n === 8 ? 'pinned' : null,
  cves: n === 4 ? null : n < 4 ? Array.from({ length: n + 1 }, (_, k) => `CVE-2026-1${n}0${k}`) : [],
  urgency: n < 2 ? 'urgent' : 'normal',
  word: n === 4 ? loweredOffer : null,
  reasons:
    n === 4
      ? loweredReasons(at)
      : n < 2
        ? ['Its changelog names CVE-2026-1000.', 'The device can be reached from the internet.']
        : ['It comes from no security pocket.'],
  basis: n < 4 ? 'vulnerabilities' : n === 4 ? 'unmatched' : 'no-vulnerability',
  vulnerabilities: Array.from({ length: n < 4 ? n + 1 : 0 }, (_, k) => ({
    id: `CVE-2026-1${n}0${k}`,
    advisories: [`DSA-59${n}${k}-1`],
    urgency: n < 2 ? ('urgent' as const) : ('normal' as const),
    reasons: n < 2 ? ['The catalogue of known exploited vulnerabilities has it.'] : ['None of the rules that make an update urgent holds.'],
    defaulted: [{ input: 'automatable', value: 'yes', why: 'Not known whether attacks can be automated: yes is the safe side.' }],
    ssvc: 'attend',
    bod2604: '14 days',
    cvss: { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8, severity: 'critical' },
    epss: k === 0 ? 0.42 : null,
    kevAdded: n === 0 && k === 0 ? '2026-10-30' : null,
  })),
  patchRisk: patchRisks[n === 0 ? 0 : n === 1 ? 1 : 2],
  statement: [
    {
      about: 'service',
      sentence:
        n === 0
          ? 'web-1 carries The web shop. What its outage means: Nobody can order.'
          : 'Which business service web-1 carries is not set, nor what its outage means.',
    },
    { about: 'urgency', sentence: `${name} 3.0.17-1~deb12u2 is ${n < 2 ? 'urgent' : 'not urgent'} here.` },
    {
      about: 'deadline',
      sentence:
        n < 2 ? 'It must be in by 2026-11-25 12:00 (Europe/Zurich) (Cyber Essentials 3.3, A6.4).' : 'No deadline holds for it here.',
    },
    { about: 'patch-risk', sentence: `The risk of the update itself is ${patchRisks[n === 0 ? 0 : n === 1 ? 1 : 2].level} here.` },
  ],
  due: n < 2 ? { at: at(60 * 24 * (3 + n * 9)), by: 'Cyber Essentials 3.3, A6.4' } : null,
  ...clocksOf(n, at),
  decision:
    n === 1
      ? {
          id: id(9, 1),
          state: 'decided',
          why: 'An exception of Marta Brandt holds for the whole client until 2027-01-31.',
          needsPerson: null,
        }
      : { id: null, state: 'open', why: 'Nobody has decided about it.', needsPerson: null },
  firstSeenAt: at(-3000 - n * 700),
  deploymentId: n === 0 ? id(7, 1) : null,
}));

export const updates: CallOutput<'listUpdates'>['items'] = offers.map((offer, n) => ({
  id: String(100 + n),
  manager: 'apt',
  ecosystem: 'debian:12',
  name: offer.name,
  architecture: offer.architecture,
  version: offer.to,
  sourceName: offer.sourceName,
  class: offer.class,
  urgency: offer.urgency,
  urgentOn: offer.urgency === 'urgent' ? 40 - n * 3 : 0,
  due: offer.due,
  cves: offer.cves,
  cvesUnknownOn: offer.cves === null ? 12 : 0,
  origin: `${offer.origin.label}, ${offer.origin.codename}`,
  bytes: offer.bytes,
  devices: 40 - n * 3,
  withheldOn: n === 8 ? 2 : 0,
  clients: Math.max(1, 5 - Math.floor(n / 2)),
  fromVersions: [offer.from],
  firstSeenAt: offer.firstSeenAt,
  inDeployments: n === 0 ? 1 : 0,
  said: n === 4 ? [raisedSaid(clients[1]?.name ?? ''), loweredSaid(at, clients[1]?.name ?? '')] : [],
}));
