/** Works out how long the systems of devices are supported: one row a system, whatever number of devices runs it. */
import { productOfOs, supportOf } from '@fettle/core/lifecycle';
import { takeChangedProducts } from '../catalogue/index.ts';
import { coverSystems } from '../decisions/index.ts';
import { allClientIds, inClients, inNoClient, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import {
  clientsRunning,
  internSystem,
  readProducts,
  removeDeviceSystem,
  systemsToJudge,
  writeDeviceSystem,
  writeSupport,
} from './store.ts';
import type { DeviceRef, JudgedSystem, SystemName, SystemRow } from './store.ts';

/** Notes which system a device runs, in the transaction in which it told. It is judged with the others where it was there before, and at once where it is new. */
export async function keepSystem(tx: Tx, device: DeviceRef, system: SystemName, now: Temporal.Instant): Promise<void> {
  const { id, fresh } = await internSystem(tx, system);
  if (fresh) await judge(tx, [{ id, ecosystem: system.ecosystem, os_name: system.osName }], dayOf(now));
  if (await writeDeviceSystem(tx, device, id, now.toString())) await coverSystems(tx, device.clientId, [device.deviceId], now);
}

/** A device that is retired runs nothing any more. */
export async function forgetSystem(tx: Tx, device: DeviceRef, now: Temporal.Instant): Promise<void> {
  await removeDeviceSystem(tx, device);
  await coverSystems(tx, device.clientId, [device.deviceId], now);
}

/** Judges systems of which something else is published, and each once a day. Clients whose devices run them are told. Returns how many systems stand otherwise. */
export async function judgeSystems(context: Context): Promise<number> {
  const now = context.clock.now();
  const changed = await inNoClient(context.db, async (tx) => {
    const products = await takeChangedProducts(tx);
    return judge(tx, await systemsToJudge(tx, dayOf(now), products), dayOf(now));
  });
  if (changed.length === 0) return 0;
  // Should the process end before all are told: a screen that is opened asks anew, and what is covered is worked out at the next start.
  const clients = await inClients(context.db, await allClientIds(context.db), (tx) => clientsRunning(tx, changed));
  for (const clientId of clients) {
    await inClients(context.db, [clientId], async (tx) => {
      await coverSystems(tx, clientId, null, now);
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'lifecycle', id: null }));
    });
  }
  return changed.length;
}

async function judge(tx: Tx, systems: readonly SystemRow[], today: string): Promise<readonly number[]> {
  if (systems.length === 0) return [];
  const named = systems.map((row) => ({ id: row.id, os: productOfOs(osOf(row)) }));
  const products = await readProducts(tx, [...new Set(named.flatMap(({ os }) => os?.product ?? []))]);
  const judged = named.map(({ id, os }): JudgedSystem => {
    const product = os === null ? null : (products.get(os.product) ?? null);
    return {
      id,
      // The name is kept where the feed has not said anything of it yet: its news are found by it.
      product: os?.product ?? null,
      label: product?.label ?? null,
      support: supportOf(product, os?.version ?? null, today, os?.edition ?? null),
    };
  });
  return writeSupport(tx, today, judged);
}

function osOf({ ecosystem, os_name: prettyName }: SystemRow) {
  const at = ecosystem.indexOf(':');
  return at === -1
    ? { id: ecosystem, versionId: null, prettyName }
    : { id: ecosystem.slice(0, at), versionId: ecosystem.slice(at + 1), prettyName };
}

/** Days of support are counted in UTC. */
export function dayOf(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('UTC').toPlainDate().toString();
}
