/** What was decided for updates of one device, for whoever shows them. */
import { effectiveDecision } from '@fettle/core/decisions';
import type { DecisionSubject, EffectiveDecision, LifecycleSubject } from '@fettle/core/decisions';
import type { Tx } from '../platform/database/index.ts';
import { aboutReleases } from './cover-subjects.ts';
import { readStanding, readStandings } from './store.ts';

/** A release that one device runs or has; null: not known, so nothing can have been decided about it. */
export type ReleaseOn = Pick<DecisionSubject, 'clientId' | 'siteId' | 'deviceId'> & { readonly lifecycle: LifecycleSubject | null };

/** The decision that counts for each device's release, in their order; null where the release is not known. All decisions are read at once. */
export async function weighReleases(
  tx: Tx,
  releases: readonly ReleaseOn[],
  now: Temporal.Instant,
): Promise<readonly (EffectiveDecision | null)[]> {
  const standing = await readStandings(tx, [...new Set(releases.map((one) => one.clientId))], aboutReleases);
  return releases.map(({ lifecycle, ...where }) => {
    if (lifecycle === null) return null;
    const subject = { ...where, update: null, advisories: [], fixSince: null, lifecycle };
    return effectiveDecision(standing.get(where.clientId) ?? [], subject, now);
  });
}

export type DeviceSubject = Pick<DecisionSubject, 'update' | 'advisories' | 'fixSince'>;

/** The decision that counts for each subject, in their order, by the core's rule. A device that is not there gets none. */
export async function decisionsFor(
  tx: Tx,
  clientId: string,
  deviceId: string,
  subjects: readonly DeviceSubject[],
  now: Temporal.Instant,
): Promise<readonly EffectiveDecision[]> {
  return decisionsAt(
    tx,
    clientId,
    subjects.map((subject) => ({ ...subject, deviceId, at: now })),
  );
}

/** The same for subjects on several devices, each as of a time of its own; decisions that a person has ended since count as if they had never been. */
export async function decisionsAt(
  tx: Tx,
  clientId: string,
  subjects: readonly (DeviceSubject & { readonly deviceId: string; readonly at: Temporal.Instant })[],
): Promise<readonly EffectiveDecision[]> {
  if (subjects.length === 0) return [];
  const decisions = await readStanding(tx, clientId);
  const devices = await tx
    .selectFrom('device')
    .select(['id', 'site_id'])
    .where('client_id', '=', clientId)
    .where('id', 'in', [...new Set(subjects.map(({ deviceId }) => deviceId))])
    .execute();
  const sites = new Map(devices.map((device) => [device.id, device.site_id]));
  return subjects.map(({ deviceId, at, ...subject }) => {
    const siteId = sites.get(deviceId);
    return effectiveDecision(siteId === undefined ? [] : decisions, { clientId, siteId: siteId ?? '', deviceId, ...subject }, at);
  });
}
