/** Advisories of the made-up installation, and how its devices stand with them. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, devices, id } from './world.ts';
import { dockerPackages } from './world-support.ts';

type Finding = CallOutput<'listFindings'>['items'][number];
type Feed = CallOutput<'getAdvisory'>['statements'][number]['feed'];
type Coverage = CallOutput<'getDeviceFindings'>['coverage'];

const feed: Feed = {
  id: 'osv',
  name: 'OSV',
  state: 'current',
  why: 'Confirmed 3 hours ago.',
  at: at(-190),
  docs: ['https://ossf.github.io/osv-schema/'],
  attribution: 'OSV.dev, the databases of its sources under their own terms.',
};
const { docs: _docs, attribution: _attribution, ...osv } = feed;
const kev = {
  id: 'kev',
  name: 'Known exploited vulnerabilities',
  state: 'late',
  why: 'Its publisher last confirmed all of it 90 hours ago; more than 72 is late. What was taken before still counts.',
  at: at(-5400),
} as const;

const names = ['openssl', 'linux', 'curl', 'libxml2', 'sudo'];

export const findings: readonly Finding[] = names.map((name, n) => ({
  id: n === 4 ? 'DLA-4100-1' : `DEBIAN-CVE-2026-1${n}000`,
  summary: n === 3 ? null : `${name}: a crafted message makes it read beyond its memory`,
  cves: n === 4 ? ['CVE-2026-14000', 'CVE-2026-14001', 'CVE-2026-14002'] : [`CVE-2026-1${n}000`],
  packages: n === 0 ? ['libssl3', 'openssl'] : [name],
  severity:
    n === 3
      ? null
      : n === 2
        ? { score: null, word: 'moderate', vector: null, source: 'osv' }
        : {
            score: 9.8 - n,
            word: n === 0 ? 'critical' : 'high',
            vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
            source: 'nvd@nist.gov',
          },
  kevAdded: n === 0 ? '2026-10-30' : null,
  epss: n === 3 ? null : 0.42 / (n * n * 20 + 1),
  devices: 40 - n * 8,
  fixOffered: n === 1 || n === 3 ? 0 : 30 - n * 6,
  fixNotOffered: n === 2 ? 24 - 18 : 0,
  noFix: n === 3 ? 16 : 0,
  restartPending: n === 1 ? 29 : 0,
  unknown: n === 0 ? 10 : n === 1 ? 3 : 0,
  clients: 5 - n,
  urgentOn: n === 0 ? 30 : 0,
  due:
    n === 0
      ? { at: at(-60 * 24 * 2), by: 'Cyber Essentials 3.3, A6.4' }
      : n === 2
        ? { at: at(60 * 24 * 9), by: 'the client’s agreement' }
        : null,
  since: at(-3000 - n * 900),
}));

const noFix = { fixed: null, noFix: 'deferred', withheld: null, offered: null, updateId: null, urgency: null, due: null } as const;
const offered = {
  fixed: '3.0.16-1~deb12u1',
  noFix: null,
  withheld: null,
  offered: '3.0.17-1~deb12u2',
  updateId: '100',
  urgency: 'urgent',
  due: { at: at(-2880), by: 'Cyber Essentials 3.3, A6.4' },
} as const;
const standings = [
  { state: 'fix-offered', why: 'Fixed in 3.0.16-1~deb12u1; the device is offered 3.0.17-1~deb12u2.', ...offered },
  {
    state: 'fix-not-offered',
    why: 'Fixed in 3.0.16-1~deb12u1, and no package source of this device offers it: its sources or its release are at fault, not the patching.',
    ...noFix,
    noFix: null,
    fixed: '3.0.16-1~deb12u1',
  },
  { state: 'no-fix', why: 'Its publisher has no fix: it is put off.', ...noFix },
  {
    state: 'unknown',
    why: 'Fixed in 3.0.16-1~deb12u1; whether the device is offered it is not known: its package manager could not be asked, its lists could not be refreshed, or a version could not be compared.',
    ...noFix,
    noFix: null,
    fixed: '3.0.16-1~deb12u1',
  },
  {
    state: 'restart-pending',
    why: 'The fixed kernel is installed, and 6.1.0-40-amd64 still runs: restart the device.',
    ...noFix,
    noFix: null,
    fixed: '6.1.50-1',
  },
] as const;

const software = (n: number) => ({
  manager: 'apt' as const,
  name: n === 4 ? 'linux-image-6.1.0-40-amd64' : 'openssl',
  version: n === 4 ? '6.1.40-1' : '3.0.15-1~deb12u1',
  architecture: 'amd64',
});

export const advisoryDevices: CallOutput<'getAdvisoryDevices'>['items'] = devices.slice(0, 10).map((one, n) => {
  const standing = standings[n % standings.length] ?? standings[0];
  return {
    deviceId: one.id,
    deviceName: one.name,
    clientId: one.clientId,
    clientName: one.clientName,
    siteName: one.siteName,
    service: one.service,
    outage: one.outage,
    tier: one.tier,
    exposure: one.exposure,
    state: standing.state,
    since: at(-3000),
    restartPending: one.restartPending,
    kernel: '6.1.0-40-amd64',
    software: [{ ...standing, software: software(n % standings.length), advisory: 'DEBIAN-CVE-2026-10000', feed: 'osv', ageHours: 3.1 }],
  };
});

export function advisory(asked: string): CallOutput<'getAdvisory'> | undefined {
  const found = findings.find((one) => one.id === asked || one.cves.includes(asked));
  if (found === undefined) return undefined;
  const {
    cves,
    severity,
    devices: count,
    fixOffered,
    fixNotOffered,
    noFix: none,
    restartPending,
    unknown,
    clients,
    urgentOn,
    due,
    since,
  } = found;
  return {
    id: found.id,
    statements: [
      {
        id: found.id,
        feed,
        kind: 'security',
        summary: found.summary,
        aliases: [],
        cves,
        severities: severity?.vector === undefined || severity.vector === null ? [] : [{ type: 'CVSS_V3', value: severity.vector }],
        published: at(-9000),
        modified: at(-4000),
        withdrawn: null,
        affected: [
          {
            ecosystem: 'Debian:12',
            package: 'openssl',
            ranges: [{ introduced: '0', fixed: '3.0.16-1~deb12u1', lastAffected: null }],
            versions: 0,
            architectures: null,
            module: null,
            noFix: null,
          },
          {
            ecosystem: 'Debian:13',
            package: 'openssl',
            ranges: [{ introduced: '0', fixed: null, lastAffected: null }],
            versions: 2,
            architectures: ['amd64'],
            module: null,
            noFix: 'deferred',
          },
        ],
        elsewhere: 14,
      },
    ],
    related: [{ id: 'DSA-5900-1', feed: 'osv', feedName: 'OSV', summary: 'openssl, security update', here: true }],
    cves: cves.map((cve, n) => ({
      id: cve,
      published: at(-9000),
      severities:
        n > 0 || severity?.vector === null || severity === null
          ? []
          : [
              severity,
              { score: 7.5, word: 'high', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', source: 'security@lab.example' },
            ],
      kev: found.kevAdded === null ? null : { added: found.kevAdded, due: '2026-11-20', ransomware: true },
      epss:
        found.epss === null ? null : { score: found.epss, percentile: 0.97, highest: found.epss, model: 'v2026.01.01', day: '2026-11-21' },
      ssvc: n > 0 ? null : { exploitation: 'active', automatable: true, technicalImpact: null, at: at(-8000) },
    })),
    kevKnown: true,
    severity,
    counted: { devices: count, fixOffered, fixNotOffered, noFix: none, restartPending, unknown, clients, urgentOn, due, since },
  };
}

const covered: Coverage = {
  known: true,
  why: 'Compared with OSV, for what its package managers installed. Other software on it was not looked at.',
  settling: false,
  ecosystems: ['Debian:12'],
  feeds: [osv],
  facts: [kev],
};
const uncovered: Coverage = {
  ...covered,
  known: false,
  why: 'Not known: nothing that was taken from a feed speaks of Debian:12. Settings, Feeds says what was taken and why not.',
  feeds: [],
};

export function deviceFindings(deviceId: string): CallOutput<'getDeviceFindings'> {
  const known = deviceId !== id(6, 3);
  const items = known
    ? findings.map((one, n) => ({
        ...one,
        state: standings[n]?.state ?? 'unknown',
        feed: 'osv',
        software: standings.slice(n, n + 1).map((standing) => ({ ...standing, software: software(n) })),
      }))
    : [];
  return {
    items,
    next: null,
    totals: known ? { findings: 5, fixOffered: 1, fixNotOffered: 1, noFix: 1, restartPending: 1, unknown: 1 } : null,
    coverage: known ? covered : uncovered,
    lifecycle: {
      state: known ? 'ended' : 'unknown',
      why: known
        ? 'All support of Debian GNU/Linux 10 (buster) ended on 2024-06-30: vulnerabilities that are found now stay. No update ends this; move to a release that is supported.'
        : 'How long Debian GNU/Linux 12 (bookworm) is supported is not known: the feed of life cycles was not taken, or does not have it.',
      product: 'Debian',
      cycle: known ? '10' : null,
      ends: known ? '2024-06-30' : null,
      release: known ? { product: 'debian', cycle: '10', standing: 'ended' } : null,
      decision: known
        ? {
            state: 'expired',
            why: 'An exception ended on 2026-11-01 and nobody has decided since: it is open again.',
            id: null,
            kind: null,
            endsAt: null,
          }
        : null,
      feed: { id: 'endoflife', name: 'endoflife.date', state: 'current', why: 'Confirmed 9 hours ago.', at: at(-540) },
    },
    software: known ? softwareOf : [],
  };
}

/** What the device has from publishers: one release past its end, one of which nobody knows, one that is supported. */
const softwareOf: CallOutput<'getDeviceFindings'>['software'] = [
  {
    state: 'ended',
    why: 'All support of Docker Engine 20.10 ended on 2023-12-10: vulnerabilities that are found now stay. A later release ends this: an update where one is offered, else a move.',
    product: 'Docker Engine',
    cycle: '20.10',
    ends: '2023-12-10',
    release: { product: 'docker-engine', cycle: '20.10', standing: 'ended' },
    decision: { state: 'open', why: 'Nothing was decided.', id: null, kind: null, endsAt: null },
    packages: [...dockerPackages],
  },
  {
    state: 'unknown',
    why: 'How long Elasticsearch 8.14 is supported is not known: the feed of life cycles does not say it of this version.',
    product: 'Elasticsearch',
    cycle: null,
    ends: null,
    release: null,
    decision: null,
    packages: ['elasticsearch 8.14.3'],
  },
  {
    state: 'supported',
    why: 'Node.js 24.9 is supported until 2028-04-30.',
    product: 'Node.js',
    cycle: '24',
    ends: '2028-04-30',
    release: { product: 'nodejs', cycle: '24', standing: 'supported' },
    decision: null,
    packages: ['nodejs 24.9.0-1nodesource1'],
  },
];
