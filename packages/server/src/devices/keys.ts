/**
 * Which device a key belongs to, remembered for a moment: each check-in needs it before anything else. A retired key is found again as soon as the
 * memory is older than that; what a retired or quarantined device may still do is decided on the row, not here.
 */
import type { KeyObject } from 'node:crypto';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import { inNoClient } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';

export type KnownDevice = { readonly keyId: string; readonly key: KeyObject; readonly clientId: string; readonly deviceId: string };
export type DeviceKeys = { readonly find: (keyId: string) => Promise<KnownDevice | null>; readonly forget: (keyId: string) => void };

const freshMs = 60_000;
const most = 50_000;

export function deviceKeys(context: Context): DeviceKeys {
  const remembered = new Map<string, { device: KnownDevice; until: number }>();
  return {
    async find(keyId) {
      const now = context.clock.now().epochMilliseconds;
      const found = remembered.get(keyId);
      if (found !== undefined && found.until > now) return found.device;
      const row = await inNoClient(context.db, (tx) =>
        tx
          .selectFrom('device_key')
          .select(['public_key', 'client_id', 'device_id'])
          .where('key_id', '=', keyId)
          .where('retired_at', 'is', null)
          .executeTakeFirst(),
      );
      const read = row === undefined ? null : publicKeyFromRaw(row.public_key);
      if (row === undefined || read === null || !read.ok) return null;
      const device = { keyId, key: read.key, clientId: row.client_id, deviceId: row.device_id };
      if (remembered.size >= most) remembered.clear();
      remembered.set(keyId, { device, until: now + freshMs });
      return device;
    },
    forget: (keyId) => remembered.delete(keyId),
  };
}
