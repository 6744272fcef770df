import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { absolute, isSameZone, timeOfDay, viewerZone } from '../../ui/time.ts';
import { useNow } from '../../ui/now.ts';
import { dayTitle, daysOf } from './days.ts';
import style from './calendar.module.css';

type Entry = CallOutput<'getCalendar'>['items'][number];

const kinds = ['window', 'freeze', 'holiday', 'deployment'] as const satisfies readonly Entry['kind'][];
const kindWords: Readonly<Record<Entry['kind'], string>> = {
  window: 'Window',
  freeze: 'Freeze',
  holiday: 'Holiday',
  deployment: 'Deployment',
};
const stateWords: Readonly<Record<NonNullable<Entry['state']>, string>> = {
  planned: 'planned',
  running: 'running',
  held: 'held',
  over: 'over',
};

/** The days that lie ahead, each with what opens, is frozen and runs, by the viewer's clock. */
export function AgendaTab(): ReactNode {
  const client = useClientInView();
  const { part, change } = useListState();
  const days = oneOf(part('days'), ['14', '31', '90']) ?? '14';
  const kind = oneOf(part('kind'), kinds);
  const query = useQuery(reading('getCalendar', { query: { days: Number(days), ...(client === undefined ? {} : { clientId: client }) } }));
  return (
    <>
      <FilterBar
        filters={[
          {
            id: 'days',
            label: 'How far ahead',
            value: days === '14' ? '' : days,
            options: [
              { value: '', label: 'Two weeks' },
              { value: '31', label: 'A month' },
              { value: '90', label: '90 days' },
            ],
          },
          {
            id: 'kind',
            label: 'What',
            value: kind ?? '',
            options: [{ value: '', label: 'Everything' }, ...kinds.map((one) => ({ value: one, label: `${kindWords[one]}s` }))],
          },
        ]}
        onChange={change}
        summary={`Times by your clock, ${viewerZone()}`}
      />
      <Loaded query={query} lines={10}>
        {({ items, cut, from }) => {
          const shown = kind === undefined ? items : items.filter((one) => one.kind === kind);
          return (
            <>
              {cut && (
                <Notice status="attention" title="There is more than is shown here">
                  Look at fewer days, or at one client.
                </Notice>
              )}
              {shown.length === 0 ? (
                <Empty title="Nothing in these days">
                  A policy says when devices may change; its windows stand here, with what is frozen and what runs.
                </Empty>
              ) : (
                <Days entries={shown} from={from} named={client === undefined} />
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Days({ entries, from, named }: { entries: readonly Entry[]; from: string; named: boolean }): ReactNode {
  const zone = viewerZone();
  return (
    <ol className={style.days}>
      {daysOf(entries, zone, from).map(([day, list]) => (
        <li key={day} className={style.day}>
          <h2 className={style.date}>{dayTitle(day)}</h2>
          <ol className={style.entries}>
            {list.map((entry) => (
              <Line key={entry.id} entry={entry} zone={zone} named={named} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

/** One entry: when, what, whose, and why it is no opening. */
function Line({ entry, zone, named }: { entry: Entry; zone: string; named: boolean }): ReactNode {
  const now = useNow();
  const { kind, from, until, closed, day, path } = entry;
  const isLong = Date.parse(until) - Date.parse(from) > 36 * 3_600_000;
  const there = entry.zone !== null && !isSameZone(entry.zone, zone) ? entry.zone : null;
  const title = <Name of={entry.title} strong wraps />;
  return (
    <li className={`${style.entry} ${style[kind] ?? ''} ${closed === null ? '' : style.closed}`}>
      <span className={style.time}>
        {day !== null
          ? 'All day'
          : kind === 'deployment'
            ? timeOfDay(from, zone)
            : isLong
              ? `from ${timeOfDay(from, zone)}`
              : `${timeOfDay(from, zone)}–${timeOfDay(until, zone)}`}
      </span>
      <span className={style.kind}>{kindWords[kind]}</span>
      <span className={style.words}>
        <span className={style.title}>{path === null ? title : <a href={path}>{title}</a>}</span>
        {(named || entry.clientId === null) && (
          <span className={style.soft}>
            {' '}
            <Name of={entry.clientName ?? 'all clients'} />
          </span>
        )}
        {entry.state !== null && <span className={style.soft}> ({stateWords[entry.state]})</span>}
        {closed !== null && (
          <span className={style.why}>
            {' '}
            closed: <Name of={closed} wraps />
          </span>
        )}
        <span className={style.detail}>
          {isLong && kind === 'freeze' && <>until {absolute(until, zone, now)}. </>}
          {kind === 'window' && there !== null && <>{`${timeOfDay(from, there)}–${timeOfDay(until, there)} there (${there}). `}</>}
          {entry.detail !== '' && <Name of={entry.detail} wraps />}
        </span>
      </span>
    </li>
  );
}
