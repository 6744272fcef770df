import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { absolute, isSameZone, timeOfDay } from '../../ui/time.ts';
import { kindWords } from './asked.ts';
import type { Asked, Calendar, Entry } from './asked.ts';
import { dayTitle, partOfDay } from './days.ts';
import style from './calendar.module.css';

const stateWords: Readonly<Record<NonNullable<Entry['state']>, string>> = {
  planned: 'planned',
  running: 'running',
  held: 'held',
  over: 'over',
};

/** Says what is not shown: too much of it, or further clients. */
export function Left({ calendar, tab }: { calendar: Calendar; tab: string }): ReactNode {
  const { part } = useListState();
  const { cut, next, clients } = calendar;
  const of = { tab, kind: part('kind'), clock: part('clock'), from: part('from'), days: part('days') };
  return (
    <>
      {cut && (
        <Notice status="attention" title="There is more than is shown here">
          Look at fewer days, at one kind, or at one client.
        </Notice>
      )}
      {(next !== null || part('after') !== '') && (
        <p className={style.left}>
          {clients.shown} of {clients.of} clients are shown here, by name.{' '}
          {part('after') !== '' && <a href={paths.calendar(of)}>The first ones</a>}{' '}
          {next !== null && <a href={paths.calendar({ ...of, after: next })}>The next ones</a>}
        </p>
      )}
    </>
  );
}

type Told = Pick<Asked, 'zoneOf'> & { readonly named: boolean };

/** Day by day what opens, is frozen and runs. */
export function Days({ days, ...told }: Told & { days: readonly (readonly [string, readonly Entry[]])[] }): ReactNode {
  return (
    <ol className={style.days}>
      {days.map(([day, list]) => (
        <li key={day} className={style.day}>
          <h2 className={style.date}>{dayTitle(day)}</h2>
          <ol className={style.entries}>
            {list.map((entry) => (
              <Line key={entry.id} entry={entry} on={day} {...told} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

/** When it is on a day, as it stands before it: `22:00–02:00`; of what takes days `from 06:00`, `All day`, `until 17:00`. */
function timeWords({ kind, day, from, until }: Entry, on: string, zone: string): string {
  if (day !== null) return 'All day';
  if (kind === 'deployment' || kind === 'drill' || kind === 'restart') return timeOfDay(from, zone);
  const span = `${timeOfDay(from, zone)}–${timeOfDay(until, zone)}`;
  if (kind !== 'freeze' && !isLong({ from, until })) return span;
  const words = { all: 'All day', from: `from ${timeOfDay(from, zone)}`, until: `until ${timeOfDay(until, zone)}`, within: span };
  return words[partOfDay({ from, until }, on, zone)];
}

function isLong({ from, until }: Pick<Entry, 'from' | 'until'>): boolean {
  return Date.parse(until) - Date.parse(from) > 36 * 3_600_000;
}

/** One entry: when, what, whose, and why it is no opening. */
function Line({ entry, on, zoneOf, named }: Told & { entry: Entry; on: string }): ReactNode {
  const now = useNow();
  const zone = zoneOf(entry);
  const { kind, from, until, closed, path } = entry;
  const there = entry.zone !== null && !isSameZone(entry.zone, zone) ? entry.zone : null;
  const title = <Name of={entry.title} strong wraps />;
  return (
    <li className={`${style.entry} ${style[kind] ?? ''} ${closed === null ? '' : style.closed}`}>
      <span className={style.time}>{timeWords(entry, on, zone)}</span>
      <span className={style.kind}>{kindWords[kind]}</span>
      <span className={style.words}>
        <span className={style.title}>{path === null ? title : <a href={path}>{title}</a>}</span>
        {(named || entry.clientId === null) && (
          <span className={style.soft}>
            {' '}
            <Name of={entry.clientName ?? 'all clients'} />
          </span>
        )}
        {entry.state !== null && kind !== 'restart' && <span className={style.soft}> ({stateWords[entry.state]})</span>}
        {closed !== null && (
          <span className={style.why}>
            {' '}
            closed: <Name of={closed} wraps />
          </span>
        )}
        <span className={style.detail}>
          {isLong(entry) && kind === 'freeze' && <>until {absolute(until, zone, now)}. </>}
          {kind === 'window' && there !== null && <>{`${timeOfDay(from, there)}–${timeOfDay(until, there)} there (${there}). `}</>}
          {entry.detail !== '' && <Name of={entry.detail} wraps />}
        </span>
      </span>
    </li>
  );
}

/** The same within a day of a grid: as short as it can be told, the rest when it is opened. */
export function Short({ entry, zoneOf, named }: Told & { entry: Entry }): ReactNode {
  const { kind, closed, title, clientName, clientId, path, day } = entry;
  const whose = named || clientId === null ? ` ${clientName ?? 'all clients'}` : '';
  const time = day === null && kind !== 'freeze' ? `${timeOfDay(entry.from, zoneOf(entry))} ` : '';
  const words = (
    <>
      <span className={style.time}>{time}</span>
      {kind !== 'window' && <span className={style.kind}>{kindWords[kind]} </span>}
      <Name of={`${title}${whose}`} wraps />
      {closed !== null && <span className="visually-hidden"> closed: {closed}</span>}
    </>
  );
  return (
    <li className={`${style.short} ${style[kind] ?? ''} ${closed === null ? '' : style.closed}`} title={closed ?? undefined}>
      {path === null ? words : <a href={path}>{words}</a>}
    </li>
  );
}
