/** What is put off in the made-up installation: by a rule, a decision and a device; of one client it is still being weighed. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients } from './world.ts';
import { decisions } from './world-decisions.ts';
import { policy } from './world-settings.ts';

type Item = CallOutput<'getPutOff'>['items'][number];
type Line = NonNullable<Item['putOff']>['lines'][number];

const line = (parts: Partial<Line>): Line => ({
  kind: 'defer',
  reason: 'Rule 1, “browsers wait a week”: updates of firefox*, chromium: deferred for 7 days',
  saidBy: { level: 'client', policyId: policy.id, name: policy.name },
  decisionId: null,
  updates: 2,
  devices: 14,
  names: ['chromium 131.0', 'firefox 133.0'],
  until: { first: at(2_000), last: at(6_000) },
  late: { updates: 1, devices: 9, first: at(4_000) },
  ...parts,
});

const lines: Line[] = [
  line({}),
  line({
    kind: 'decision',
    reason: 'A block, decided by Anna Müller: It breaks the till.',
    saidBy: null,
    decisionId: decisions[0]?.id ?? null,
    updates: 1,
    devices: 1,
    names: ['openssl 3.0.17-1'],
    until: null,
    late: null,
  }),
  line({
    kind: 'wait',
    reason: 'Its distribution brings it out in phases: it waits for the device’s turn.',
    saidBy: null,
    updates: 1,
    devices: 3,
    names: ['systemd 256.7'],
    until: null,
    late: null,
  }),
];

export function putOffOf(clientId: string | null): CallOutput<'getPutOff'> {
  const [first, second] = clients;
  const weighed = { computedAt: at(0), looked: { devices: 40, of: 40 }, updates: 4, devices: 16, lateUpdates: 1, lateDevices: 9 };
  const items: Item[] = [
    { clientId: first?.id ?? '', clientName: first?.name ?? '', putOff: { ...weighed, lines, more: clientId === null ? 2 : 0 } },
    { clientId: second?.id ?? '', clientName: second?.name ?? '', putOff: null },
  ];
  const own = clientId === null ? items : items.filter((one) => one.clientId === clientId);
  return { now: at(0), clients: own.length, computing: own.filter(({ putOff }) => putOff === null).length, items: own };
}
