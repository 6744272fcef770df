/** What was decided for updates of one device, for whoever shows them. */
import { effectiveDecision, stoodAt } from '@fettle/core/decisions';
import type { Decision, DecisionSubject, EffectiveDecision, LifecycleSubject } from '@fettle/core/decisions';
import type { Tx } from '../platform/database/index.ts';
import { aboutReleases } from './cover-subjects.ts';
import { readPast, readStanding, readStandings } from './store.ts';

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
  if (subjects.length === 0) return [];
  const decisions = await readStanding(tx, clientId);
  const siteOf = await readSites(tx, clientId, [deviceId]);
  return subjects.map((subject) => weigh(decisions, { clientId, deviceId, ...subject }, siteOf, now));
}

/** The same for subjects on several devices, each as of a past time of its own: by what was decided then (core's `stoodAt`). */
export async function decisionsAt(
  tx: Tx,
  clientId: string,
  subjects: readonly (DeviceSubject & { readonly deviceId: string; readonly at: Temporal.Instant })[],
): Promise<readonly EffectiveDecision[]> {
  if (subjects.length === 0) return [];
  const past = await readPast(tx, clientId);
  const siteOf = await readSites(tx, clientId, [...new Set(subjects.map(({ deviceId }) => deviceId))]);
  const stood = new Map<string, readonly Decision[]>();
  return subjects.map(({ at, ...subject }) => {
    const key = at.toString();
    const decisions = stood.get(key) ?? past.flatMap((one) => stoodAt(one, at) ?? []);
    stood.set(key, decisions);
    return weigh(decisions, { clientId, ...subject }, siteOf, at);
  });
}

function weigh(
  decisions: readonly Decision[],
  subject: Omit<DecisionSubject, 'siteId'>,
  siteOf: ReadonlyMap<string, string>,
  at: Temporal.Instant,
): EffectiveDecision {
  const siteId = siteOf.get(subject.deviceId);
  return effectiveDecision(siteId === undefined ? [] : decisions, { ...subject, siteId: siteId ?? '' }, at);
}

/** The site of each device that is there. */
async function readSites(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await tx
    .selectFrom('device')
    .select(['id', 'site_id'])
    .where('client_id', '=', clientId)
    .where('id', 'in', [...deviceIds])
    .execute();
  return new Map(found.map((device) => [device.id, device.site_id]));
}
