/** What the calendar is asked for, as it stands in the address; and by whose clock it is told. */
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import { reading } from '../../api.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import type { Filter } from '../../ui/FilterBar.tsx';
import { plainName } from '../../ui/name-text.ts';
import { viewerZone } from '../../ui/time.ts';

export type Calendar = CallOutput<'getCalendar'>;
export type Entry = Calendar['items'][number];

const kinds = ['window', 'freeze', 'holiday', 'deployment', 'drill', 'restart'] as const satisfies readonly Entry['kind'][];
export const kindWords: Readonly<Record<Entry['kind'], string>> = {
  window: 'Window',
  freeze: 'Freeze',
  holiday: 'Holiday',
  deployment: 'Deployment',
  drill: 'Drill',
  restart: 'Restart',
};

export type Asked = {
  readonly client: string | undefined;
  /** The part of the query that does not say which days. */
  readonly query: { readonly clientId?: string; readonly siteId?: string; readonly kind?: Entry['kind']; readonly after?: string };
  readonly filters: readonly Filter[];
  readonly zoneOf: (entry: Pick<Entry, 'zone'>) => string;
  /** By whose clock, in words. */
  readonly clockWords: string;
};

/** The site of the address, if it is one of the client's, and the filter by it where there are several. */
export function useSites(client: string | undefined): { readonly siteId: string | undefined; readonly siteFilters: readonly Filter[] } {
  const { part } = useListState();
  const sites = useQuery({ ...reading('getClient', { params: { id: client ?? '' } }), enabled: client !== undefined }).data?.siteList ?? [];
  const siteId = client === undefined ? undefined : sites.find(({ id }) => id === part('site'))?.id;
  const options = [{ value: '', label: 'All sites' }, ...sites.map(({ id, name }) => ({ value: id, label: plainName(name) }))];
  return { siteId, siteFilters: sites.length > 1 ? [{ id: 'site', label: 'Site', value: siteId ?? '', options }] : [] };
}

const spans = { '1': 'One day', '31': 'A month', '90': '90 days' } as const;

/** How far ahead: two weeks, or one of these numbers of days. */
export function daysFilter(days: string, others: readonly (keyof typeof spans)[]): Filter {
  const options = [{ value: '', label: 'Two weeks' }, ...others.map((value) => ({ value, label: spans[value] }))];
  return { id: 'days', label: 'How far ahead', value: days === '14' ? '' : days, options };
}

/** Client, site, kind, clock and page of the address. */
export function useAsked(): Asked {
  const client = useClientInView();
  const { part } = useListState();
  const kind = oneOf(part('kind'), kinds);
  const there = part('clock') === 'there';
  const { siteId: site, siteFilters } = useSites(client);
  const mine = viewerZone();
  return {
    client,
    query: {
      ...(client !== undefined && { clientId: client }),
      ...(site !== undefined && { siteId: site }),
      ...(kind !== undefined && { kind }),
      ...(part('after') !== '' && { after: part('after') }),
    },
    filters: [
      {
        id: 'kind',
        label: 'What',
        value: kind ?? '',
        options: [{ value: '', label: 'Everything' }, ...kinds.map((one) => ({ value: one, label: `${kindWords[one]}s` }))],
      },
      ...siteFilters,
      {
        id: 'clock',
        label: 'By whose clock',
        value: there ? 'there' : '',
        options: [
          { value: '', label: 'Your clock' },
          { value: 'there', label: 'The clock there' },
        ],
      },
    ],
    zoneOf: (entry) => (there ? (entry.zone ?? mine) : mine),
    clockWords: there ? `Times by the clock of each place; where there is none by yours, ${mine}` : `Times by your clock, ${mine}`,
  };
}
