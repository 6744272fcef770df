import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { daysFilter, useAsked } from './asked.ts';
import { Days, Left } from './Entries.tsx';
import { daysOf } from './days.ts';
import { readDay } from './grid-days.ts';

/** The days that lie ahead, or follow a day, each with what opens, is frozen and runs. */
export function AgendaTab(): ReactNode {
  const { client, query, filters, zoneOf, clockWords } = useAsked();
  const { part, change } = useListState();
  const days = oneOf(part('days'), ['1', '14', '31', '90']) ?? '14';
  const from = readDay(part('from'));
  const found = useQuery(reading('getCalendar', { query: { ...query, days: Number(days), ...(from !== null && { from }) } }));
  return (
    <>
      <FilterBar
        filters={[daysFilter(days, ['1', '31', '90']), ...filters]}
        onChange={(changed) => change({ after: '', ...changed })}
        summary={clockWords}
      />
      <Loaded query={found} lines={10}>
        {(calendar) => (
          <>
            <Left calendar={calendar} tab="agenda" />
            {calendar.items.length === 0 ? (
              <Empty title="Nothing in these days">
                A policy says when devices may change; its windows stand here, with what is frozen and what runs.
              </Empty>
            ) : (
              <Days days={daysOf(calendar.items, zoneOf, calendar.from)} zoneOf={zoneOf} named={client === undefined} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
