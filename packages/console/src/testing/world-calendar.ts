/** The calendar of the made-up installation: a freeze in force, one planned for all clients, one that was ended; holidays; windows and deployments. */
import type { CallOutput } from '@fettle/protocol/client';
import { clients } from './world.ts';
import { deployments } from './world-deployments.ts';

type Freeze = CallOutput<'listFreezes'>['items'][number];
type Entry = CallOutput<'getCalendar'>['items'][number];

const hour = 3_600_000;
const today = Math.floor(Date.now() / (24 * hour)) * 24 * hour;
const at = (hours: number): string => new Date(today + hours * hour).toISOString();
const dayAt = (days: number): string => at(24 * days).slice(0, 10);
const [, brandt, other] = clients;
const freezeId = (n: number): string => `01900000-0000-7000-8000-0000000f00${String(n).padStart(2, '0')}`;

const usual = {
  clientId: brandt?.id ?? null,
  clientName: brandt?.name ?? null,
  reason: 'The tills must run; nobody is there who could look at them.',
  scope: { kind: 'client' as const },
  scopeNames: [],
  of: 'the whole client',
  exceptUrgent: true,
  by: 'Anna Müller',
  madeAt: at(-48),
  ended: null,
  mayEnd: true,
};
export const freezes: Freeze[] = [
  { ...usual, id: freezeId(1), name: 'Christmas trade', from: at(-20), until: at(24 * 3 + 6), standing: 'in-force' },
  {
    ...usual,
    id: freezeId(2),
    clientId: null,
    clientName: null,
    name: 'Move of the data centre',
    scope: { kind: 'all' },
    of: 'all clients',
    exceptUrgent: false,
    from: at(24 * 6),
    until: at(24 * 8),
    standing: 'planned',
    mayEnd: false,
  },
  {
    ...usual,
    id: freezeId(3),
    name: 'Stocktaking',
    scope: { kind: 'rings', names: ['broad'] },
    of: 'ring broad',
    from: at(-24 * 9),
    until: at(-24 * 5),
    standing: 'ended-early',
    ended: { at: at(-24 * 7), by: 'Jörg Weiß', because: 'They were through sooner' },
    mayEnd: false,
  },
];

export const holidayList: CallOutput<'getHolidayList'> = {
  id: freezeId(11),
  clientId: null,
  clientName: null,
  name: 'Public holidays',
  version: 3,
  days: 2,
  first: dayAt(5),
  last: dayAt(40),
  next: { day: dayAt(5), name: 'A feast' },
  usedBy: 1,
  changedAt: at(-300),
  changedBy: 'Anna Müller',
  mayChange: true,
  holidays: [
    { day: dayAt(5), name: 'A feast' },
    { day: dayAt(40), name: 'Another feast, with a name that is so long that it can not stand on one line of a phone' },
  ],
};
const { holidays: _, ...summary } = holidayList;
export const holidayLists = [
  summary,
  {
    ...summary,
    id: freezeId(12),
    name: 'Company days',
    clientId: other?.id ?? null,
    clientName: other?.name ?? null,
    usedBy: 0,
    next: null,
  },
];

export const calendarFeeds: CallOutput<'listCalendarFeeds'>['items'] = [
  { id: freezeId(21), name: 'Phone', clientId: null, clientName: null, madeAt: at(-900), lastReadAt: at(-1), revokedAt: null },
  {
    id: freezeId(22),
    name: 'Lost laptop',
    clientId: brandt?.id ?? null,
    clientName: brandt?.name ?? null,
    madeAt: at(-3000),
    lastReadAt: at(-2000),
    revokedAt: at(-1990),
  },
];

const windows = Array.from({ length: 14 }, (_one, day): Entry => ({
  kind: 'window',
  id: `window ${day}`,
  clientId: brandt?.id ?? null,
  clientName: brandt?.name ?? null,
  title: 'Window of Servers',
  detail: day === 3 ? 'a part of it is frozen: Christmas trade' : '',
  from: at(24 * day + 1),
  until: at(24 * day + 5),
  zone: 'America/New_York',
  day: null,
  closed: day < 3 ? 'Freeze: Christmas trade' : day === 5 ? 'Holiday: A feast' : null,
  state: null,
  path: '/policies',
}));
const entry = { detail: '', zone: null, day: null, closed: null, state: null } as const;

export const calendar: CallOutput<'getCalendar'> = {
  from: at(0),
  until: at(24 * 14),
  cut: false,
  clients: { shown: 100, of: 240 },
  next: 'key-of-the-next-page',
  items: [
    ...freezes.slice(0, 2).map((one): Entry => ({
      ...entry,
      kind: 'freeze',
      id: `freeze ${one.id}`,
      clientId: one.clientId,
      clientName: one.clientName,
      title: one.name,
      detail: `Of ${one.of}. ${one.reason}`,
      from: one.from,
      until: one.until,
      path: '/calendar?tab=freezes',
    })),
    ...windows,
    {
      ...entry,
      kind: 'holiday' as const,
      id: 'holiday',
      clientId: null,
      clientName: null,
      title: 'A feast',
      detail: 'Public holidays',
      from: at(24 * 5),
      until: at(24 * 6),
      day: dayAt(5),
      path: '/calendar?tab=holidays',
    },
    ...deployments.slice(0, 2).map((one, n): Entry => ({
      ...entry,
      kind: 'deployment',
      id: `deployment ${n}`,
      clientId: one.clientId,
      clientName: one.clientName,
      title: one.title,
      detail: '8 devices',
      from: at(2 + 24 * n),
      until: at(24 * 9),
      state: n === 0 ? 'held' : 'planned',
      path: `/deployments/${one.id}`,
    })),
    {
      ...entry,
      kind: 'restart' as const,
      id: 'restart',
      clientId: brandt?.id ?? null,
      clientName: brandt?.name ?? null,
      title: '2 devices wait for a restart',
      detail: 'November security',
      from: at(3),
      until: at(24 * 9),
      state: 'running',
      path: '/deployments',
    } satisfies Entry,
  ].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
};

const policies = [{ id: '01900000-0000-7000-8000-0000000f0031', name: 'Servers', level: 'client' as const, lane: null, devices: 6 }];
type SiteOpening = CallOutput<'getSiteOpenings'>['sites'][number]['openings'][number];
const planned = (n: number, devices: number, minutes: number): SiteOpening['deployments'][number] => {
  const { id = '', title = '' } = deployments[n] ?? {};
  return { id, title, held: n === 0 ? 'Too many failures' : null, devices, minutes };
};
const opening = (days: number, change: Partial<SiteOpening>): SiteOpening => ({
  opensAt: at(24 * days + 1),
  closesAt: at(24 * days + 5),
  wall: `${dayAt(days)}, 02:00 to 06:00`,
  closed: null,
  shortenedBy: null,
  policies,
  deployments: [],
  minutesOpen: 240,
  minutesUsed: 0,
  devices: 0,
  atOnce: 0,
  collisions: [],
  ...change,
});

export const siteOpenings: CallOutput<'getSiteOpenings'> = {
  from: at(0),
  until: at(24 * 14),
  cut: false,
  deploymentsShown: true,
  sites: (brandt?.siteList ?? []).map(({ id, name, zone }, n) => ({
    id,
    name,
    zone,
    devices: n === 0 ? 6 : 0,
    limits: { atOnce: n === 0 ? 4 : null, perHour: null, bandwidth: n === 0 ? { megabits: 20, hours: null } : null },
    downloads: n === 0 ? { devices: 2, bytes: 3_400_000_000, until: at(30), late: 1 } : null,
    openings:
      n === 0
        ? [
            opening(0, {
              closed: { kind: 'freeze', name: 'Christmas trade' },
              minutesOpen: 0,
              collisions: [{ kind: 'frozen', sentence: 'A freeze keeps 2 devices of “November security” from beginning in it.' }],
            }),
            opening(3, {
              shortenedBy: 'Christmas trade',
              minutesOpen: 120,
              deployments: [planned(1, 2, 45)],
              minutesUsed: 45,
              devices: 2,
              atOnce: 2,
            }),
            opening(4, {
              deployments: [planned(0, 5, 260), planned(1, 2, 45)],
              minutesUsed: 290,
              devices: 6,
              atOnce: 4,
              collisions: [
                {
                  kind: 'overfull',
                  sentence: '50 minutes more are expected than it is open: what does not fit goes on in a later opening.',
                },
                { kind: 'together', sentence: '2 deployments are expected in it; 1 device in more than one of them: one after the other.' },
              ],
            }),
            opening(5, { policies: [] }),
          ]
        : [],
    more: n === 0 ? 2 : 0,
    unplaced: n === 0 ? [{ deploymentId: deployments[0]?.id ?? '', title: deployments[0]?.title ?? '', devices: 1 }] : [],
  })),
};
