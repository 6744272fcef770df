/** What decisions keep off devices: of what a device would be brought to, the packages that a block, an exception or a workaround is about. */
import { barOf } from '@fettle/core/decisions';
import type { Bar, DecisionSubject } from '@fettle/core/decisions';
import type { Change } from '@fettle/core/deployment';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import { packageKey, readBarring } from '../decisions/index.ts';
import type { Barring } from '../decisions/index.ts';
import type { Tx } from '../platform/database/index.ts';

/** A device, and what it would be brought to. */
export type ToBar = { readonly deviceId: string; readonly direction: 'forward' | 'back'; readonly changes: readonly Change[] };
export type BarredChange = { readonly change: Change; readonly bar: Bar };
/** By device; a device of which nothing is barred is not in it. */
export type Bars = ReadonlyMap<string, readonly BarredChange[]>;

/**
 * Weighs what is decided now. `asked` is only called where anything could be barred, so that it costs nothing at a client that decided nothing. `planned`: the
 * deployments whose specs bring it, of which it was kept what their changes end.
 */
export async function readBars(
  tx: Tx,
  clientId: string,
  now: string,
  asked: () => Promise<readonly ToBar[]>,
  planned: readonly string[] = [],
): Promise<Bars> {
  const barring = await readBarring(tx, clientId);
  return barring === null ? new Map() : readBarsOf(tx, { clientId, now, barring, planned }, await asked());
}

/** The same for who weighs several times in one transaction, and has read once what is decided. */
export async function readBarsOf(
  tx: Tx,
  given: Pick<Weighing, 'clientId' | 'barring' | 'planned'> & { readonly now: string },
  asked: readonly ToBar[],
): Promise<Bars> {
  const { now, barring } = given;
  const touched = asked.flatMap((one): readonly ToBar[] => {
    const changes = one.changes.filter((change) => change.to !== null && barring.packages.has(packageKey(change)));
    return changes.length === 0 ? [] : [{ ...one, changes }];
  });
  return touched.length === 0 ? new Map() : weigh(tx, { ...given, now: Temporal.Instant.from(now), touched });
}

type Weighing = {
  readonly clientId: string;
  readonly now: Temporal.Instant;
  readonly touched: readonly ToBar[];
  readonly barring: Barring;
  readonly planned: readonly string[];
};

async function weigh(tx: Tx, weighing: Weighing): Promise<Bars> {
  const { now, touched, barring } = weighing;
  const { decisions } = barring;
  const subjectOf = await readSubjects(tx, weighing);
  const bars = new Map<string, readonly BarredChange[]>();
  for (const { deviceId, direction, changes } of touched) {
    const barred = changes.flatMap((change): readonly BarredChange[] => {
      const bar = barOf(decisions, subjectOf(deviceId, change), now, direction);
      return bar === null ? [] : [{ change, bar }];
    });
    if (barred.length > 0) bars.set(deviceId, barred);
  }
  return bars;
}

type SourceRow = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly version: string;
  readonly source_name: string;
  readonly source_version: string;
};
type EndedRow = SourceRow & {
  readonly device_id: string;
  readonly architecture: string;
  /** null: nobody can say it yet. */
  readonly ended: readonly string[] | null;
  readonly first_seen_at: string;
  /** An offer of just now; false: kept from when it was planned. */
  readonly offered: boolean;
};

/**
 * What decisions are asked about, for each change. What a change ends on its device says the offer as it is now, and what was kept when it was planned: both count, since an
 * offer gives way to a newer one while the spec stands. Only a judged offer of this very version tells all of it: what was kept knows nothing that was published later.
 * Without one, it is taken to end besides whatever was decided about and is known of its source: that it ends it can not be ruled out. The source is that of the same
 * version anywhere, else of another version, else the package's own name.
 */
async function readSubjects(
  tx: Tx,
  { clientId, touched, barring, planned }: Weighing,
): Promise<(deviceId: string, change: Change) => DecisionSubject> {
  const ids = touched.map(({ deviceId }) => deviceId);
  const names = [...new Set(touched.flatMap(({ changes }) => changes.map(({ name }) => name)))];
  // A check-in asks about one device: that one is looked up in the set. For many, the set is unrolled once instead of being searched for each.
  const [one, ...others] = ids;
  const [devicesOf, isOneOf] =
    one !== undefined && others.length === 0
      ? [sql`array[${one}::uuid]`, sql`d.id = any(e.device_ids)`]
      : [sql`e.device_ids`, sql`d.id = any(${ids}::uuid[])`];
  const ended = await sql<EndedRow>`
    select o.device_id, s.manager, s.name, s.version, s.architecture, s.source_name, s.source_version, o.first_seen_at, true as offered,
      case when o.ended_set is null and o.basis = 'unmatched' then null else coalesce(e.ids, '{}') end as ended
    from device_offer o join software s on s.id = o.software_id left join ended_set e on e.id = o.ended_set
    where o.client_id = ${clientId} and o.device_id = any(${ids}::uuid[]) and s.name = any(${names}::text[])
    union all
    select d.id, s.manager, s.name, s.version, s.architecture, s.source_name, s.source_version, e.offered_at, false, e.ids
    from deployment_ended e join software s on s.id = e.software_id cross join lateral unnest(${devicesOf}) as d (id)
    where e.client_id = ${clientId} and e.deployment_id = any(${[...planned]}::uuid[]) and ${isOneOf} and s.name = any(${names}::text[])`.execute(
    tx,
  );
  const devices = await sql<{ id: string; site_id: string }>`
    select id, site_id from device where client_id = ${clientId} and id = any(${ids}::uuid[])`.execute(tx);
  const siteOf = new Map(devices.rows.map((row) => [row.id, row.site_id]));
  const endedBy = Map.groupBy(ended.rows, (row) => offerKey(row.device_id, { ...row, to: row.version }));
  const sourcesOf = await readSources(
    tx,
    touched.flatMap(({ deviceId, changes }) => changes.filter((change) => !endedBy.has(offerKey(deviceId, change)))),
  );
  return (deviceId, change) => {
    const known = endedBy.get(offerKey(deviceId, change)) ?? [];
    const update = { manager: change.manager, ...sourceOf(change, known[0] ?? null, sourcesOf.get(packageKey(change)) ?? []) };
    const told = known.flatMap((row) => row.ended ?? []);
    const isAll = known.some((row) => row.offered && row.ended !== null);
    const maybe = barring.vulnerabilities.get(packageKey({ manager: update.manager, name: update.sourceName })) ?? [];
    return {
      clientId,
      siteId: siteOf.get(deviceId) ?? '',
      deviceId,
      update,
      advisories: [...new Set(isAll ? told : [...told, ...maybe])],
      fixSince: known.map((row) => row.first_seen_at).toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null,
    };
  };
}

/** The sources that are known of packages of these names, of which neither an offer nor the plan says it. */
async function readSources(tx: Tx, changes: readonly Change[]): Promise<ReadonlyMap<string, readonly SourceRow[]>> {
  if (changes.length === 0) return new Map();
  const names = [...new Set(changes.map(({ name }) => name))];
  const found = await sql<SourceRow>`
    select distinct manager, name, version, source_name, source_version from software where name = any(${names}::text[])`.execute(tx);
  return Map.groupBy(found.rows, packageKey);
}

function sourceOf(
  { name, to }: Change,
  offer: SourceRow | null,
  known: readonly SourceRow[],
): { readonly sourceName: string; readonly sourceVersion: string } {
  const same = offer ?? known.find(({ version }) => version === to);
  if (same !== undefined) return { sourceName: same.source_name, sourceVersion: same.source_version };
  return { sourceName: known[0]?.source_name ?? name, sourceVersion: to ?? '' };
}

function offerKey(deviceId: string, { manager, name, architecture, to }: Pick<Change, 'manager' | 'name' | 'architecture' | 'to'>): string {
  return `${deviceId} ${manager} ${name} ${architecture} ${to ?? ''}`;
}
