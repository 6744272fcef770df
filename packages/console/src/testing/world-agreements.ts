/** What clients of the made-up installation are held to. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Agreements = CallOutput<'getAgreements'>;
type Framework = CallOutput<'listFrameworks'>['items'][number];

const rule = { confirmed: true, clock: 'its release', own: false } as const;
const card: Framework = {
  id: 'card-rules-4',
  version: '4.0.1',
  title: 'Card rules 4',
  scope: 'Every system component that stores, processes or transmits card data, or that can affect its security.',
  covers: 'vulnerabilities',
  asksOwnTimes: true,
  rules: [
    {
      ...rule,
      clause: '6.3.3',
      textVersion: 'Card rules 4.0.1',
      condition: 'its maker calls it critical, or its CVSS score is 9.0 or more',
      time: 'one month',
      duration: { count: 1, unit: 'months' },
      said: 'Fixes of critical vulnerabilities are installed within one month of their release.',
    },
    {
      ...rule,
      clause: '6.3.3',
      textVersion: 'Card rules 4.0.1',
      condition: 'unless its maker calls it critical, or its CVSS score is 9.0 or more',
      time: 'set by the organisation',
      duration: null,
      own: true,
      said: 'Other fixes are installed in the time that the entity’s own risk analysis sets.',
    },
  ],
  duties: [
    {
      clause: '6.5.1',
      confirmed: false,
      condition: 'always',
      every: null,
      said: 'Changes are approved and tested, and there is a way back.',
    },
    {
      clause: '11.3.1',
      confirmed: true,
      condition: 'always',
      every: '3 months',
      said: 'Scan inside, resolve what is high or critical, and scan again.',
    },
  ],
};
const health: Framework = {
  ...card,
  id: 'health-rules',
  version: '2025 proposal',
  title: 'Health rules, proposed',
  scope: 'Every system with electronic protected health information.',
  asksOwnTimes: false,
  rules: [
    {
      ...rule,
      confirmed: false,
      clause: '164.308(a)(4), proposed',
      textVersion: 'Notice of 2025, not in force',
      condition:
        'the software is an operating system and (its maker calls it critical, or its CVSS score is 9.0 or more, or a working exploit exists)',
      clock: 'the latest of its release and its first sight on the device',
      time: '15 calendar days',
      duration: { count: 15, unit: 'days' },
      said: 'Critical fixes within 15 calendar days of knowing the need.',
    },
  ],
  duties: [],
};
export const frameworkList: readonly Framework[] = [card, health, { ...card, id: 'house-rules', title: 'House rules', version: '3' }];

const own = { clock: 'released', urgent: { count: 14, unit: 'days' }, normal: { count: 90, unit: 'days' } } as const;
const client = clients[1];
const [first, second] = devices.filter((one) => one.clientId === client?.id);
const said = { by: 'Anna Müller', at: at(-9000) };
const out = [first, second].flatMap((device) =>
  device === undefined
    ? []
    : [{ deviceId: device.id, deviceName: device.name, because: 'No card data: a network of its own since May', ...said }],
);
const held = { since: '2026-01-01', until: null, because: 'Acquirer contract, annex 3', setAt: at(-9000), setBy: 'Anna Müller' } as const;

const promise: Agreements['sla']['versions'][number]['body'] = {
  uptimePercent: 99.5,
  recoveryTimeHours: 8,
  recoveryPointHours: 24,
  patch: { clock: 'offered', urgent: { count: 48, unit: 'hours' }, normal: { count: 30, unit: 'days' } },
  offDays: 30,
  exclusions: ['The old till, until it is replaced', 'Whatever the client installs itself'],
  notes: 'Signed by Jonas Weber.',
};
const version = { savedAt: at(-5000), savedBy: 'Anna Müller', because: 'Renewed for another year' };

export const agreements: Agreements = {
  clientId: client?.id ?? '',
  clientName: client?.name ?? '',
  today: '2026-11-22',
  devices: 8,
  frameworks: [
    {
      ...held,
      id: card.id,
      title: card.title,
      version: card.version,
      standing: 'holds',
      own,
      devices: 6,
      outOfScope: out,
      framework: card,
    },
    {
      ...held,
      id: 'house-rules',
      title: 'House rules',
      version: '3',
      standing: 'holds',
      own: null,
      devices: 8,
      outOfScope: [],
      framework: { ...card, id: 'house-rules' },
    },
    {
      ...held,
      id: health.id,
      title: health.title,
      version: health.version,
      standing: 'not-begun',
      since: '2027-01-01',
      own: null,
      devices: 8,
      outOfScope: [],
      framework: health,
    },
    {
      ...held,
      id: 'gone-rules',
      title: 'gone-rules',
      version: null,
      standing: 'ended',
      until: '2026-06-30',
      own: null,
      devices: 8,
      outOfScope: [],
      framework: null,
    },
  ],
  sla: {
    holds: 2,
    versions: [
      {
        ...version,
        version: 3,
        body: { ...promise, uptimePercent: 99.9 },
        from: '2027-01-01',
        to: null,
        standing: 'not-begun',
        changed: ['Uptime: 99.9 %, before 99.5 %', 'From: 2027-01-01, before 2026-03-01', 'To: no end, before 2026-12-31'],
      },
      {
        ...version,
        version: 2,
        body: promise,
        from: '2026-03-01',
        to: '2026-12-31',
        standing: 'holds',
        changed: ['Urgent updates: 48 hours, before 72 hours', 'Excluded now: The old till, until it is replaced'],
      },
      { ...version, version: 1, body: { ...promise, exclusions: [] }, from: '2025-03-01', to: null, standing: 'replaced', changed: [] },
    ],
    outOfScope: out.slice(0, 1),
  },
};

export const agreementsNone: Agreements = {
  ...agreements,
  clientId: clients[4]?.id ?? id(2, 4),
  clientName: clients[4]?.name ?? '',
  devices: 0,
  frameworks: [],
  sla: { holds: null, versions: [], outOfScope: [] },
};
