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
      cvesText(offer.cves, screen.width === null ? 10 : 2, cvesUnknown),
    ]),
  );
}

function withheld(offer: OfferRow): string {
  return offer.withheld === null ? '' : `, ${offer.withheld}`;
}

/** Away from a terminal more of them: somebody may search there. `--json` has all. */
function cvesText(cves: readonly string[] | null, mostShown: number, unknown: string): string {
  if (cves === null) return unknown;
  if (cves.length === 0) return 'none named';
  return cves.length <= mostShown ? cves.join(' ') : `${cves.slice(0, mostShown - 1).join(' ')} +${cves.length - mostShown + 1}`;
}
