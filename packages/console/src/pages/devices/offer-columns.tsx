import type { CallOutput } from '@fettle/protocol/client';
import { bytes, Cves, UrgencyMark } from '../../parts/marks.tsx';
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
  { id: 'to', title: 'From and to', width: '24%', wraps: true, cell: (row) => `${row.from} → ${row.to}` },
  { id: 'urgency', title: 'Urgency', width: '100px', sorts: 'both', cell: (row) => <UrgencyMark urgency={row.urgency} /> },
  { id: 'class', title: 'Class', width: '86px', sorts: 'both', cell: (row) => (row.class === 'security' ? 'Security' : 'Normal') },
  { id: 'cves', title: 'Names', width: '15%', room: 'middle', cell: (row) => <Cves cves={row.cves} /> },
  {
    id: 'withheld',
    title: 'Withheld',
    width: '12%',
    room: 'wide',
    cell: (row) => (row.withheld === null ? '' : <StatusMark status="waiting" word={withheldWord[row.withheld]} />),
  },
  { id: 'bytes', title: 'Size', width: '80px', align: 'end', room: 'wide', sorts: 'both', cell: (row) => bytes(row.bytes) },
  { id: 'since', title: 'Offered', width: '120px', sorts: 'both', cell: (row) => <Age at={row.firstSeenAt} /> },
];

export const offerOrders: Readonly<Record<string, (row: Offer) => string | number>> = {
  name: (row) => row.name,
  urgency: (row) => (row.urgency === 'urgent' ? 0 : 1),
  class: (row) => (row.class === 'security' ? 0 : 1),
  bytes: (row) => row.bytes,
  since: (row) => row.firstSeenAt,
};
