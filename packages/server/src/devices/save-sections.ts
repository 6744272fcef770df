/**
 * Takes the sections that a device sent: checks each digest, interns software, rewrites only what changed. A section that does not fit what is stored is left
 * out; the reply then asks for it whole.
 */
import { listensPublicly, managerIds } from '@fettle/core/inventory';
import type { InstalledPackage, ManagerId, Offer, Software } from '@fettle/core/inventory';
import { digestOf } from '@fettle/proof/hash';
import { addItems, emptySetDigest, removeItems } from '@fettle/proof/set-digest';
import { inventoryLimit, sectionsOfManager } from '@fettle/protocol/agent';
import type { ManagerSectionName, Sections } from '@fettle/protocol/agent';
import { idsOfManager, internSoftware } from '../catalogue/index.ts';
import { queueDevice, saveChangelogs, saveOffers, touchCounts } from '../findings/index.ts';
import { keepSoftware, keepSystem } from '../lifecycle/index.ts';
import type { ToldSoftware } from '../lifecycle/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import type { KnownFacts } from './contact.ts';
import { lockInventory, readReach, saveAgent, saveInventory, saveSystem } from './store.ts';
import type { InventoryChange, InventoryRow } from './store.ts';

export type SavedFor = {
  readonly clientId: string;
  readonly deviceId: string;
  readonly scannedAt: string | null;
  readonly agentVersion: string;
  readonly mode: 'observe' | 'manage';
  /** What is stored, as of the contact just before. */
  readonly known: KnownFacts;
};
type SetSection<T> = {
  readonly digest: string;
  readonly base: string | null;
  readonly added: readonly T[];
  readonly removed: readonly T[];
};
type IdOf = (item: InstalledPackage | Offer) => number;
type Kept = Pick<InventoryRow, 'installed' | 'peculiar'>;

/** Returns the digests that the server has afterwards; null where the device was retired or quarantined meanwhile, and nothing was saved. */
export async function saveSections(context: Context, device: SavedFor, sections: Sections): Promise<Record<string, string> | null> {
  const idOf = await internAll(context, device.known.ecosystem, sections);
  const touched = new Set<number>();
  const digests = await inClients(context.db, [device.clientId], async (tx) => {
    // The transaction may run again after a deadlock.
    touched.clear();
    const stored = await lockInventory(tx, device.clientId, device.deviceId, context.now());
    if (stored === null) return null;
    // In the order of whoever judges: the device's place in the queue before its offers. Either waits for the other there, and not in a ring.
    if (tellsOfPackages(sections)) await queueDevice(tx, device, false);
    const change: InventoryChange = { digests: { ...stored.digests }, scanned_at: device.scannedAt, changed_at: context.now() };
    await takeValues(tx, device, sections, change, context.clock.now());
    const told: { manager: ManagerId; section: SetSection<InstalledPackage> }[] = [];
    for (const manager of managerIds) {
      const own = sectionsOfManager(manager);
      const installed = sections[own.installed];
      if (installed !== undefined && setFits(installed, stored.digests[own.installed])) {
        takeInstalled(change, own.installed, await kept(tx, manager, stored, change, installed), installed, idOf);
        told.push({ manager, section: installed });
      }
      const offers = sections[own.offers];
      if (offers !== undefined && setFits(offers, stored.digests[own.offers])) {
        const saved = await saveOffers(tx, device, {
          manager,
          whole: offers.base === null,
          added: offers.added.map((offer) => ({ offer, softwareId: idOf(offer) })),
          removed: offers.removed.map(idOf),
          installed: change.installed ?? stored.installed,
          at: change.changed_at,
        });
        for (const id of saved.touched) touched.add(id);
        Object.assign(change, { missing: saved.missing, missing_security: saved.missingSecurity });
        change.digests[own.offers] = offers.digest;
      }
      const changelogs = sections[own.changelogs];
      if (changelogs !== undefined && setFits(changelogs, stored.digests[own.changelogs])) {
        const { base, added, removed } = changelogs;
        for (const id of await saveChangelogs(tx, device, { manager, whole: base === null, added, removed })) touched.add(id);
        change.digests[own.changelogs] = changelogs.digest;
      }
    }
    if (device.agentVersion !== device.known.agentVersion || device.mode !== device.known.mode)
      await saveAgent(tx, device.clientId, device.deviceId, device.agentVersion, device.mode);
    const reachChanged = await changesReach(tx, device, change);
    await saveInventory(tx, device.clientId, device.deviceId, change);
    if (change.installed !== undefined) await keepSoftware(tx, device, toldSoftware(told, idOf), context.clock.now());
    // Its addresses, what it has and what it is offered: what its updates are judged by.
    const standing = change.system !== undefined || change.managers !== undefined;
    if (standing || reachChanged || change.installed !== undefined || change.missing !== undefined || touched.size > 0) {
      await queueDevice(tx, device, standing);
      await notify(tx, 'judge', '');
    }
    return change.digests;
  });
  touchCounts(context, device.clientId, touched);
  return digests;
}

/** Whether anything of it is about what the device has, is offered, or could read of that. */
function tellsOfPackages(sections: Sections): boolean {
  return managerIds.some((manager) => {
    const { installed, offers, changelogs } = sectionsOfManager(manager);
    return [installed, offers, changelogs].some((name) => sections[name] !== undefined);
  });
}

async function takeValues(tx: Tx, device: SavedFor, sections: Sections, change: InventoryChange, now: Temporal.Instant): Promise<void> {
  const { system, runtime } = sections;
  if (system !== undefined && fits(system)) {
    change.system = system.value;
    change.digests['system'] = system.digest;
    const os = { osName: system.value.os.prettyName, ecosystem: ecosystemOf(system.value.os) };
    if (await saveSystem(tx, device.clientId, device.deviceId, { name: system.value.hostname, ...os }))
      await keepSystem(tx, device, os, now);
  }
  if (runtime !== undefined && fits(runtime)) {
    change.runtime = runtime.value;
    change.digests['runtime'] = runtime.digest;
  }
  for (const manager of managerIds) {
    const section = sectionsOfManager(manager).state;
    const state = sections[section];
    if (state === undefined || !fits(state)) continue;
    change.managers = { ...change.managers, [manager]: state.value };
    change.digests[section] = state.digest;
  }
}

/** Whether another answer follows from the sockets that it told to "can it be reached in public?": of other sockets nothing follows. Where its addresses came too it is judged anyway. */
async function changesReach(tx: Tx, { clientId, deviceId }: SavedFor, { system, runtime }: InventoryChange): Promise<boolean> {
  if (runtime === undefined || system !== undefined) return false;
  const { addresses, listening } = await readReach(tx, clientId, deviceId);
  return listensPublicly(addresses, listening) !== listensPublicly(addresses, runtime.listening);
}

/** What of the stored set stays before the section is taken: all of it under a difference, what belongs to other managers under a whole report. */
async function kept(
  tx: Tx,
  manager: ManagerId,
  stored: InventoryRow,
  change: InventoryChange,
  section: SetSection<InstalledPackage>,
): Promise<Kept> {
  const installed = change.installed ?? stored.installed;
  const peculiar = change.peculiar ?? stored.peculiar;
  if (section.base !== null) return { installed, peculiar };
  const others = managerIds.some((one) => one !== manager && change.digests[sectionsOfManager(one).installed] !== undefined);
  if (!others) return { installed: [], peculiar: {} };
  const own = new Set(await idsOfManager(tx, installed, manager));
  return {
    installed: installed.filter((id) => !own.has(id)),
    peculiar: Object.fromEntries(Object.entries(peculiar).filter(([id]) => !own.has(Number(id)))),
  };
}

/** The set of installed software as ascending ids; what is not plain stands beside it. */
function takeInstalled(
  change: InventoryChange,
  name: ManagerSectionName<'installed'>,
  before: Kept,
  section: SetSection<InstalledPackage>,
  idOf: IdOf,
): void {
  const ids = new Set(before.installed);
  const peculiar: InventoryRow['peculiar'] = { ...before.peculiar };
  for (const item of section.removed) {
    const id = idOf(item);
    ids.delete(id);
    delete peculiar[id];
  }
  for (const item of section.added) {
    const id = idOf(item);
    ids.add(id);
    if (item.condition !== 'installed' || item.pinned) peculiar[id] = { condition: item.condition, pinned: item.pinned };
  }
  // Differences can add up to what no whole report could say: then it is asked for whole, and refused with its number.
  if (ids.size > inventoryLimit) return;
  change.installed = [...ids].toSorted((a, b) => a - b);
  change.peculiar = peculiar;
  change.digests[name] = section.digest;
}

function toldSoftware(
  told: readonly { readonly manager: ManagerId; readonly section: SetSection<InstalledPackage> }[],
  idOf: IdOf,
): ToldSoftware {
  const named = (manager: ManagerId, items: readonly InstalledPackage[]) =>
    items.map((item) => ({ id: idOf(item), manager, name: item.name, version: item.version }));
  return {
    added: told.flatMap(({ manager, section }) => named(manager, section.added)),
    removed: told.some(({ section }) => section.base === null)
      ? null
      : told.flatMap(({ manager, section }) => named(manager, section.removed)),
  };
}

function fits(section: { digest: string; value: unknown }): boolean {
  return digestOf(section.value) === section.digest;
}

/** A difference must stand on what is stored, and lead to the digest that it names. */
function setFits(section: SetSection<unknown>, stored: string | undefined): boolean {
  if (section.base !== null && section.base !== stored) return false;
  return addItems(removeItems(section.base ?? emptySetDigest, section.removed), section.added) === section.digest;
}

/** os-release `ID:VERSION_ID`; a rolling release has no version. */
export function ecosystemOf(os: { readonly id: string; readonly versionId: string }): string {
  return os.versionId === '' ? os.id : `${os.id}:${os.versionId}`;
}

/** Everything that the sections name, interned before the transaction begins: the catalogue is shared by all and must not be held by one. */
async function internAll(context: Context, known: string, sections: Sections): Promise<IdOf> {
  const named = managerIds.flatMap((manager) => {
    const own = sectionsOfManager(manager);
    return [sections[own.installed], sections[own.offers]].flatMap((section) =>
      section === undefined ? [] : [...section.added, ...section.removed].map((item) => ({ manager, item })),
    );
  });
  if (named.length === 0) return () => fault();
  const ecosystem = sections.system === undefined ? known : ecosystemOf(sections.system.value.os);
  const ids = await internSoftware(
    context.db,
    named.map(({ manager, item }) => softwareOf(manager, item, ecosystem)),
  );
  const byItem = new Map(named.map(({ item }, index) => [item, ids[index]]));
  return (item) => byItem.get(item) ?? fault();
}

function softwareOf(manager: ManagerId, item: InstalledPackage | Offer, ecosystem: string): Software {
  const version = 'to' in item ? item.to : item.version;
  return {
    ecosystem,
    manager,
    name: item.name,
    version,
    architecture: item.architecture,
    sourceName: item.sourceName,
    sourceVersion: item.sourceVersion,
    module: item.module ?? '',
  };
}

function fault(): never {
  throw new Error('software of a section was not interned');
}
