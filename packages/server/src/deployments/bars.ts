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

/** Weighs what is decided now. `asked` is only called where anything could be barred, so that it costs nothing at a client that decided nothing. */
export async function readBars(tx: Tx, clientId: string, now: string, asked: () => Promise<readonly ToBar[]>): Promise<Bars> {
  const barring = await readBarring(tx, clientId);
  if (barring === null) return new Map();
  const touched = (await asked()).flatMap((one): readonly ToBar[] => {
    const changes = one.changes.filter((change) => change.to !== null && barring.packages.has(packageKey(change)));
    return changes.length === 0 ? [] : [{ ...one, changes }];
  });
  return touched.length === 0 ? new Map() : weigh(tx, clientId, Temporal.Instant.from(now), touched, barring);
}

async function weigh(tx: Tx, clientId: string, now: Temporal.Instant, touched: readonly ToBar[], { decisions }: Barring): Promise<Bars> {
  const subjectOf = await readSubjects(tx, clientId, touched);
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

type OfferRow = {
  readonly device_id: string;
  readonly manager: ManagerId;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly ended: readonly string[];
  readonly first_seen_at: string;
};
type SourceRow = Pick<OfferRow, 'manager' | 'name' | 'version' | 'source_name' | 'source_version'>;

/**
 * What decisions are asked about, for each change. What the device is offered says its source and what it ends there; of what its package manager would bring besides,
 * the source is taken from the same version anywhere, else from another version, else the package's own name; what it ends is not known then.
 */
async function readSubjects(
  tx: Tx,
  clientId: string,
  touched: readonly ToBar[],
): Promise<(deviceId: string, change: Change) => DecisionSubject> {
  const ids = touched.map(({ deviceId }) => deviceId);
  const names = [...new Set(touched.flatMap(({ changes }) => changes.map(({ name }) => name)))];
  const offers = await sql<OfferRow>`
    select o.device_id, s.manager, s.name, s.version, s.architecture, s.source_name, s.source_version, coalesce(e.ids, '{}') as ended, o.first_seen_at
    from device_offer o join software s on s.id = o.software_id left join ended_set e on e.id = o.ended_set
    where o.client_id = ${clientId} and o.device_id = any(${ids}::uuid[]) and s.name = any(${names}::text[])`.execute(tx);
  const sources = await sql<SourceRow>`
    select distinct manager, name, version, source_name, source_version from software where name = any(${names}::text[])`.execute(tx);
  const devices = await sql<{ id: string; site_id: string }>`
    select id, site_id from device where client_id = ${clientId} and id = any(${ids}::uuid[])`.execute(tx);
  const siteOf = new Map(devices.rows.map((row) => [row.id, row.site_id]));
  const offered = new Map(offers.rows.map((row) => [offerKey(row.device_id, { ...row, to: row.version }), row]));
  const sourcesOf = Map.groupBy(sources.rows, packageKey);
  return (deviceId, change) => {
    const offer = offered.get(offerKey(deviceId, change));
    return {
      clientId,
      siteId: siteOf.get(deviceId) ?? '',
      deviceId,
      update: { manager: change.manager, ...sourceOf(change, offer ?? null, sourcesOf.get(packageKey(change)) ?? []) },
      advisories: offer?.ended ?? [],
      fixSince: offer?.first_seen_at ?? null,
    };
  };
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
