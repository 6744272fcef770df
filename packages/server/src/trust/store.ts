/** The SQL of trust: the installation's one row with authority and panic stop, and requests for admission. */
import type { Tx } from '../platform/database/index.ts';
import { isId } from '../platform/ids.ts';

export async function readInstallation(tx: Tx) {
  return tx.selectFrom('installation').selectAll().executeTakeFirst();
}

export async function addInstallation(
  tx: Tx,
  row: { id: string; providerName: string; authority: unknown; authorityVersion: number; at: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('installation')
    .values({
      id: row.id,
      provider_name: row.providerName,
      created_at: row.at,
      authority: JSON.stringify(row.authority),
      authority_version: row.authorityVersion,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False where the stored one is as new or newer: two people may hand in at once. */
export async function saveAuthority(tx: Tx, envelope: unknown, version: number): Promise<boolean> {
  const saved = await tx
    .updateTable('installation')
    .set({ authority: JSON.stringify(envelope), authority_version: version })
    .where('authority_version', '<', version)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** Saves what is in force afterwards, newest first. False where a newer one came meanwhile. */
export async function saveStops(tx: Tx, envelopes: readonly unknown[], version: number): Promise<boolean> {
  const saved = await tx
    .updateTable('installation')
    .set({ stop: JSON.stringify(envelopes), stop_version: version })
    .where('stop_version', '<', version)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

export async function addAdmission(
  tx: Tx,
  row: { id: string; keyId: string; publicKey: string; personId: string; label: string; at: string },
): Promise<void> {
  await tx
    .insertInto('admission')
    .values({ id: row.id, key_id: row.keyId, public_key: row.publicKey, person_id: row.personId, label: row.label, asked_at: row.at })
    .onConflict((conflict) => conflict.column('key_id').doNothing())
    .execute();
}

export async function listAdmissions(tx: Tx) {
  return tx
    .selectFrom('admission')
    .innerJoin('person', 'person.id', 'admission.person_id')
    .select([
      'admission.id',
      'admission.key_id',
      'admission.public_key',
      'admission.person_id',
      'admission.label',
      'admission.asked_at',
      'person.name as person_name',
    ])
    .orderBy('admission.asked_at', 'desc')
    .execute();
}

/** Whether the register knows this client. */
export async function isClient(tx: Tx, id: string): Promise<boolean> {
  if (!isId(id) || id !== id.toLowerCase()) return false;
  return (await tx.selectFrom('client_register').select('client_id').where('client_id', '=', id).executeTakeFirst()) !== undefined;
}
