/**
 * Which device a key belongs to, remembered for an hour: each check-in needs it before anything else, and to prove that a key is one costs more than all else of an unchanged
 * check-in. A key that is not known is looked up each time; what a retired or quarantined device may still do is decided on the row, not here.
 */
import type { KeyObject } from 'node:crypto';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import { boundedMemory } from '../platform/bounded-memory.ts';
import type { Context } from '../platform/feature.ts';

export type KnownDevice = { readonly keyId: string; readonly key: KeyObject; readonly clientId: string; readonly deviceId: string };
export type DeviceKeys = { readonly find: (keyId: string) => Promise<KnownDevice | null>; readonly forget: (keyId: string) => void };

const freshMs = 60 * 60_000;
const most = 50_000;

export function deviceKeys(context: Context): DeviceKeys {
  const remembered = boundedMemory<{ readonly device: KnownDevice; readonly until: number }>(most);
  return {
    async find(keyId) {
      const now = context.clock.now().epochMilliseconds;
      const found = remembered.get(keyId);
      if (found !== undefined && found.until > now) return found.device;
      // One statement by itself: the table belongs to no client, and a transaction around it would take three.
      const row = await context.db
        .selectFrom('device_key')
        .select(['public_key', 'client_id', 'device_id'])
        .where('key_id', '=', keyId)
        .where('retired_at', 'is', null)
        .executeTakeFirst();
      const read = row === undefined ? null : publicKeyFromRaw(row.public_key);
      if (row === undefined || read === null || !read.ok) return null;
      const device = { keyId, key: read.key, clientId: row.client_id, deviceId: row.device_id };
      remembered.set(keyId, { device, until: now + freshMs });
      return device;
    },
    forget: remembered.forget,
  };
}
