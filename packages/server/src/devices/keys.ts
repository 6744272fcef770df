/**
 * Which device a key belongs to, remembered for an hour: each check-in needs it before anything else. That a key is one was proved when its device enrolled: it costs more than all else of an unchanged
 * check-in. Keys that are looked up in the same moment are looked up together. A key that is not known is looked up each
 * time; what a retired or quarantined device may still do is decided on the row, not here.
 */
import type { KeyObject } from 'node:crypto';
import { storedPublicKey } from '@fettle/proof/keys';
import { sql } from 'kysely';
import { boundedMemory } from '../platform/bounded-memory.ts';
import type { Context } from '../platform/feature.ts';
import { gathered } from '../platform/gathered.ts';

export type KnownDevice = { readonly keyId: string; readonly key: KeyObject; readonly clientId: string; readonly deviceId: string };
export type DeviceKeys = { readonly find: (keyId: string) => Promise<KnownDevice | null>; readonly forget: (keyId: string) => void };

type Remembered = { readonly device: KnownDevice; readonly publicKey: string; readonly until: number };
type Row = { readonly key_id: string; readonly public_key: string; readonly client_id: string; readonly device_id: string };

const freshMs = 60 * 60_000;
/** A device takes some two kilobytes. */
const most = 100_000;
const mostAtOnce = 250;

export function deviceKeys(context: Context): DeviceKeys {
  const remembered = boundedMemory<Remembered>(most);
  const rows = gathered<string, Row | null>({ together: (keyIds) => readKeys(context, keyIds), keyOf: (keyId) => keyId, most: mostAtOnce });
  return {
    async find(keyId) {
      const now = context.clock.now().epochMilliseconds;
      const found = remembered.get(keyId);
      if (found !== undefined && found.until > now) return found.device;
      const row = await rows.ask(keyId);
      const key = row === null ? null : keyOf(row, found);
      if (row === null || key === null) {
        remembered.forget(keyId);
        return null;
      }
      const device = { keyId, key, clientId: row.client_id, deviceId: row.device_id };
      remembered.set(keyId, { device, publicKey: row.public_key, until: now + freshMs });
      return device;
    },
    forget: remembered.forget,
  };
}

/** One statement by itself: the table belongs to no client, and a transaction around it would take three. */
async function readKeys({ db }: Context, keyIds: readonly string[]): Promise<readonly (Row | null)[]> {
  const found = await sql<Row>`
    select key_id, public_key, client_id, device_id from device_key where key_id = any(${[...keyIds]}::text[]) and retired_at is null`.execute(
    db,
  );
  const byId = new Map(found.rows.map((row) => [row.key_id, row]));
  return keyIds.map((keyId) => byId.get(keyId) ?? null);
}

/** Null where the bytes are no key, or not the one of its name. */
function keyOf(row: Row, known: Remembered | undefined): KeyObject | null {
  if (known?.publicKey === row.public_key) return known.device.key;
  const read = storedPublicKey(row.public_key);
  return read.ok && read.keyid === row.key_id ? read.key : null;
}
