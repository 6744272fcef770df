/** Devices that run or have a release whose support has ended or ends soon, with what was decided for each. */
import { sql } from 'kysely';
import { weighReleases } from '../decisions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { readReleases, scopeOf } from './list.ts';
import { decisionShown } from './words.ts';

type Row = {
  readonly device_id: string;
  readonly device_name: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly has: readonly string[];
  readonly since: string;
};

export const getLifecycleDevices: Handler<'getLifecycleDevices'> = async ({ context, actor, params, query }) => {
  const after = readPageKey(query.after, ['text', 'id']);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const { product, cycle } = params;
  const now = context.clock.now();
  return inClients(context.db, scopeOf(actor, query.clientId), async (tx) => {
    const [release] = await readReleases(tx, sql`s.product = ${product} and s.cycle = ${cycle}`, now);
    if (release === undefined)
      return refuse('not-found', 'No device that you may see has this release, or its support neither has ended nor ends soon.');
    const from = after === undefined ? sql`true` : sql`(d.name, d.id) > (${after[0]}, ${after[1]}::uuid)`;
    const found = await sql<Row>`
      with page as materialized (
        select d.client_id, d.id, d.name, d.site_id, d.os_name, min(x.since) as since, bool_or(s.kind = 'system') as is_system,
          array_agg(distinct i.id) filter (where i.id is not null) as software_ids
        from lifecycle_subject s join device_subject x on x.subject_id = s.id join device d on d.client_id = x.client_id and d.id = x.device_id
        left join lateral unnest(x.software_ids) as i (id) on true
        where s.product = ${product} and s.cycle = ${cycle} and ${from} group by d.client_id, d.id order by d.name, d.id limit ${query.limit + 1}
      )
      select d.id as device_id, d.name as device_name, d.client_id, c.name as client_name, d.site_id, t.name as site_name, d.since,
        case when d.is_system then array[d.os_name] else array(select p.name || ' ' || p.version from software p where p.id = any(d.software_ids) order by p.name, p.id) end as has
      from page d join client c on c.client_id = d.client_id join site t on t.client_id = d.client_id and t.id = d.site_id order by d.name, d.id`.execute(
      tx,
    );
    const page = found.rows.slice(0, query.limit);
    const weighed = await weighReleases(
      tx,
      page.map((row) => ({ clientId: row.client_id, siteId: row.site_id, deviceId: row.device_id, lifecycle: { product, cycle } })),
      now,
    );
    const last = page.at(-1);
    return {
      items: page.map((row, at) => ({
        deviceId: row.device_id,
        deviceName: row.device_name,
        clientId: row.client_id,
        clientName: row.client_name,
        siteName: row.site_name,
        has: [...row.has],
        since: row.since,
        decision: decisionShown(weighed[at] ?? null),
      })),
      next: found.rows.length > query.limit && last !== undefined ? pageKeyText([last.device_name, last.device_id]) : null,
      release,
    };
  });
};
