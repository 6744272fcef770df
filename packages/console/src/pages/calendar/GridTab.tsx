import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useNow } from '../../ui/now.ts';
import { viewerZone } from '../../ui/time.ts';
import { useAsked } from './asked.ts';
import type { Asked, Calendar, Entry } from './asked.ts';
import { Days, Left, Short } from './Entries.tsx';
import { dayIn, dayTitle } from './days.ts';
import { entriesByDay, plusDays, plusMonths, readDay, weeksOf } from './grid-days.ts';
import style from './calendar.module.css';

type View = 'week' | 'month';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** What has room in a day before the rest is counted. */
const mostInDay = { month: 4, week: 40 } as const;

/** A week or a month as a grid of days; on a phone the same days one under the other. */
export function GridTab({ view }: { view: View }): ReactNode {
  const { part, change } = useListState();
  const asked = useAsked();
  const today = dayIn(new Date(useNow()).toISOString(), viewerZone());
  const day = readDay(part('from')) ?? today;
  const weeks = weeksOf(day, view);
  const days = weeks.flat();
  const [first = day] = days;
  // Days of other zones begin up to a day sooner or later than those of UTC.
  const query = { ...asked.query, from: plusDays(first, -1), days: days.length + 2 };
  const found = useQuery(reading('getCalendar', { query }));
  const step = (by: number): string => (view === 'week' ? plusDays(day, 7 * by) : plusMonths(`${day.slice(0, 7)}-01`, by));
  const href = (from: string): string =>
    paths.calendar({
      client: asked.client,
      tab: view === 'month' ? '' : view,
      kind: part('kind'),
      site: part('site'),
      clock: part('clock'),
      from: from === today ? '' : from,
    });
  return (
    <>
      <FilterBar filters={asked.filters} onChange={(changed) => change({ after: '', ...changed })} summary={asked.clockWords} />
      <div className={style.turn}>
        <h2>{view === 'month' ? monthTitle(day) : `${dayTitle(first)} to ${dayTitle(days.at(-1) ?? first)}`}</h2>
        <nav aria-label={view === 'month' ? 'Months' : 'Weeks'}>
          <a href={href(step(-1))} data-keep-scroll>
            Previous {view}
          </a>
          <a href={href(today)} data-keep-scroll>
            Today
          </a>
          <a href={href(step(1))} data-keep-scroll>
            Next {view}
          </a>
        </nav>
      </div>
      <Loaded query={found} lines={16}>
        {(calendar) => <Shown calendar={calendar} asked={asked} weeks={weeks} view={view} today={today} month={day.slice(0, 7)} />}
      </Loaded>
    </>
  );
}

type Props = {
  calendar: Calendar;
  asked: Asked;
  weeks: readonly (readonly string[])[];
  view: View;
  today: string;
  month: string;
};

function Shown({ calendar, asked, weeks, view, today, month }: Props): ReactNode {
  const isNarrow = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const { zoneOf, client } = asked;
  const byDay = entriesByDay(calendar.items, weeks.flat(), zoneOf);
  const named = client === undefined;
  const some = [...byDay].filter(([, list]) => list.length > 0);
  return (
    <>
      <Left calendar={calendar} tab={view === 'month' ? '' : view} />
      {some.length === 0 && (
        <Empty title="Nothing in these days">
          A policy says when devices may change; its windows stand here, with what is frozen and what runs.
        </Empty>
      )}
      {isNarrow ? (
        <Days days={some} zoneOf={zoneOf} named={named} />
      ) : (
        <Grid weeks={weeks} byDay={byDay} view={view} today={today} month={month} asked={asked} />
      )}
    </>
  );
}

type GridProps = Omit<Props, 'calendar'> & { byDay: ReadonlyMap<string, readonly Entry[]> };

/** A table of days. Arrow keys go from day to day, Tab through what stands in them. */
function Grid({ weeks, byDay, view, today, month, asked }: GridProps): ReactNode {
  const table = useRef<HTMLTableElement>(null);
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const day = event.target instanceof HTMLElement ? event.target.dataset['day'] : undefined;
    if (by === undefined || day === undefined) return;
    const next = table.current?.querySelector<HTMLElement>(`[data-day="${plusDays(day, by)}"]`);
    if (next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <table ref={table} className={`${style.grid} ${style[view] ?? ''}`} onKeyDown={onKey}>
      <caption className="visually-hidden">
        {view === 'month' ? `Days of ${monthTitle(`${month}-01`)}` : 'Days of the week'}; arrow keys go from day to day
      </caption>
      <thead>
        <tr>
          {weekdays.map((one) => (
            <th key={one} scope="col">
              <abbr title={one}>{one.slice(0, 3)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Day
                key={day}
                day={day}
                entries={byDay.get(day) ?? []}
                most={mostInDay[view]}
                isToday={day === today}
                isOutside={view === 'month' && !day.startsWith(month)}
                asked={asked}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type DayProps = { day: string; entries: readonly Entry[]; most: number; isToday: boolean; isOutside: boolean; asked: Asked };

function Day({ day, entries, most, isToday, isOutside, asked }: DayProps): ReactNode {
  const { part } = useListState();
  const { client, zoneOf } = asked;
  const whole = { client, tab: 'agenda', days: '1', from: day, kind: part('kind'), site: part('site'), clock: part('clock') };
  const shown = entries.length > most ? entries.slice(0, most - 1) : entries;
  return (
    <td className={`${isOutside ? style.outside : ''} ${isToday ? style.today : ''}`}>
      <a
        className={style.number}
        href={paths.calendar(whole)}
        data-day={day}
        aria-current={isToday ? 'date' : undefined}
        aria-label={`${dayTitle(day)}: ${entries.length === 0 ? 'nothing' : entries.length}`}
      >
        {Number(day.slice(8))}
      </a>
      {shown.length > 0 && (
        <ul className={style.shorts}>
          {shown.map((entry) => (
            <Short key={entry.id} entry={entry} zoneOf={zoneOf} named={client === undefined} />
          ))}
        </ul>
      )}
      {shown.length < entries.length && (
        <a className={style.rest} href={paths.calendar(whole)}>
          {entries.length - shown.length} more
        </a>
      )}
    </td>
  );
}

/** `November 2026`. */
function monthTitle(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day.slice(0, 7)}-01T00:00:00Z`),
  );
}
