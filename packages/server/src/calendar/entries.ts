/** What the calendar shows of some days: windows, freezes, holidays, open deployments, drills and restarts that are waited for, as plain entries. The screen and the feed are made from the same. */
import { endOf, scopeWords, spanOfFreeze } from '@fettle/core/calendar';
import type { Freeze, HolidayList } from '@fettle/core/calendar';
import { readZone } from '@fettle/core/windows';
import { sql } from 'kysely';
import { readAllLists, readFreezesOf } from '../freezes/index.ts';
import { timestamp } from '../platform/clock.ts';
import { pageKeyText } from '../platform/page-keys.ts';
import type { Tx } from '../platform/feature.ts';
import { deploymentEntries } from './deployment-entries.ts';
import { touches } from './span.ts';
import type { ClientPart, Entry, Span } from './span.ts';
import { windowEntries } from './window-entries.ts';

export const mostEntries = 3_000;

export type EntriesOf = {
  readonly clientIds: readonly string[];
  readonly span: Span;
  readonly now: string;
  /** Only what is about this site; null: everywhere. */
  readonly siteId?: string | null;
  /** Only these kinds; not there: all. */
  readonly kinds?: readonly Entry['kind'][];
};

/** The entries of these clients that touch the span, in order of time: so many as are shown, and whether there are more. */
export async function entriesOf(
  tx: Tx,
  { clientIds, span, now, siteId = null, kinds }: EntriesOf,
): Promise<{ readonly entries: readonly Entry[]; readonly cut: boolean }> {
  if (clientIds.length === 0) return { entries: [], cut: false };
  const wants = (...some: readonly Entry['kind'][]) => kinds === undefined || some.some((kind) => kinds.includes(kind));
  const clients = await readClients(tx, clientIds);
  const freezes = wants('window', 'freeze')
    ? await readFreezesOf(tx, clientIds, timestamp(span.from))
    : new Map<string, readonly Freeze[]>();
  const lists = wants('window', 'holiday') ? await readAllLists(tx, clientIds) : [];
  const windows = wants('window', 'holiday') ? await windowEntries(tx, clients, { span, freezes, lists, siteId }) : noWindows;
  const deployments = wants('deployment', 'drill', 'restart') ? await deploymentEntries(tx, clients, { span, now, siteId }) : noDeployments;
  const entries = [
    ...windows.entries,
    ...[...freezes].flatMap(([owner, all]) =>
      freezeEntries(clients.find(({ id }) => id === owner) ?? null, siteId === null ? all : all.filter((one) => isAt(one, siteId)), span),
    ),
    ...lists.flatMap((list) =>
      holidayEntries(clients.find(({ id }) => id === list.clientId) ?? null, list, span, windows.closedOn.has(list.id)),
    ),
    ...deployments.entries,
  ].filter(({ kind }) => wants(kind));
  return { entries: entries.toSorted(byTime).slice(0, mostEntries), cut: deployments.cut || entries.length > mostEntries };
}

const noWindows = { entries: [], closedOn: new Set<string>() };
const noDeployments = { entries: [], cut: false };

/** Whether a freeze may be about devices of this site: one of rings may. */
function isAt({ scope }: Freeze, siteId: string): boolean {
  return scope.kind !== 'sites' || scope.ids.includes(siteId);
}

function byTime(a: Entry, b: Entry): number {
  // All in one form, so that their texts have their order.
  return a.from === b.from ? (a.id < b.id ? -1 : 1) : a.from < b.from ? -1 : 1;
}

/** More clients than one look at a calendar tells apart: the others are on the next page. */
const clientsAPage = 100;

/** Clients of the scope by name, after a key, and the key of the next page. */
export async function pageOfClients(
  tx: Tx,
  scope: readonly string[],
  after: readonly [string, string] | undefined,
): Promise<{ readonly page: readonly string[]; readonly next: string | null }> {
  const found = await sql<{ id: string; name: string }>`
    select c.client_id as id, lower(c.name) as name from client c where c.client_id = any(${[...scope]}::uuid[])
      and ${after === undefined ? sql`true` : sql`(lower(c.name), c.client_id) > (${after[0]}, ${after[1]}::uuid)`}
    order by lower(c.name), c.client_id limit ${clientsAPage + 1}`.execute(tx);
  const page = found.rows.slice(0, clientsAPage);
  const last = page.at(-1);
  return {
    page: page.map(({ id }) => id),
    next: found.rows.length > clientsAPage && last !== undefined ? pageKeyText([last.name, last.id]) : null,
  };
}

async function readClients(tx: Tx, clientIds: readonly string[]): Promise<readonly ClientPart[]> {
  const found = await sql<ClientPart>`
    select c.client_id as id, c.name, coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'zone', s.zone) order by s.created_at, s.id)
      from site s where s.client_id = c.client_id), '[]') as sites
    from client c where c.client_id = any(${[...clientIds]}::uuid[]) order by lower(c.name), c.client_id`.execute(tx);
  return found.rows;
}

function freezeEntries(client: ClientPart | null, freezes: readonly Freeze[], span: Span): readonly Entry[] {
  return freezes.flatMap((freeze): readonly Entry[] => {
    const until = endOf(freeze);
    if (spanOfFreeze(freeze) === null || !touches(span, Temporal.Instant.from(freeze.from), Temporal.Instant.from(until))) return [];
    const sites =
      client?.sites.filter(({ id }) => freeze.scope.kind === 'sites' && freeze.scope.ids.includes(id)).map(({ name }) => name) ?? [];
    const urgent = freeze.exceptUrgent ? ' Urgent updates go on.' : '';
    return [
      {
        kind: 'freeze',
        id: `freeze ${freeze.id}`,
        clientId: client?.id ?? null,
        clientName: client?.name ?? null,
        title: freeze.name,
        detail: `Of ${scopeWords(freeze.scope, sites)}. ${freeze.reason}${urgent}`,
        from: timestamp(Temporal.Instant.from(freeze.from)),
        until: timestamp(Temporal.Instant.from(until)),
        zone: client?.sites[0]?.zone ?? null,
        day: null,
        closed: null,
        state: null,
        path: '/calendar?tab=freezes',
      },
    ];
  });
}

/** A holiday is a day of the calendar: it is told from midnight to midnight by the client's first clock, the provider's in UTC. */
function holidayEntries(client: ClientPart | null, list: HolidayList, span: Span, used: boolean): readonly Entry[] {
  const zone = readZone(client?.sites[0]?.zone) ?? 'UTC';
  return list.days.flatMap(({ day, name }): readonly Entry[] => {
    const date = Temporal.PlainDate.from(day);
    const from = date.toZonedDateTime(zone).toInstant();
    const until = date.add({ days: 1 }).toZonedDateTime(zone).toInstant();
    if (!touches(span, from, until)) return [];
    return [
      {
        kind: 'holiday',
        id: `holiday ${list.id} ${day}`,
        clientId: client?.id ?? null,
        clientName: client?.name ?? null,
        title: name === '' ? list.name : name,
        detail: used ? list.name : `${list.name}; no policy in view is closed on it`,
        from: timestamp(from),
        until: timestamp(until),
        zone: null,
        day,
        closed: null,
        state: null,
        path: '/calendar?tab=holidays',
      },
    ];
  });
}
