/** The clients in view with the policy of each: names for the lines, lines where a policy is missing or can not work, and the next openings. */
import { outlook } from '@fettle/core/calendar';
import type { Freeze } from '@fettle/core/calendar';
import { requiredSettings } from '@fettle/core/policy';
import type { PolicyWindow } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { WindowShape } from '@fettle/core/windows';
import { readAllLists, readFreezesOf } from '../freezes/index.ts';
import type { KnownList } from '../freezes/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import { ungovernedDevices } from '../policies/index.ts';
import { nextOpening } from './next-opening.ts';
import type { OpeningMemory } from './next-opening.ts';
import { paths } from './paths.ts';
import { countAtStart } from './types.ts';
import type { Line, Next } from './types.ts';

type Row = {
  client_id: string;
  name: string;
  devices: number;
  first_device_at: string | null;
  /** Zones of the sites that have devices. */
  zones: string[];
  policy_id: string | null;
  policy_name: string | null;
  saved_at: string | null;
  window: unknown;
  review_at: string | null;
  /** Whether provider and client together say every setting. */
  whole: boolean | null;
  /** Whether sites, groups or devices have policies of their own, or the provider's groups have. */
  narrower: boolean;
};

export type ClientLines = { readonly names: ReadonlyMap<string, string>; readonly lines: readonly Line[]; readonly next: readonly Next[] };

export async function clientLines(tx: Tx, now: Temporal.Instant, openings: OpeningMemory): Promise<ClientLines> {
  const found = await sql<Row>`
    with held as (
      select d.client_id, count(*)::int as devices, min(d.enrolled_at) as first_device_at, array_agg(distinct s.zone) as zones
      from device d join site s on s.client_id = d.client_id and s.id = d.site_id where d.status <> 'retired' group by d.client_id
    )
    select c.client_id, c.name, coalesce(h.devices, 0) as devices, h.first_device_at, coalesce(h.zones, '{}') as zones,
      p.id as policy_id, coalesce(p.name, w.name) as policy_name, coalesce(v.saved_at, w.saved_at) as saved_at,
      coalesce(v.body -> 'window', w.body -> 'window') as window, v.body ->> 'reviewAt' as review_at,
      coalesce(w.body, '{}') || coalesce(v.body, '{}') ?& ${[...requiredSettings]}::text[] as whole,
      exists (select 1 from policy n where n.client_id = c.client_id and n.level <> 'client' and n.removed_at is null)
        or exists (select 1 from provider_policy n where n.level = 'group' and n.removed_at is null) as narrower
    from client c
    left join held h on h.client_id = c.client_id
    left join policy p on p.client_id = c.client_id and p.level = 'client' and p.removed_at is null
    left join policy_version v on v.client_id = c.client_id and v.policy_id = p.id and v.version = p.version
    left join (
      select o.name, x.body, x.saved_at from provider_policy o join provider_policy_version x on x.policy_id = o.id and x.version = o.version
      where o.level = 'provider' and o.removed_at is null
    ) w on true`.execute(tx);
  const { rows } = found;
  const withDevices = rows.filter((row) => row.devices > 0);
  const clientIds = withDevices.map((row) => row.client_id);
  const isAny = clientIds.length > 0;
  const freezes = isAny ? await readFreezesOf(tx, clientIds, now.toString()) : new Map<string, readonly Freeze[]>();
  const lists = isAny ? await readAllLists(tx, clientIds) : [];
  const looked = withDevices.map((row) => look(row, now, openings, { freezes, lists }));
  const ungoverned = await lackingLines(tx, withDevices, now);
  return {
    names: new Map(rows.map((row) => [row.client_id, row.name])),
    lines: [...looked.flatMap(({ lines }) => lines), ...ungoverned, ...(await reviewLines(tx, now))],
    next: looked.flatMap(({ next }) => next),
  };
}

type Closing = { readonly freezes: ReadonlyMap<string, readonly Freeze[]>; readonly lists: readonly KnownList[] };

function look(
  row: Row,
  now: Temporal.Instant,
  memory: OpeningMemory,
  closing: Closing,
): { readonly lines: readonly Line[]; readonly next: readonly Next[] } {
  if (row.saved_at === null && row.whole !== true) {
    if (row.narrower) return { lines: [], next: [] };
    const lacking = line(row, 'missing', {
      title: `${row.name} has no policy`,
      why: `${countAtStart(row.devices, 'device', 'devices')}: without a policy nothing can be deployed to ${row.devices === 1 ? 'it' : 'them'}.`,
      since: row.first_device_at ?? now.toString(),
      label: 'Make a policy',
      path: paths.policies(row.client_id),
    });
    return { lines: [lacking], next: [] };
  }
  const path = row.policy_id === null ? paths.policies(row.client_id) : paths.policy(row.policy_id);
  // Stored when it could be read; where it can not any more, the core takes it as closed.
  const window = row.window as WindowShape;
  // Said by sites, groups or devices alone: then it opens there, and not for the client.
  const opens = (window === null ? [] : row.zones).map((zone) => ({ zone, at: nextOpening(memory, window, zone, now) }));
  const closed = opens.filter(({ at }) => at === null).map(({ zone }) => zone);
  const lines = [
    ...(closed.length === 0
      ? []
      : [
          line(row, 'closed', {
            title: `The window of ${row.name} never opens`,
            why: `Policy “${row.policy_name}” has no opening in ${closed.join(', ')} within ten years: nothing can ever be installed there.`,
            since: row.saved_at ?? now.toString(),
            label: 'Mend the policy',
            path,
          }),
        ]),
    ...(isOverdue(row.review_at, now)
      ? [
          line(row, 'review', {
            title: `The policy of ${row.name} is to be looked at again`,
            why: `“${row.policy_name}” says itself that it was to be reviewed by now.`,
            since: `${row.review_at}T00:00:00Z`,
            label: 'Review the policy',
            path,
          }),
        ]
      : []),
  ];
  const next = opens.flatMap(({ zone, at }): Next[] => {
    const opensAt = at === null ? null : openOnce(row, zone, at, now, closing);
    if (opensAt === null) return [];
    const where = row.zones.length > 1 ? ` (${zone})` : '';
    return [{ at: opensAt, sentence: `The window of ${row.name} opens${where}: policy “${row.policy_name}”.`, path }];
  });
  return { lines, next };
}

/** Openings that are looked through for one that neither freezes nor holidays close. */
const lookedThrough = 62;

/** When the window really opens next, where `at` is what its rule says; null: freezes and holidays leave nothing for so long. */
function openOnce(row: Row, zone: string, at: string, now: Temporal.Instant, { freezes, lists }: Closing): string | null {
  // Stored when it could be read.
  const window = row.window as PolicyWindow;
  const own = [...(freezes.get(row.client_id) ?? []), ...(freezes.get(providerId) ?? [])];
  const closing = lists.filter(({ id, clientId }) => isOf(clientId, row.client_id) && window.closedOn?.includes(id) === true);
  if (own.length === 0 && closing.length === 0) return at;
  const ahead = { freezes: own, lists: closing, subject: { siteId: null, ring: null } };
  const next = outlook(window, zone, now, lookedThrough, ahead).find(({ closed }) => closed === null);
  return next === undefined ? null : timestamp(next.opensAt);
}

/** A policy is closed on lists of its own client and of the provider, whatever it names. */
function isOf(owner: string, clientId: string): boolean {
  return owner === clientId || owner === providerId;
}

/** Where provider and client leave something open: the devices of which no narrower level says it either. Few clients are like that, and each is looked at by itself. */
async function lackingLines(tx: Tx, rows: readonly Row[], now: Temporal.Instant): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const row of rows) {
    if (row.whole === true || (row.saved_at === null && !row.narrower)) continue;
    const lacking = await ungovernedDevices(tx, row.client_id);
    const [first] = lacking;
    if (first === undefined) continue;
    lines.push(
      line(row, 'not-whole', {
        title: `${countAtStart(lacking.length, 'device', 'devices')} of ${row.name} ${lacking.length === 1 ? 'has' : 'have'} no whole policy`,
        why: `${first.name}: ${first.because}`,
        since: row.saved_at ?? now.toString(),
        label: 'Say what is missing',
        path: lacking.length === 1 ? `${paths.device(first.deviceId)}?tab=policy` : paths.policies(row.client_id),
      }),
    );
  }
  return lines;
}

/** Policies of sites, groups and devices that were to be looked at again by now. */
async function reviewLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const found = await sql<{ client_id: string; id: string; name: string; client_name: string; review_at: string }>`
    select p.client_id, p.id, p.name, c.name as client_name, v.body ->> 'reviewAt' as review_at
    from policy p join policy_version v on v.client_id = p.client_id and v.policy_id = p.id and v.version = p.version join client c on c.client_id = p.client_id
    where p.level <> 'client' and p.removed_at is null and v.body ->> 'reviewAt' < ${now.toString().slice(0, 10)}
    order by review_at, p.id limit 200`.execute(tx);
  return found.rows.map((row) => ({
    id: `policy:review:${row.id}`,
    kind: 'policy lint' as const,
    clientId: row.client_id,
    title: `Policy “${row.name}” of ${row.client_name} is to be looked at again`,
    why: `It says itself that it was to be reviewed by ${row.review_at}.`,
    since: `${row.review_at}T00:00:00Z`,
    by: null,
    action: { label: 'Review the policy', path: paths.levelPolicy(row.id) },
  }));
}

function isOverdue(day: string | null, now: Temporal.Instant): boolean {
  return day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && day < now.toString().slice(0, 10);
}

function line(
  row: Row,
  what: string,
  words: { readonly title: string; readonly why: string; readonly since: string; readonly label: string; readonly path: string },
): Line {
  const { title, why, since, label, path } = words;
  return {
    id: `policy:${what}:${row.client_id}`,
    kind: 'policy lint',
    clientId: row.client_id,
    title,
    why,
    since,
    by: null,
    action: { label, path },
  };
}
