/** What devices have of publishers' software: kept where a device's software changes, and everywhere once where another table of publishers comes. */
import { publisherOf, publishersVersion } from '@fettle/core/lifecycle';
import type { Published } from '@fettle/core/lifecycle';
import { coverDevices } from '../decisions/index.ts';
import { allClientIds, inClients, inNoClient, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { internJudged } from './judge-subjects.ts';
import { lockDevicesAfter, readLooked, softwareAfter, writeLooked } from './publisher-store.ts';
import type { NamedSoftware } from './publisher-store.ts';
import { addSoftwareSubjects, refreshDeviceSoftware, replaceSoftwareSubjects } from './store.ts';
import type { DeviceRef, SoftwareSubject } from './store.ts';

const softwareAtOnce = 20_000;
const devicesAtOnce = 200;

/** What a device told of its software. */
export type ToldSoftware = {
  readonly added: readonly NamedSoftware[];
  /** null: it told all that it has, so what went was not said. */
  readonly removed: readonly NamedSoftware[] | null;
};

/** Notes what a device has of publishers' software, in the transaction in which it told, and after its inventory was saved. Most of what changes is none. */
export async function keepSoftware(tx: Tx, device: DeviceRef, { added, removed }: ToldSoftware, now: Temporal.Instant): Promise<void> {
  const published = added.flatMap(asPublished);
  if (published.length === 0 && removed !== null && !removed.some((one) => publisherOf(one) !== null)) return;
  await addSoftwareSubjects(tx, await withSubjects(tx, published, now));
  const changed = await refreshDeviceSoftware(tx, device.clientId, [device.deviceId], now.toString());
  if (changed.length > 0) await coverDevices(tx, device.clientId, changed, now);
}

type PublishedSoftware = { readonly softwareId: number; readonly published: Published };

function asPublished(one: NamedSoftware): readonly PublishedSoftware[] {
  const published = publisherOf(one);
  return published === null ? [] : [{ softwareId: one.id, published }];
}

async function withSubjects(tx: Tx, found: readonly PublishedSoftware[], now: Temporal.Instant): Promise<readonly SoftwareSubject[]> {
  const names = found.map(({ published: { product, version } }) => ({ kind: 'software' as const, what: product, called: version }));
  const ids = await internJudged(tx, names, now);
  return found.flatMap(({ softwareId }, index) => {
    const subjectId = ids[index];
    return subjectId === undefined ? [] : [{ softwareId, subjectId }];
  });
}

/**
 * Looks at all software where that was done by an older table of publishers or never, and brings what devices have to it. Returns whether there was anything to do.
 * Ended before it is done, it goes on where it was.
 */
export async function lookAtPublishers(context: Context, isStopping: () => boolean = () => false): Promise<boolean> {
  for (let first = true; ; first = false) {
    const piece = await lookAtPiece(context);
    if (piece === 'done') return !first;
    if (piece === 'looked') break;
    if (isStopping()) return true;
  }
  for (const clientId of await allClientIds(context.db)) {
    if (isStopping()) return true;
    await refreshClient(context, clientId);
  }
  await inNoClient(context.db, async (tx) => {
    const { lookedTo, done } = await readLooked(tx, publishersVersion);
    if (!done) await writeLooked(tx, publishersVersion, { lookedTo, done: true });
  });
  return true;
}

/** `done`: nothing was to do. `looked`: all software was looked at, what devices have is still to follow. */
async function lookAtPiece(context: Context): Promise<'done' | 'looked' | 'more'> {
  return inNoClient(context.db, async (tx) => {
    const { lookedTo, done } = await readLooked(tx, publishersVersion);
    if (done) return 'done';
    const piece = await softwareAfter(tx, lookedTo, softwareAtOnce);
    const rows = await withSubjects(tx, piece.flatMap(asPublished), context.clock.now());
    await replaceSoftwareSubjects(
      tx,
      piece.map(({ id }) => id),
      rows,
    );
    await writeLooked(tx, publishersVersion, { lookedTo: piece.at(-1)?.id ?? lookedTo, done: false });
    return piece.length < softwareAtOnce ? 'looked' : 'more';
  });
}

async function refreshClient(context: Context, clientId: string): Promise<void> {
  const now = context.clock.now();
  for (let after: string | null = null; ;) {
    const devices: readonly string[] = await inClients(context.db, [clientId], async (tx) => {
      const page = await lockDevicesAfter(tx, clientId, after, devicesAtOnce);
      const changed = page.length === 0 ? [] : await refreshDeviceSoftware(tx, clientId, page, now.toString());
      if (changed.length > 0) {
        await coverDevices(tx, clientId, changed, now);
        await notify(tx, 'changed', JSON.stringify({ clientId, what: 'lifecycle', id: null }));
      }
      return page;
    });
    after = devices.at(-1) ?? null;
    if (devices.length < devicesAtOnce) return;
  }
}
