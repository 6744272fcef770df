/** What the calendar shows of some days: windows, freezes, holidays and open deployments, as plain entries. The screen and the feed are made from the same. */
import { describeWaiting, holdLabels } from '@fettle/core/deployment';
import type { DeploymentState, Waiting } from '@fettle/core/deployment';
import { endOf, outlook, scopeWords, spanOfFreeze } from '@fettle/core/calendar';
import type { Freeze, HolidayList } from '@fettle/core/calendar';
import { parsePolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import { readZone } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { readAllLists, readFreezesOf } from '../freezes/index.ts';
import type { KnownList } from '../freezes/index.ts';
import { clientPolicies } from '../policies/index.ts';
import { timestamp } from '../platform/clock.ts';
import { providerId } from '../platform/feature.ts';
import type { Tx } from '../platform/feature.ts';

export type Entry = CallOutput<'getCalendar'>['items'][number];
export type Span = { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

export const mostEntries = 3_000;

/** The entries of these clients that touch the span, in order of time; one more than are shown where there are more. */
export async function entriesOf(tx: Tx, clientIds: readonly string[], span: Span, now: string): Promise<readonly Entry[]> {
  if (clientIds.length === 0) return [];
  const clients = await readClients(tx, clientIds);
  const freezes = await readFreezesOf(tx, clientIds, timestamp(span.from));
  const lists = await readAllLists(tx, clientIds);
  const policies = new Map(
    (await clientPolicies(tx, clientIds)).flatMap(({ clientId, id, name, body }) => {
      const read = parsePolicy(body);
      return read.ok ? [[clientId, { id, name, policy: read.policy }] as const] : [];
    }),
  );
  const used = new Set([...policies.values()].flatMap(({ policy }) => policy.window.closedOn ?? []));
  const entries = [
    ...clients.flatMap((client) => {
      const named = policies.get(client.id);
      const own = [...(freezes.get(client.id) ?? []), ...(freezes.get(providerId) ?? [])];
      return named === undefined ? [] : windowEntries(client, named, span, own, lists);
    }),
    ...[...freezes].flatMap(([owner, all]) => freezeEntries(clients.find(({ id }) => id === owner) ?? null, all, span)),
    ...lists.flatMap((list) => holidayEntries(clients.find(({ id }) => id === list.clientId) ?? null, list, span, used.has(list.id))),
    ...(await deploymentEntries(tx, clients, span, now)),
  ];
  return entries.toSorted(byTime).slice(0, mostEntries + 1);
}

function byTime(a: Entry, b: Entry): number {
  // All in one form, so that their texts have their order.
  return a.from === b.from ? (a.id < b.id ? -1 : 1) : a.from < b.from ? -1 : 1;
}

export type ClientPart = {
  readonly id: string;
  readonly name: string;
  readonly sites: readonly { readonly id: string; readonly name: string; readonly zone: string }[];
};

async function readClients(tx: Tx, clientIds: readonly string[]): Promise<readonly ClientPart[]> {
  const found = await sql<ClientPart>`
    select c.client_id as id, c.name, coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'zone', s.zone) order by s.created_at, s.id)
      from site s where s.client_id = c.client_id), '[]') as sites
    from client c where c.client_id = any(${[...clientIds]}::uuid[]) order by lower(c.name), c.client_id`.execute(tx);
  return found.rows;
}

/** Sites whose clocks and freezes are the same have one line: what differs is told site by site. */
function windowEntries(
  client: ClientPart,
  { id, name, policy }: { readonly id: string; readonly name: string; readonly policy: Policy },
  span: Span,
  freezes: readonly Freeze[],
  lists: readonly KnownList[],
): readonly Entry[] {
  const closing = lists.filter(
    (list) => (list.clientId === client.id || list.clientId === providerId) && policy.window.closedOn?.includes(list.id) === true,
  );
  const days = Math.ceil(span.from.until(span.until).total('hours') / 24);
  // What opened before the span may still be open in it: a window is open for a week at most.
  const lead = Math.ceil(policy.window.durationMinutes / 1_440);
  const groups = Map.groupBy(client.sites, (site) => `${site.zone} ${siteFreezes(freezes, site.id)}`);
  return [...groups.values()].flatMap((sites) => {
    const [first] = sites;
    if (first === undefined || readZone(first.zone) === null) return [];
    const ahead = { lists: closing, freezes, subject: { siteId: first.id, ring: null } };
    const where = groups.size === 1 ? '' : sites.map((site) => site.name).join(', ');
    return outlook(policy.window, first.zone, span.from.subtract({ hours: 24 * lead }), days + lead + 1, ahead)
      .filter(({ opensAt, closesAt }) => touches(span, opensAt, closesAt))
      .map(({ opensAt, closesAt, closed, shortenedBy }) => ({
        kind: 'window' as const,
        id: `window ${client.id} ${first.id} ${opensAt.epochMilliseconds}`,
        clientId: client.id,
        clientName: client.name,
        title: `Window of ${name}`,
        detail: [where, shortenedBy === null ? '' : `a part of it is frozen: ${shortenedBy}`].filter((part) => part !== '').join('; '),
        from: timestamp(opensAt),
        until: timestamp(closesAt),
        zone: first.zone,
        day: null,
        closed: closed === null ? null : `${closed.kind === 'freeze' ? 'Freeze' : 'Holiday'}: ${closed.name}`,
        state: null,
        path: `/policies/${id}`,
      }));
  });
}

function siteFreezes(freezes: readonly Freeze[], siteId: string): string {
  return freezes.flatMap(({ id, scope }) => (scope.kind === 'sites' && scope.ids.includes(siteId) ? [id] : [])).join(' ');
}

function touches(span: Span, from: Temporal.Instant, until: Temporal.Instant): boolean {
  return Temporal.Instant.compare(from, span.until) < 0 && Temporal.Instant.compare(until, span.from) > 0;
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

type DeploymentRow = {
  id: string;
  client_id: string;
  title: string;
  expires_at: string;
  seq: number;
  state: DeploymentState;
  waiting: Waiting[];
};

const mostDeployments = 500;

async function deploymentEntries(tx: Tx, clients: readonly ClientPart[], span: Span, now: string): Promise<readonly Entry[]> {
  const found = await sql<DeploymentRow>`
    select d.id, d.client_id, d.title, d.expires_at, s.seq, s.state, s.waiting
    from deployment_state s join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    where s.client_id = any(${clients.map(({ id }) => id)}::uuid[]) and s.active order by d.created_at, d.id limit ${mostDeployments}`.execute(
    tx,
  );
  const byId = new Map(clients.map((client) => [client.id, client]));
  return found.rows.flatMap((row): readonly Entry[] => {
    const client = byId.get(row.client_id);
    const begins = Temporal.Instant.from(expectedFrom(row, now));
    const ends = Temporal.Instant.from(row.expires_at);
    const until = Temporal.Instant.compare(begins, ends) < 0 ? ends : begins.add({ minutes: 1 });
    if (client === undefined || !touches(span, begins, until)) return [];
    return [
      {
        kind: 'deployment',
        id: `deployment ${row.id}`,
        clientId: client.id,
        clientName: client.name,
        title: row.title,
        detail: detailOf(row),
        from: timestamp(begins),
        until: timestamp(until),
        zone: client.sites[0]?.zone ?? null,
        day: null,
        closed: null,
        state: stateOf(row),
        path: `/deployments/${row.id}`,
      },
    ];
  });
}

/** When its next step is expected: now where something runs, else the earliest time that it waits for. */
function expectedFrom(row: DeploymentRow, now: string): string {
  if (row.seq === 0 || stateOf(row) !== 'planned') return now;
  const times = row.waiting.flatMap((wait) => {
    if (wait.what === 'window') return wait.opensAt ?? [];
    if (wait.what === 'freeze') return wait.opensAt ?? wait.freeze.until;
    return wait.what === 'ring' || wait.what === 'soak' ? wait.until : [];
  });
  const [first] = times.toSorted((a, b) => Temporal.Instant.compare(a, b));
  return first === undefined || Temporal.Instant.compare(first, now) < 0 ? now : first;
}

function stateOf(row: DeploymentRow): Entry['state'] {
  if (row.seq === 0) return 'planned';
  if (row.state.holds.length > 0) return 'held';
  const runs = Object.values(row.state.runs);
  const isRunning = runs.some((run) => run.outcome === null && run.phase !== 'planned' && (run.notBefore === null || run.accepted));
  return isRunning ? 'running' : 'planned';
}

function detailOf(row: DeploymentRow): string {
  if (row.seq === 0) return 'Proposed: its devices are asked what the change would do.';
  const [hold] = row.state.holds;
  if (hold !== undefined) return `${holdLabels[hold.reason].label}: ${hold.detail}`;
  const [first] = row.waiting;
  if (first === undefined) return '';
  const devices = Object.keys(row.state.runs).length;
  const count = `${devices} device${devices === 1 ? '' : 's'}`;
  // Of single devices the page of the deployment tells; here it is one line for all.
  if ('deviceId' in first && first.what !== 'freeze') return count;
  const words = {
    device: () => count,
    ring: (index: number) => row.state.header.rings[index]?.name ?? String(index + 1),
    time: (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`,
    person: (id: string) => id,
  };
  return first.what === 'freeze' ? `${count}; waits for the freeze “${first.freeze.name}” to end.` : describeWaiting(first, words).sentence;
}
