import type { CallOutput } from '@fettle/protocol/client';
import { Cves } from '../../parts/marks.tsx';
import { DueMark } from '../../parts/risk-marks.tsx';
import { SaidUrgency } from '../../parts/urgency-words.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

export type Offer = CallOutput<'getDeviceUpdates'>['items'][number];

/** One package is offered once an architecture. */
export function offerKey(offer: Offer): string {
  return `${offer.name}:${offer.architecture}`;
}

export const withheldWord: Readonly<Record<NonNullable<Offer['withheld']>, string>> = {
  pinned: 'Pinned on the device',
  phased: 'Rolled out in phases, not here yet',
  'kept-back': 'Kept back: it needs more than an upgrade',
};

export const offerColumns: readonly Column<Offer>[] = [
  { id: 'name', title: 'Package', width: '20%', sorts: 'both', cell: (row) => <Name of={row.name} strong /> },
  { id: 'from', title: 'Has now', width: '15%', cell: (row) => <Name of={row.from} /> },
  { id: 'to', title: 'Is offered', width: '16%', cell: (row) => <Name of={row.to} /> },
  {
    id: 'urgency',
    title: 'Urgency',
    width: '100px',
    sorts: 'both',
    cell: (row) => <SaidUrgency urgency={row.urgency} said={row.word === null ? [] : [row.word]} />,
  },
  { id: 'due', title: 'Due', width: '150px', sorts: 'both', cell: (row) => <DueMark due={row.due} brief /> },
  {
    id: 'class',
    title: 'Class',
    width: '86px',
    sorts: 'both',
    room: 'wide',
    cell: (row) => (row.class === 'security' ? 'Security' : 'Normal'),
  },
  { id: 'cves', title: 'CVE ids', width: '13%', room: 'middle', cell: (row) => <Cves cves={row.cves} most={1} /> },
  {
    id: 'withheld',
    title: 'Withheld',
    width: '11%',
    room: 'wide',
    cell: (row) => (row.withheld === null ? '' : <StatusMark status="waiting" word={withheldWord[row.withheld]} />),
  },
  { id: 'since', title: 'Offered', width: '120px', sorts: 'both', cell: (row) => <Age at={row.firstSeenAt} /> },
];

export const offerOrders: Readonly<Record<string, (row: Offer) => string | number | null>> = {
  name: (row) => row.name,
  urgency: (row) => (row.urgency === 'urgent' ? 0 : 1),
  due: (row) => row.due?.at ?? null,
  class: (row) => (row.class === 'security' ? 0 : 1),
  since: (row) => row.firstSeenAt,
};
