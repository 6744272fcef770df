/** Machines without agent of the made-up installation: one nobody has decided about, one that is patched by hand and overdue, one that was waved off. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices } from './world.ts';

type One = CallOutput<'getDiscovered'>;

const [, brandt] = clients;
const [till] = devices.filter((one) => one.clientId === brandt?.id);

function machine(n: number, parts: Partial<One>): One {
  return {
    id: `01900000-0000-7000-8000-0000000d5c0${n}`,
    clientId: brandt?.id ?? '',
    clientName: brandt?.name ?? '',
    siteId: brandt?.siteList[0]?.id ?? null,
    siteName: brandt?.siteList[0]?.name ?? null,
    name: 'router',
    kind: 'router',
    owner: null,
    tier: null,
    address: '192.0.2.1',
    serial: null,
    mac: null,
    system: null,
    source: 'a file',
    lastSeen: '2026-11-20',
    version: 1,
    recordedBy: 'Anna Müller',
    recordedAt: at(-3000),
    answer: null,
    deviceId: null,
    deviceName: null,
    patchDueOn: null,
    gap: 'undecided',
    sentence: 'Nobody has decided about it.',
    mayWrite: true,
    decisions: [],
    patches: [],
    proposed: [],
    ...parts,
  };
}

export const discovered: readonly One[] = [
  machine(1, {
    name: till?.name ?? 'till',
    kind: 'server',
    proposed: [{ deviceId: till?.id ?? '', deviceName: till?.name ?? '', because: 'it has the same name' }],
  }),
  machine(2, {
    name: 'Fernsehgerät im Empfang',
    kind: 'other',
    owner: 'Jonas Weber',
    tier: 'low',
    serial: 'ZX-81-0042',
    mac: '00:1b:63:84:45:e6',
    system: 'Firmware 7.2',
    answer: 'by-hand',
    patchDueOn: '2026-11-01',
    gap: 'patch-overdue',
    sentence: 'It was to be patched by hand by 2026-11-01.',
    decisions: [
      {
        id: '01900000-0000-7000-8000-0000000d5d01',
        answer: 'by-hand',
        deviceId: null,
        deviceName: null,
        person: 'Jonas Weber',
        because: null,
        reviewOn: null,
        rhythmDays: 90,
        by: 'Anna Müller',
        at: at(-2900),
      },
    ],
    patches: [
      {
        id: '01900000-0000-7000-8000-0000000d5e01',
        what: 'firmware',
        fromVersion: '7.1',
        toVersion: '7.2',
        doneOn: '2026-08-03',
        person: 'Jonas Weber',
        note: 'From the vendor’s page.',
        by: 'Anna Müller',
        at: at(-2800),
      },
    ],
  }),
  machine(3, {
    name: 'old-printer',
    kind: 'printer',
    answer: 'waved-off',
    gap: null,
    sentence: 'Waved off until 2027-05-01.',
    decisions: [
      {
        id: '01900000-0000-7000-8000-0000000d5d02',
        answer: 'waved-off',
        deviceId: null,
        deviceName: null,
        person: 'Anna Müller',
        because: 'It goes in spring.',
        reviewOn: '2027-05-01',
        rhythmDays: null,
        by: 'Anna Müller',
        at: at(-500),
      },
    ],
  }),
];

export function discoveredOf(clientId: string | null, state: string | null): readonly One[] {
  return discovered.filter(
    (one) =>
      (clientId === null || one.clientId === clientId) && (state === null || state === 'all' || (one.gap !== null) === (state === 'gap')),
  );
}
