/** Releases whose support has ended or ends soon, over all clients that the actor may see: one row a release, by what devices run and have. */
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { listedStandings } from '@fettle/protocol/lifecycle';
import type { EndingRelease } from '@fettle/protocol/lifecycle';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import { feedStandings } from '../catalogue/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handler } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { nameOf, wordsOf } from './words.ts';
import type { SupportRow } from './words.ts';

type Release = z.infer<typeof EndingRelease>;
type Query = Pick<NonNullable<CallInput<'listLifecycle'>['query']>, 'decided' | 'kind' | 'standing'>;
type Row = SupportRow & {
  readonly product: string;
  readonly cycle: string;
  readonly standing: Release['standing'];
  readonly devices: number;
  readonly clients: number;
  readonly open: number;
};

export function scopeOf(actor: Actor, clientId: string | undefined): readonly string[] {
  return actor.scopeFor('device.read').filter((id) => clientId === undefined || id === clientId);
}

export const listLifecycle: Handler<'listLifecycle'> = async ({ context, actor, query }) => {
  const after = readPageKey(query.after, ['text', 'text']);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const now = context.clock.now();
  return inClients(context.db, scopeOf(actor, query.clientId), async (tx) => {
    const all = (await readReleases(tx, sql`true`, now)).filter((row) => fits(row, query)).toSorted(byWeight);
    // There are some hundred releases at most. A key that is no longer there begins anew.
    const begin = after === undefined ? 0 : all.findIndex(({ product, cycle }) => product === after[0] && cycle === after[1]) + 1;
    const items = all.slice(begin, begin + query.limit);
    const last = items.at(-1);
    return {
      items,
      next: begin + query.limit < all.length && last !== undefined ? pageKeyText([last.product, last.cycle]) : null,
      total: all.length,
      ...(await readUnknown(tx)),
      feedAt: (await feedStandings(tx, now)).find(({ id }) => id === 'endoflife')?.at ?? null,
    };
  });
};

function fits(row: Release, { kind, standing, decided }: Query): boolean {
  const stands = standing === 'past' ? row.standing !== 'ending' : standing === undefined || row.standing === standing;
  return stands && (kind === undefined || row.kind === kind) && (decided === undefined || row.open > 0);
}

/** Past its end first, then what ended or ends first; what ended on a day that nobody published comes first of its kind. */
function byWeight(a: Release, b: Release): number {
  return (
    listedStandings.indexOf(a.standing) - listedStandings.indexOf(b.standing) ||
    (a.ends ?? '').localeCompare(b.ends ?? '') ||
    a.label.localeCompare(b.label)
  );
}

/** Releases `s` of the condition that devices of the transaction's clients run or have, with how many, and for how many nothing is in force at `now`. */
export async function readReleases(tx: Tx, which: RawBuilder<unknown>, now: Temporal.Instant): Promise<readonly Release[]> {
  const found = await sql<Row>`
    with listed as materialized (
      select * from lifecycle_subject s where s.standing = any(${[...listedStandings]}::text[]) and s.product is not null and s.cycle is not null and ${which}
    )
    select s.kind, s.product, s.product_label, s.cycle, s.standing, s.state, s.reason, s.ends, s.extended_until, count(distinct x.device_id)::int as devices, count(distinct x.client_id)::int as clients,
      count(distinct x.device_id) filter (where c.device_id is null or c.until <= ${now.toString()})::int as open
    from listed s join device_subject x on x.subject_id = s.id
    left join decided_subject c on c.client_id = x.client_id and c.device_id = x.device_id and c.subject_id = x.subject_id
    group by s.kind, s.product, s.product_label, s.cycle, s.standing, s.state, s.reason, s.ends, s.extended_until`.execute(tx);
  return found.rows.map((row) => {
    const label = `${row.product_label ?? row.product} ${row.cycle}`;
    return {
      kind: row.kind,
      product: row.product,
      cycle: row.cycle,
      label,
      standing: row.standing,
      why: wordsOf(row, label),
      ends: row.ends,
      extendedUntil: row.extended_until,
      devices: row.devices,
      clients: row.clients,
      open: row.open,
    };
  });
}

type Unknown = SupportRow & { readonly what: string; readonly called: string; readonly devices: number };

/** Of which nobody can say how long they are supported, and how many devices have any of them. */
async function readUnknown(tx: Tx): Promise<Pick<CallOutput<'listLifecycle'>, 'unknown' | 'unknownDevices'>> {
  const found = await sql<Unknown>`
    select s.*, n.devices from (
      select x.subject_id, count(*)::int as devices from lifecycle_subject u join device_subject x on x.subject_id = u.id where u.standing = 'unknown' group by x.subject_id
    ) n join lifecycle_subject s on s.id = n.subject_id order by n.devices desc, s.called, s.id limit 50`.execute(tx);
  const counted = await sql<{ devices: number }>`
    select count(distinct x.device_id)::int as devices from lifecycle_subject u join device_subject x on x.subject_id = u.id where u.standing = 'unknown'`.execute(
    tx,
  );
  return {
    unknown: found.rows.map((row) => ({ kind: row.kind, name: nameOf(row), devices: row.devices, why: wordsOf(row, nameOf(row)) })),
    unknownDevices: counted.rows[0]?.devices ?? 0,
  };
}
