/**
 * For which devices something in force was decided about a release that they run or have: kept beside the devices, so that Today and lists need not weigh decisions.
 * Cost follows the devices that decisions about releases reach.
 */
import { decidedUntil } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import { sql } from 'kysely';
import { notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { lockDecisions, readStanding, tryLockDecisions, writeSubjectCover } from './store.ts';
import type { SubjectCoverRow } from './store.ts';

/** Decisions about releases. */
export const aboutReleases = sql`d.product is not null`;

type Row = {
  readonly subject_id: number;
  readonly product: string;
  readonly cycle: string;
  readonly site_id: string;
  /** Only where a decision names devices. */
  readonly device_id: string | null;
  readonly devices: readonly string[];
};

/** Clients of which something is to be worked out anew as soon as somebody who decides has ended. */
export const coverTopic = 'cover';

/** Works out anew for all devices of a client whether something is decided about what they have. True where anything changed. Waits for whoever decides there. */
export async function coverSubjects(tx: Tx, clientId: string, now: Temporal.Instant): Promise<boolean> {
  await lockDecisions(tx, clientId);
  return cover(tx, clientId, null, now);
}

/**
 * The same for devices that have something else now, in the transaction that wrote it. That has rows of these devices, for which a deployment may wait that somebody who
 * decides waits for: so it waits for nobody. Where somebody decides at this moment all is worked out after the commit; until then these devices are open.
 */
export async function coverDevices(tx: Tx, clientId: string, deviceIds: readonly string[], now: Temporal.Instant): Promise<void> {
  if (await tryLockDecisions(tx, clientId)) await cover(tx, clientId, deviceIds, now);
  else await notify(tx, coverTopic, clientId);
}

async function cover(tx: Tx, clientId: string, deviceIds: readonly string[] | null, now: Temporal.Instant): Promise<boolean> {
  const decisions = await readStanding(tx, clientId, aboutReleases);
  const rows = decisions.length === 0 ? [] : await readRunning(tx, clientId, deviceIds, decisions);
  const covered = rows.flatMap(
    ({ subject_id: subjectId, product, cycle, site_id: siteId, device_id: deviceId, devices }): readonly SubjectCoverRow[] => {
      const lifecycle = { product, cycle };
      const subject = { clientId, siteId, deviceId: deviceId ?? '', update: null, advisories: [], fixSince: null, lifecycle };
      const until = decidedUntil(decisions, subject, now);
      if (until !== null && Temporal.Instant.compare(until, now) <= 0) return [];
      return devices.map((id) => ({ deviceId: id, subjectId, until: until?.toString() ?? null }));
    },
  );
  return writeSubjectCover(tx, clientId, deviceIds, covered);
}

/** Devices that have a release that a decision is about, in as few rows as decisions can tell apart. */
async function readRunning(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[] | null,
  decisions: readonly Decision[],
): Promise<readonly Row[]> {
  const some = deviceIds === null ? sql`true` : sql`x.device_id = any(${[...deviceIds]}::uuid[])`;
  const releases = decisions.flatMap(({ about }) => (about.kind === 'lifecycle' ? [about] : []));
  const named = decisions.flatMap(({ scope }) => (scope.kind === 'devices' ? scope.ids : []));
  const found = await sql<Row>`
    with about as materialized (
      select distinct s.id, s.product, s.cycle from lifecycle_subject s
      join unnest(${releases.map((one) => one.product)}::text[], ${releases.map((one) => one.cycle)}::text[]) as g (product, cycle) on g.product = s.product and g.cycle = s.cycle
    )
    select a.id as subject_id, a.product, a.cycle, d.site_id, case when d.id = any(${named}::uuid[]) then d.id end as device_id, array_agg(d.id::text) as devices
    from about a join device_subject x on x.client_id = ${clientId} and x.subject_id = a.id and ${some}
    join device d on d.client_id = x.client_id and d.id = x.device_id
    group by a.id, a.product, a.cycle, d.site_id, 5`.execute(tx);
  return found.rows;
}
