import type { Tx } from '../platform/database/index.ts';
import { assess } from './assess.ts';
import { readOffers } from './judge-store.ts';

type Asked = { readonly deviceId: string; readonly softwareId: number };

/** What the rules say of each of these offers where a person says otherwise: their reasons, in the order asked; none where they say the same, or it is offered no more. */
export async function rulesSay(tx: Tx, clientId: string, asked: readonly Asked[], now: string): Promise<readonly (readonly string[])[]> {
  const devices = [...new Set(asked.map((one) => one.deviceId))];
  const wanted = new Set(asked.map(keyOf));
  const software = [...new Set(asked.map((one) => one.softwareId))];
  const offers = (await readOffers(tx, clientId, devices, software)).filter((row) => wanted.has(keyOfRow(row)));
  const assessed = await assess(tx, clientId, offers, now);
  const said = new Map(assessed.map(({ offer, judged }) => [keyOfRow(offer), judged.ruled?.reasons ?? []]));
  return asked.map((one) => said.get(keyOf(one)) ?? []);
}

function keyOf({ deviceId, softwareId }: Asked): string {
  return `${deviceId} ${softwareId}`;
}

function keyOfRow({ device_id: deviceId, software_id: softwareId }: { readonly device_id: string; readonly software_id: number }): string {
  return keyOf({ deviceId, softwareId });
}
