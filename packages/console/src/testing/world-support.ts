/** Systems and software of the made-up installation whose support has ended or ends soon, and what was decided for their devices. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, devices, id } from './world.ts';

type Answer = CallOutput<'getLifecycleDevices'>;
type Release = Answer['release'];

const releases: readonly Release[] = [
  {
    kind: 'software',
    product: 'docker-engine',
    cycle: '20.10',
    label: 'Docker Engine 20.10',
    standing: 'ended',
    why: 'All support of Docker Engine 20.10 ended on 2023-12-10: vulnerabilities that are found now stay. A later release ends this: an update where one is offered, else a move.',
    ends: '2023-12-10',
    extendedUntil: null,
    devices: 3,
    clients: 1,
    open: 2,
  },
  {
    kind: 'system',
    product: 'debian',
    cycle: '10',
    label: 'Debian 10',
    standing: 'ended',
    why: 'All support of Debian 10 ended on 2024-06-30: vulnerabilities that are found now stay. No update ends this; move to a release that is supported.',
    ends: '2024-06-30',
    extendedUntil: null,
    devices: 3,
    clients: 1,
    open: 2,
  },
  {
    kind: 'system',
    product: 'ubuntu',
    cycle: '20.04',
    label: 'Ubuntu 20.04',
    standing: 'regular-ended',
    why: 'The regular support of Ubuntu 20.04 ended on 2025-05-31. Only who has its extended support gets fixes until 2030-04-30; whether a device has it is not known.',
    ends: '2025-05-31',
    extendedUntil: '2030-04-30',
    devices: 3,
    clients: 1,
    open: 3,
  },
  {
    kind: 'system',
    product: 'rocky-linux',
    cycle: '8',
    label: 'Rocky Linux 8',
    standing: 'ending',
    why: 'Rocky Linux 8 gets security fixes only until 2027-01-31.',
    ends: '2027-01-31',
    extendedUntil: null,
    devices: 12,
    clients: 3,
    open: 0,
  },
];

function stands({ standing }: Release, asked: string | null): boolean {
  return asked === 'past' ? standing !== 'ending' : asked === null || asked === standing;
}

export function lifecycle(query: URLSearchParams): CallOutput<'listLifecycle'> {
  const items = releases.filter(
    (one) =>
      stands(one, query.get('standing')) && (query.get('kind') ?? one.kind) === one.kind && (query.get('decided') !== 'no' || one.open > 0),
  );
  const unknown = [
    { kind: 'system' as const, name: 'Arch Linux', devices: 2, why: 'No terms of support are published for Arch Linux.' },
    {
      kind: 'software' as const,
      name: 'Lab DB 4.2',
      devices: 1,
      why: 'How long Lab DB 4.2 is supported is not known: the feed of life cycles does not say it of this version.',
    },
  ];
  return { items, next: null, total: items.length, unknown, unknownDevices: 3, feedAt: at(-540) };
}

export const dockerPackages = [
  'docker-ce 5:20.10.24~3-0~debian-bullseye',
  'docker-ce-cli 5:20.10.24~3-0~debian-bullseye',
  'docker-ce-rootless-extras 5:20.10.24~3-0~debian-bullseye',
];

const decisions: readonly Answer['items'][number]['decision'][] = [
  {
    state: 'decided',
    why: 'A planned replacement until 2027-02-10: Nobody mends their system any more.',
    id: id(12, 6),
    kind: 'replace',
    endsAt: at(80 * 1440),
  },
  {
    state: 'expired',
    why: 'An exception ended on 2026-11-01 and nobody has decided since: it is open again.',
    id: null,
    kind: null,
    endsAt: null,
  },
  { state: 'open', why: 'Nothing was decided.', id: null, kind: null, endsAt: null },
];

/** undefined: no device runs it. */
export function lifecycleDevices(product: string, cycle: string): Answer | undefined {
  const release = releases.find((one) => one.product === product && one.cycle === cycle);
  if (release === undefined) return undefined;
  const items = decisions.flatMap((decision, n) => {
    const device = devices[8 + n];
    if (device === undefined) return [];
    const { id: deviceId, name: deviceName, clientId, clientName, siteName } = device;
    return [
      {
        deviceId,
        deviceName,
        clientId,
        clientName,
        siteName,
        has: release.kind === 'system' ? ['Debian GNU/Linux 10 (buster)'] : dockerPackages,
        since: at(-90_000),
        decision,
      },
    ];
  });
  return { items, next: null, release };
}
