/** Devices that run a release whose support has ended or ends soon, with what was decided for each; and how one device stands. */
import type { EffectiveDecision } from '@fettle/core/decisions';
import type { LifecycleDecision } from '@fettle/protocol/lifecycle';
import type { SystemLifecycle } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { feedStandings } from '../catalogue/index.ts';
import { weighSystems } from '../decisions/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { readReleases, scopeOf } from './list.ts';
import { keyOf, readKey } from './page-keys.ts';
import { wordsOf } from './words.ts';
import type { SupportRow } from './words.ts';

type Row = {
  readonly device_id: string;
  readonly device_name: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly os_name: string;
  readonly since: string;
};

export const getLifecycleDevices: Handler<'getLifecycleDevices'> = async ({ context, actor, params, query }) => {
  const after = readKey(query.after);
  if (after === null || (after !== undefined && !isId(after[1])))
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const { product, cycle } = params;
  const now = context.clock.now();
  return inClients(context.db, scopeOf(actor, query.clientId), async (tx) => {
    const [release] = await readReleases(tx, sql`s.product = ${product} and s.cycle = ${cycle}`, now);
    if (release === undefined)
      return refuse('not-found', 'No device that you may see runs this release, or its support neither has ended nor ends soon.');
    const from = after === undefined ? sql`true` : sql`(d.name, d.id) > (${after[0]}, ${after[1]}::uuid)`;
    const found = await sql<Row>`
      with page as materialized (
        select d.client_id, d.id, d.name, d.site_id, x.since, s.os_name from system_support s join device_system x on x.system_id = s.id
        join device d on d.client_id = x.client_id and d.id = x.device_id
        where s.product = ${product} and s.cycle = ${cycle} and ${from} order by d.name, d.id limit ${query.limit + 1}
      )
      select d.id as device_id, d.name as device_name, d.client_id, c.name as client_name, d.site_id, t.name as site_name, d.os_name, d.since
      from page d join client c on c.client_id = d.client_id join site t on t.client_id = d.client_id and t.id = d.site_id order by d.name, d.id`.execute(
      tx,
    );
    const page = found.rows.slice(0, query.limit);
    const weighed = await weighSystems(
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
        osName: row.os_name,
        since: row.since,
        decision: decisionShown(weighed[at] ?? null),
      })),
      next: found.rows.length > query.limit && last !== undefined ? keyOf([last.device_name, last.device_id]) : null,
      release,
    };
  });
};

function decisionShown(weighed: EffectiveDecision | null): z.infer<typeof LifecycleDecision> {
  const decision = weighed?.decision ?? null;
  return {
    state: weighed?.state ?? 'open',
    why: weighed?.why ?? 'Nothing was decided.',
    id: decision?.id ?? null,
    kind: decision?.kind ?? null,
    endsAt: decision?.endsAt ?? null,
  };
}

type Own = SupportRow & { readonly os_name: string; readonly client_id: string; readonly site_id: string };

/** What the maker of the device's system still does for it, and what was decided about that where it has ended or ends soon. */
export async function systemLifecycle(tx: Tx, deviceId: string, now: Temporal.Instant): Promise<z.infer<typeof SystemLifecycle>> {
  const endoflife = (await feedStandings(tx, now)).find(({ id }) => id === 'endoflife');
  const feed =
    endoflife === undefined
      ? null
      : { id: endoflife.id, name: endoflife.name, state: endoflife.state, why: endoflife.why, at: endoflife.at };
  const found = await sql<Own>`
    select s.*, d.client_id, d.site_id from device d join device_system x on x.client_id = d.client_id and x.device_id = d.id
    join system_support s on s.id = x.system_id where d.id = ${deviceId}`.execute(tx);
  const [row] = found.rows;
  if (row === undefined)
    return {
      state: 'unknown',
      why: 'A device that was retired runs nothing any more.',
      product: null,
      cycle: null,
      ends: null,
      release: null,
      decision: null,
      feed,
    };
  const { product, cycle, standing, state } = row;
  const release = product === null || cycle === null ? null : { product, cycle, standing };
  const isListed = release !== null && standing !== 'supported' && standing !== 'unknown';
  const [weighed = null] = isListed
    ? await weighSystems(tx, [{ clientId: row.client_id, siteId: row.site_id, deviceId, lifecycle: release }], now)
    : [];
  return {
    state,
    why: wordsOf(row, row.os_name),
    product: row.product_label ?? product,
    cycle,
    ends: state === 'extended-only' ? row.extended_until : row.ends,
    release,
    decision: isListed ? decisionShown(weighed) : null,
    feed,
  };
}
