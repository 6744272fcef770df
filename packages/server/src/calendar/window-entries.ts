/** Openings as entries of the calendar: of a client's policy, and of the policies of its sites, groups and devices where these say another window. */
import { outlook } from '@fettle/core/calendar';
import type { Freeze } from '@fettle/core/calendar';
import { parsePolicy } from '@fettle/core/policy';
import type { PolicyWindow } from '@fettle/core/policy';
import { readZone } from '@fettle/core/windows';
import type { KnownList } from '../freezes/index.ts';
import { alikeWindows, clientPolicies, clientsWithNarrowWindows, readDeviceWindows } from '../policies/index.ts';
import { timestamp } from '../platform/clock.ts';
import { providerId } from '../platform/feature.ts';
import type { Tx } from '../platform/feature.ts';
import { touches } from './span.ts';
import type { ClientPart, Entry, Span } from './span.ts';

/** A window at a place, with everything that its entries say. */
type Placed = {
  readonly key: string;
  readonly title: string;
  readonly where: string;
  readonly path: string;
  readonly window: PolicyWindow;
  readonly zone: string;
  readonly siteId: string;
  readonly ring: string | null;
};

export type WindowsWith = {
  readonly span: Span;
  readonly freezes: ReadonlyMap<string, readonly Freeze[]>;
  readonly lists: readonly KnownList[];
  /** Only what opens at this site; null: everywhere. */
  readonly siteId: string | null;
};

export async function windowEntries(
  tx: Tx,
  clients: readonly ClientPart[],
  given: WindowsWith,
): Promise<{ readonly entries: readonly Entry[]; readonly closedOn: ReadonlySet<string> }> {
  const ids = clients.map(({ id }) => id);
  const narrow = await clientsWithNarrowWindows(tx, ids);
  const usual = new Map((await clientPolicies(tx, ids)).map((row) => [row.clientId, row]));
  const entries: Entry[] = [];
  const closedOn = new Set<string>();
  for (const client of clients) {
    const freezes = [...(given.freezes.get(client.id) ?? []), ...(given.freezes.get(providerId) ?? [])];
    const row = usual.get(client.id);
    const own = narrow.has(client.id) ? await ofDevices(tx, client, freezes) : null;
    // Without devices there is nobody of whom something else could be said.
    const placed = own !== null && own.length > 0 ? own : row === undefined ? [] : ofClient(client, row, freezes);
    for (const one of placed) {
      for (const id of one.window.closedOn ?? []) closedOn.add(id);
      if (given.siteId === null || given.siteId === one.siteId) entries.push(...entriesOfWindow(client, one, freezes, given));
    }
  }
  return { entries, closedOn };
}

/** Sites whose clocks and freezes are the same have one line: what differs is told site by site. */
function ofClient(
  client: ClientPart,
  row: { readonly id: string; readonly name: string; readonly body: unknown },
  freezes: readonly Freeze[],
): readonly Placed[] {
  const read = parsePolicy(row.body);
  if (!read.ok) return [];
  const lanes = (read.policy.lanes ?? []).flatMap(({ name, window, anyTime }) =>
    window === undefined || anyTime === true ? [] : [{ lane: name, window }],
  );
  const groups = Map.groupBy(client.sites, (site) => `${site.zone} ${siteFreezes(freezes, site.id)}`);
  return [...groups.values()].flatMap((sites) => {
    const [first] = sites;
    if (first === undefined) return [];
    return [{ lane: null, window: read.policy.window }, ...lanes].map(({ lane, window }) => ({
      key: `${client.id} ${first.id}${lane === null ? '' : ` ${lane}`}`,
      title: titleOf(row.name, lane),
      where: groups.size === 1 ? '' : sites.map((site) => site.name).join(', '),
      path: `/policies/${row.id}`,
      window,
      zone: first.zone,
      siteId: first.id,
      ring: null,
    }));
  });
}

async function ofDevices(tx: Tx, client: ClientPart, freezes: readonly Freeze[]): Promise<readonly Placed[]> {
  const { windows } = await readDeviceWindows(tx, client.id, null, freezes);
  return alikeWindows(windows, freezes).map((set) => {
    const [{ site, origin, lane, window, ring }] = set;
    const devices = set.reduce((sum, one) => sum + one.devices.length, 0);
    const isClients = origin.level === 'client';
    const sites = [...new Set(set.map((one) => one.site.name))].join(', ');
    const whose = origin.level === 'client' || origin.level === 'provider' ? '' : ` (${origin.level} ${origin.subject})`;
    return {
      key: [client.id, site.id, origin.policyId, lane ?? '', ring ?? ''].join(' ').trimEnd(),
      title: `${titleOf(origin.name, lane)}${whose}`,
      where: `${devices} device${devices === 1 ? '' : 's'} at ${sites}`,
      path: isClients ? `/policies/${origin.policyId}` : `/policies/levels/${origin.policyId}`,
      window,
      zone: site.zone,
      siteId: site.id,
      ring,
    };
  });
}

function titleOf(policy: string, lane: string | null): string {
  return lane === null ? `Window of ${policy}` : `Window of ${policy}, lane ${lane}`;
}

function entriesOfWindow(client: ClientPart, one: Placed, freezes: readonly Freeze[], { span, lists }: WindowsWith): readonly Entry[] {
  const { window, zone, siteId, ring, where } = one;
  if (readZone(zone) === null) return [];
  const closing = lists.filter(
    (list) => (list.clientId === client.id || list.clientId === providerId) && window.closedOn?.includes(list.id) === true,
  );
  const days = Math.ceil(span.from.until(span.until).total('hours') / 24);
  // What opened before the span may still be open in it: a window is open for a week at most.
  const lead = Math.ceil(window.durationMinutes / 1_440);
  const ahead = { lists: closing, freezes, subject: { siteId, ring } };
  return outlook(window, zone, span.from.subtract({ hours: 24 * lead }), days + lead + 1, ahead)
    .filter(({ opensAt, closesAt }) => touches(span, opensAt, closesAt))
    .map(({ opensAt, closesAt, closed, shortenedBy }) => ({
      kind: 'window' as const,
      id: `window ${one.key} ${opensAt.epochMilliseconds}`,
      clientId: client.id,
      clientName: client.name,
      title: one.title,
      detail: [where, shortenedBy === null ? '' : `a part of it is frozen: ${shortenedBy}`].filter((part) => part !== '').join('; '),
      from: timestamp(opensAt),
      until: timestamp(closesAt),
      zone,
      day: null,
      closed: closed === null ? null : `${closed.kind === 'freeze' ? 'Freeze' : 'Holiday'}: ${closed.name}`,
      state: null,
      path: one.path,
    }));
}

function siteFreezes(freezes: readonly Freeze[], siteId: string): string {
  return freezes.flatMap(({ id, scope }) => (scope.kind === 'sites' && scope.ids.includes(siteId) ? [id] : [])).join(' ');
}
