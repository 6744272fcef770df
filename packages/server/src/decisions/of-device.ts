/** What was decided for updates of one device, for whoever shows them. */
import { effectiveDecision } from '@fettle/core/decisions';
import type { DecisionSubject, EffectiveDecision } from '@fettle/core/decisions';
import type { Tx } from '../platform/database/index.ts';
import { readStanding } from './store.ts';

export type DeviceSubject = Pick<DecisionSubject, 'update' | 'advisories' | 'fixSince'>;

/** The decision that counts for each subject, in their order, by the core's rule. A device that is not there gets none. */
export async function decisionsFor(
  tx: Tx,
  clientId: string,
  deviceId: string,
  subjects: readonly DeviceSubject[],
  now: Temporal.Instant,
): Promise<readonly EffectiveDecision[]> {
  const decisions = await readStanding(tx, clientId);
  const device = await tx
    .selectFrom('device')
    .select('site_id')
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .executeTakeFirst();
  const about = device === undefined ? [] : decisions;
  return subjects.map((subject) => effectiveDecision(about, { clientId, siteId: device?.site_id ?? '', deviceId, ...subject }, now));
}
