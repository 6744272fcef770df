/** The calendar, freezes and holidays, for a terminal. */
import { freezeLabels } from '@fettle/core/calendar';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { inZone, local, time } from './times.ts';

type Freeze = CallOutput<'declareFreeze'>;
type Calendar = CallOutput<'getCalendar'>;
type Entry = Calendar['items'][number];
type List = CallOutput<'listHolidayLists'>['items'][number];

/** One row a freeze. */
export function freezesText(screen: Screen, rows: readonly Freeze[]): string {
  const columns = [
    { title: 'freeze', atLeast: 12 },
    { title: 'client', atLeast: 10 },
    { title: 'of' },
    { title: 'from', atLeast: 16 },
    { title: 'until', atLeast: 16 },
    { title: 'state' },
    { title: 'because', atLeast: 12 },
    { title: 'by' },
    { title: 'id', atLeast: 8 },
  ] as const;
  const at = (instant: string) => local(Temporal.Instant.from(instant), screen.zone);
  const cells = rows.map((row): Cell[] => [
    row.name,
    row.clientName ?? 'all clients',
    row.of,
    at(row.from),
    at(row.ended?.at ?? row.until),
    { text: stateOf(row), tone: row.standing === 'in-force' ? 'attention' : 'plain' },
    row.reason,
    row.by,
    row.id,
  ]);
  return table(screen, columns, cells);
}

function stateOf({ standing, exceptUrgent }: Freeze): string {
  const { label } = freezeLabels[standing];
  return exceptUrgent ? `${label.toLowerCase()}, except urgent` : label.toLowerCase();
}

/** All that is known of one. */
export function freezeText(screen: Screen, one: Freeze): string {
  return blocks(
    screen.paint(`${clean(one.name)}: ${stateOf(one)}`, 'strong'),
    facts(screen, [
      ['Client', clean(one.clientName ?? 'all clients')],
      ['Of', clean(one.of)],
      ['From', time(screen, one.from)],
      ['Until', time(screen, one.until)],
      ['Reason', clean(one.reason)],
      ['Declared', `${time(screen, one.madeAt)} by ${clean(one.by)}`],
      ['Ended', one.ended === null ? null : `${time(screen, one.ended.at)} by ${clean(one.ended.by)}: ${clean(one.ended.because)}`],
      ['Id', one.id],
    ]),
    freezeLabels[one.standing].means,
  );
}

/** Day by day in the terminal's zone, with the site's clock where that is another. */
export function calendarText(screen: Screen, { items, cut, next, clients }: Calendar): string {
  if (items.length === 0) return 'Nothing opens, is frozen or runs in these days.';
  const byDay = Map.groupBy(items, (entry) => dayOf(screen, entry));
  const days = [...byDay]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, entries]) => [screen.paint(titleOf(day), 'strong'), ...entries.map((entry) => lineOf(screen, entry))].join('\n'));
  return blocks(
    ...days,
    cut ? 'There is more than is shown: look at fewer days, or at one client.' : null,
    next === null ? null : `${clients.shown} of ${clients.of} clients are shown, by name: look at one with --client.`,
  );
}

function dayOf(screen: Screen, { day, from }: Entry): string {
  return day ?? Temporal.Instant.from(from).toZonedDateTimeISO(screen.zone).toPlainDate().toString();
}

function titleOf(day: string): string {
  return `${Temporal.PlainDate.from(day).toLocaleString('en', { weekday: 'short' })} ${day}`;
}

function lineOf(screen: Screen, entry: Entry): string {
  const whose = entry.clientName ?? 'all clients';
  const zone =
    entry.zone !== null && entry.zone !== screen.zone && entry.kind === 'window'
      ? ` (${inZone(Temporal.Instant.from(entry.from), entry.zone)})`
      : '';
  const closed = entry.closed === null ? '' : `, closed: ${entry.closed}`;
  const detail = entry.detail === '' ? '' : `. ${entry.detail}`;
  const state = entry.state === null ? '' : ` (${entry.state})`;
  return sentence(screen, `${hours(screen, entry)}  ${entry.kind} ${whose}: ${entry.title}${state}${zone}${closed}${detail}`, '  ');
}

function hours(screen: Screen, { day, from, until }: Entry): string {
  if (day !== null) return 'all day    ';
  const wall = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(screen.zone);
  const clock = (instant: string) => wall(instant).toPlainTime().toString({ smallestUnit: 'minute' });
  const isSame = wall(from).toPlainDate().equals(wall(until).toPlainDate());
  return isSame ? `${clock(from)}–${clock(until)}` : `${clock(from)} to ${local(Temporal.Instant.from(until), screen.zone)}`;
}

/** One row a list. */
export function holidayListsText(screen: Screen, rows: readonly List[]): string {
  const columns = [
    { title: 'list', atLeast: 12 },
    { title: 'client', atLeast: 10 },
    { title: 'days', align: 'right' },
    { title: 'from', atLeast: 10 },
    { title: 'to', atLeast: 10 },
    { title: 'next', atLeast: 14 },
    { title: 'policies', align: 'right' },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.name,
    row.clientName ?? 'all clients',
    row.days,
    row.first ?? '',
    row.last ?? '',
    row.next === null ? 'none ahead' : `${row.next.day} ${row.next.name}`.trim(),
    row.usedBy,
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** A list with its days, and what of an imported file was left out. */
export function holidayListText(
  screen: Screen,
  list: CallOutput<'getHolidayList'>,
  problems: readonly string[] = [],
  leftOut: number = problems.length,
): string {
  return blocks(
    screen.paint(`${clean(list.name)} of ${clean(list.clientName ?? 'all clients')}: ${count(list.days, 'day')}`, 'strong'),
    list.holidays.map(({ day, name }) => sentence(screen, `${titleOf(day)}  ${name}`.trimEnd(), '  ')).join('\n'),
    list.usedBy === 0 ? 'No policy names it yet: put its id into closedOn of a policy’s window.' : null,
    [
      ...problems.map((text) => screen.paint(sentence(screen, text), 'attention')),
      ...(leftOut > problems.length ? [`And ${leftOut - problems.length} more were left out.`] : []),
    ].join('\n'),
    facts(screen, [['Id', list.id]]),
  );
}
