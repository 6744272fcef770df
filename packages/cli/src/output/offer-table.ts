/** Offers of one device as a table: what it has, what it is offered, which CVE ids that names. */
import type { Offer } from '@fettle/core/inventory';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

export type OfferRow = Pick<Offer, 'name' | 'architecture' | 'from' | 'to' | 'class' | 'withheld'> & {
  readonly cves: readonly string[] | null;
};

export function offerTable(screen: Screen, offers: readonly OfferRow[], cvesUnknown = '?'): string {
  const columns = [
    { title: 'package', atLeast: 14 },
    { title: 'has' },
    { title: 'is offered' },
    { title: 'class' },
    { title: 'CVE', atLeast: 14 },
  ];
  return table(
    screen,
    columns,
    offers.map((offer): Cell[] => [
      `${offer.name}:${offer.architecture}`,
      offer.from,
      offer.to,
      offer.class === 'security' ? { text: `security${withheld(offer)}`, tone: 'attention' } : `${offer.class}${withheld(offer)}`,
      cvesText(offer.cves, screen.width === null, cvesUnknown),
    ]),
  );
}

function withheld(offer: OfferRow): string {
  return offer.withheld === null ? '' : `, ${offer.withheld}`;
}

/** Away from a terminal all of them: that is where somebody searches. */
function cvesText(cves: readonly string[] | null, all: boolean, unknown: string): string {
  if (cves === null) return unknown;
  if (cves.length === 0) return 'none named';
  return all || cves.length <= 2 ? cves.join(' ') : `${cves[0]} +${cves.length - 1}`;
}
