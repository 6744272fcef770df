/** How one device stands: with its system, and with what it has from publishers. */
import type { SoftwareLifecycle, SystemLifecycle } from '@fettle/protocol/findings';
import { listedStandings } from '@fettle/protocol/lifecycle';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import { weighReleases } from '../decisions/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { decisionShown, nameOf, wordsOf } from './words.ts';
import type { SupportRow } from './words.ts';

type Row = SupportRow & {
  readonly what: string;
  readonly called: string;
  readonly client_id: string;
  readonly site_id: string;
  readonly packages: readonly string[];
};
type Shown = z.infer<typeof SystemLifecycle>;
type Standing = Omit<Shown, 'feed'>;

/** What the maker of the device's system still does for it, and what was decided about that where it has ended or ends soon. `feed`: how that of life cycles stands. */
export async function systemLifecycle(tx: Tx, deviceId: string, now: Temporal.Instant, feed: Shown['feed']): Promise<Shown> {
  const [standing] = await standings(tx, deviceId, await readOf(tx, deviceId, sql`s.kind = 'system'`), now);
  if (standing !== undefined) return { ...standing, feed };
  const why = 'A device that was retired runs nothing any more.';
  return { state: 'unknown', why, product: null, cycle: null, ends: null, release: null, decision: null, feed };
}

/** The same of each release of publishers' software that the device has: past its end first, then what ends first, and what nobody knows before what is supported. */
export async function softwareLifecycle(tx: Tx, deviceId: string, now: Temporal.Instant): Promise<z.infer<typeof SoftwareLifecycle>[]> {
  const rows = (await readOf(tx, deviceId, sql`s.kind = 'software'`)).toSorted(byWeight);
  const found = await standings(tx, deviceId, rows, now);
  return rows.flatMap((row, at) => {
    const standing = found[at];
    return standing === undefined ? [] : [{ ...standing, product: row.product_label ?? row.what, packages: [...row.packages] }];
  });
}

const order = [...listedStandings, 'unknown', 'supported'] as const;

function byWeight(a: Row, b: Row): number {
  return (
    order.indexOf(a.standing) - order.indexOf(b.standing) ||
    (a.ends ?? '').localeCompare(b.ends ?? '') ||
    nameOf(a).localeCompare(nameOf(b))
  );
}

async function readOf(tx: Tx, deviceId: string, which: RawBuilder<unknown>): Promise<readonly Row[]> {
  const found = await sql<Row>`
    select s.*, d.client_id, d.site_id, array(select p.name || ' ' || p.version from software p where p.id = any(x.software_ids) order by p.name, p.id) as packages
    from device d join device_subject x on x.client_id = d.client_id and x.device_id = d.id join lifecycle_subject s on s.id = x.subject_id
    where d.id = ${deviceId} and ${which}`.execute(tx);
  return found.rows;
}

async function standings(tx: Tx, deviceId: string, rows: readonly Row[], now: Temporal.Instant): Promise<readonly Standing[]> {
  const listed = rows.map(listedOf);
  const weighed = listed.every((one) => one === null)
    ? []
    : await weighReleases(
        tx,
        rows.map((row, at) => ({ clientId: row.client_id, siteId: row.site_id, deviceId, lifecycle: listed[at] ?? null })),
        now,
      );
  return rows.map((row, at) => {
    const { product, product_label: label, cycle, standing, state } = row;
    return {
      state,
      why: wordsOf(row, nameOf(row)),
      product: label ?? product,
      cycle,
      ends: state === 'extended-only' ? row.extended_until : row.ends,
      release: product === null || cycle === null ? null : { product, cycle, standing },
      decision: (listed[at] ?? null) === null ? null : decisionShown(weighed[at] ?? null),
    };
  });
}

/** What decisions are about; null where there is nothing to decide. */
function listedOf({ product, cycle, standing }: Row): { readonly product: string; readonly cycle: string } | null {
  return product === null || cycle === null || standing === 'supported' || standing === 'unknown' ? null : { product, cycle };
}
