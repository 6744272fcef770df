/** Writes Windows updates and life cycles: small, so each file is written whole. */
import type { LifecycleProduct } from '@fettle/core/lifecycle';
import type { WindowsUpdate } from '@fettle/core/windows-updates';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/database/index.ts';
import { noteChangedProducts } from '../../news.ts';

export async function writeWindowsUpdates(tx: Tx, path: string, updates: readonly WindowsUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  const rows = [...new Map(updates.map((one) => [`${one.document} ${one.kb}`, one])).values()];
  await sql`
    insert into windows_update (document, kb, path, body)
    select r.body ->> 'document', r.body ->> 'kb', ${path}, r.body from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r (body)
    on conflict (document, kb) do update set path = excluded.path, body = excluded.body where windows_update.body is distinct from excluded.body`.execute(
    tx,
  );
}

/** What this file had and no longer has. `kept`: `document kb` of each that it has. */
export async function dropUnseenWindowsUpdates(tx: Tx, path: string, kept: ReadonlySet<string>): Promise<void> {
  await sql`delete from windows_update where path = ${path} and not (document || ' ' || kb = any(${[...kept]}::text[]))`.execute(tx);
}

/** Products that say something else than before are news. */
export async function writeLifecycles(tx: Tx, products: readonly LifecycleProduct[]): Promise<void> {
  if (products.length === 0) return;
  const rows = [...new Map(products.map((one) => [one.id, one])).values()];
  const changed = await sql<{ id: string }>`
    insert into lifecycle_product (id, body) select r.body ->> 'id', r.body from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r (body)
    on conflict (id) do update set body = excluded.body where lifecycle_product.body is distinct from excluded.body
    returning id`.execute(tx);
  await noteChangedProducts(
    tx,
    changed.rows.map((row) => row.id),
  );
}
