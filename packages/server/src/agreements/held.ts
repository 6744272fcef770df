/** What a client is held to on a day, as whoever counts deadlines needs it. */
import { findFramework, slaFramework } from '@fettle/core/frameworks';
import type { Framework, OwnTimes } from '@fettle/core/frameworks';
import { SlaBody } from '@fettle/protocol/agreements';
import type { Tx } from '../platform/database/index.ts';
import { ownTimes, readTimes, slaId } from './packs.ts';
import { slaOn, spanStanding } from './standing.ts';
import { readFrameworks, readOutOfScope, readSlas } from './store.ts';

export type HeldFramework = {
  readonly framework: Framework;
  /** The client's own times, for clauses that leave them to it. */
  readonly own: OwnTimes | undefined;
  /** Ids of devices that the framework does not speak of; retired ones are left out. */
  readonly outOfScope: ReadonlySet<string>;
};

/**
 * The frameworks that a client is held to on `day` (`YYYY-MM-DD`), with the version of its SLA that holds then as one of them, where that names a time. Days are
 * those of UTC; deadlines count in whatever zone deadlineOf is given. A framework that this release does not know is left out: nothing can be counted by it.
 */
export async function frameworksOf(tx: Tx, clientId: string, day: string): Promise<readonly HeldFramework[]> {
  const rows = await readFrameworks(tx, clientId);
  const sla = slaOn(await readSlas(tx, clientId), day);
  if (rows.length === 0 && sla === null) return [];
  const out = Map.groupBy(await readOutOfScope(tx, clientId), ({ framework }) => framework);
  const scopeOf = (id: string): ReadonlySet<string> => new Set(out.get(id)?.map((row) => row.device_id));
  const attached = rows.flatMap((row): readonly HeldFramework[] => {
    const framework = spanStanding({ from: row.since, to: row.until }, day) === 'holds' ? findFramework(row.framework) : null;
    const own = readTimes(row.own);
    return framework === null ? [] : [{ framework, own: own === null ? undefined : ownTimes(own), outOfScope: scopeOf(row.framework) }];
  });
  if (sla === null) return attached;
  const { patch, offDays } = SlaBody.parse(sla.body);
  if (patch.urgent === null && patch.normal === null) return attached;
  const framework = slaFramework({ version: String(sla.version), ...ownTimes(patch), offDays });
  return [...attached, { framework, own: undefined, outOfScope: scopeOf(slaId) }];
}
