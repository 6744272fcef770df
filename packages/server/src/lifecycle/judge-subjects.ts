/** Works out how long systems and publishers' software are supported: one row each, whatever number of devices has it. */
import { productOfOs, supportOf } from '@fettle/core/lifecycle';
import type { OsProduct } from '@fettle/core/lifecycle';
import { takeChangedProducts } from '../catalogue/index.ts';
import { coverDevices, coverSubjects } from '../decisions/index.ts';
import { allClientIds, inClients, inNoClient, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import {
  clientsHaving,
  forgetUnused,
  internSubject,
  readProducts,
  removeDeviceSubjects,
  subjectsToJudge,
  writeDeviceSystem,
  writeSupport,
} from './store.ts';
import type { DeviceRef, JudgedSubject, SubjectName, SubjectRow } from './store.ts';

export type SystemName = { readonly ecosystem: string; readonly osName: string };

/** Notes which system a device runs, in the transaction in which it told. It is judged with the others where it was there before, and at once where it is new. */
export async function keepSystem(tx: Tx, device: DeviceRef, { ecosystem, osName }: SystemName, now: Temporal.Instant): Promise<void> {
  const [id] = await internJudged(tx, [{ kind: 'system', what: ecosystem, called: osName }], now);
  if (id === undefined) throw new Error('a system was interned and is not there');
  if (await writeDeviceSystem(tx, device, id, now.toString())) await coverDevices(tx, device.clientId, [device.deviceId], now);
}

/** A device that is retired has nothing any more. */
export async function forgetSubjects(tx: Tx, device: DeviceRef, now: Temporal.Instant): Promise<void> {
  await removeDeviceSubjects(tx, device);
  await coverDevices(tx, device.clientId, [device.deviceId], now);
}

/** Ids of these, in their order; what is new is judged at once. */
export async function internJudged(tx: Tx, names: readonly SubjectName[], now: Temporal.Instant): Promise<readonly number[]> {
  const ids = new Map<string, number>();
  const fresh: SubjectRow[] = [];
  // In one order, so that devices that tell the same new ones at once wait for each other and do not block.
  for (const name of names.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    if (ids.has(keyOf(name))) continue;
    const found = await internSubject(tx, name);
    ids.set(keyOf(name), found.id);
    if (found.fresh) fresh.push({ ...name, id: found.id });
  }
  await judge(tx, fresh, dayOf(now));
  return names.map((name) => ids.get(keyOf(name)) ?? fault());
}

/** Judges those of which something else is published, and each once a day. Clients whose devices have them are told. Returns how many stand otherwise. */
export async function judgeSubjects(context: Context): Promise<number> {
  const now = context.clock.now();
  const { looked, changed } = await inNoClient(context.db, async (tx) => {
    const subjects = await subjectsToJudge(tx, dayOf(now), await takeChangedProducts(tx));
    return { looked: subjects.length, changed: await judge(tx, subjects, dayOf(now)) };
  });
  if (looked > 0) await inClients(context.db, await allClientIds(context.db), forgetUnused);
  if (changed.length === 0) return 0;
  // Should the process end before all are told: a screen that is opened asks anew, and what is covered is worked out at the next start.
  const clients = await inClients(context.db, await allClientIds(context.db), (tx) => clientsHaving(tx, changed));
  for (const clientId of clients) {
    await inClients(context.db, [clientId], async (tx) => {
      await coverSubjects(tx, clientId, now);
      await notify(tx, 'changed', JSON.stringify({ clientId, what: 'lifecycle', id: null }));
    });
  }
  return changed.length;
}

async function judge(tx: Tx, subjects: readonly SubjectRow[], today: string): Promise<readonly number[]> {
  if (subjects.length === 0) return [];
  const named = subjects.map((row) => ({ id: row.id, of: productOf(row) }));
  const products = await readProducts(tx, [...new Set(named.flatMap(({ of }) => of?.product ?? []))]);
  const judged = named.map(({ id, of }): JudgedSubject => {
    const product = of === null ? null : (products.get(of.product) ?? null);
    return {
      id,
      // The name is kept where the feed has not said anything of it yet: its news are found by it.
      product: of?.product ?? null,
      label: product?.label ?? null,
      support: supportOf(product, of?.version ?? null, today, of?.edition ?? null),
    };
  });
  return writeSupport(tx, today, judged);
}

function productOf({ kind, what, called }: SubjectRow): OsProduct | null {
  if (kind === 'software') return { product: what, version: called, edition: null };
  const at = what.indexOf(':');
  return productOfOs(
    at === -1
      ? { id: what, versionId: null, prettyName: called }
      : { id: what.slice(0, at), versionId: what.slice(at + 1), prettyName: called },
  );
}

/** Days of support are counted in UTC. */
function dayOf(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('UTC').toPlainDate().toString();
}

function keyOf({ kind, what, called }: SubjectName): string {
  return `${kind}\n${what}\n${called}`;
}

function fault(): never {
  throw new Error('a subject was interned and is not there');
}
