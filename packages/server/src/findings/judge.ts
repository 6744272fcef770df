/**
 * Judges offers: how urgent each is on its device, and by when it must be in. Woken by news of what is published and by devices that changed; cost follows what
 * changed: news of a vulnerability look at offers that end it, news of a device at that device.
 */
import { takeChangedCves, takeChangedSoftware } from '../catalogue/index.ts';
import { allClientIds, inClients, inNoClient, planAnew } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { assess } from './assess.ts';
import { touchCounts } from './counts.ts';
import { judgesBy, queueOutdated } from './judge-basis.ts';
import type { Basis } from './judge-basis.ts';
import { passOver } from './pass-over.ts';
import type { PassedOver } from './pass-over.ts';
import { queueAbsent, queueDevices, queueReaders, takeDevices, waitingClients } from './judge-queue.ts';
import { lockClient, readOffers, readReplacing, writeJudgements } from './judge-store.ts';
import type { Judgement, OfferRow } from './judge-store.ts';
import { fixedDevices } from './said.ts';
import { internSets } from './sets-store.ts';
import { addNews, clientsWithNews, enterAllClients, forgetNews, takeNews } from './news-store.ts';
import { refreshDevices, refreshSoftware, vulnerableOf } from './vulnerable-store.ts';

const softwareAtOnce = 20_000;
const cvesAtOnce = 5_000;
/** A device that reports while it is judged waits for the end of that: few at once. */
const devicesAtOnce = 100;

/** Judges everything that waits; returns of how many offers the judgement changed. A client that can not be judged holds up no other: it is tried again the next time. */
export async function judgeQueued(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  const passed = passOver(context);
  const basis = await queueOutdated(context, isStopping, { passed });
  let changed = 0;
  for (let more = true; more && !isStopping();) {
    const spread = await spreadNews(context);
    const news = await judgeNews({ context, basis, passed }, isStopping);
    const devices = await judgeDevices({ context, basis, passed });
    changed += news.changed + devices.changed;
    more = spread || news.more || devices.more;
  }
  return changed;
}

/** What this server judges by, and whom it passes over. */
type Judging = { readonly context: Context; readonly basis: Basis; readonly passed: PassedOver };
type Round = { readonly more: boolean; readonly changed: number };

/** Takes what changed in what is published, and leaves it with every client; false where there was less than one takes at once. */
async function spreadNews(context: Context): Promise<boolean> {
  return inNoClient(context.db, async (tx) => {
    await planAnew(tx);
    const holding = await takeChangedSoftware(tx, softwareAtOnce);
    const { cves, softwareIds } = await takeChangedCves(tx, cvesAtOnce);
    if (holding.length === 0 && cves.length === 0) return false;
    const clients = await enterAllClients(tx);
    if (cves.length > 0) await queueReaders(tx, cves);
    const known = new Set(holding);
    const told = softwareIds.filter((id) => !known.has(id));
    if (holding.length + told.length > 0) await addNews(tx, clients, { holding, told });
    return holding.length === softwareAtOnce || cves.length === cvesAtOnce;
  });
}

/** Judges each client by its oldest news; `more` is true where any had news, for there may be another. */
async function judgeNews(judging: Judging, isStopping: () => boolean): Promise<Round> {
  const { context, passed } = judging;
  const clients = await inClients(context.db, await allClientIds(context.db), clientsWithNews);
  let changed = 0;
  let more = false;
  for (const clientId of clients) {
    if (isStopping()) break;
    await passed.unlessItFails(clientId, async () => {
      const judged = await inClients(context.db, [clientId], (tx) => judgeByNews(judging, tx, clientId));
      if (judged === null) return;
      more = true;
      changed += judged.updates.length;
      // What is published of software counts in lists of findings also where no offer is judged otherwise.
      touchCounts(context, clientId, new Set([...judged.updates, ...judged.software]));
    });
  }
  if (clients.length > 0) await inNoClient(context.db, forgetNews);
  return { more, changed };
}

type JudgedByNews = { readonly software: readonly number[]; readonly updates: readonly number[] };

/** Judges a client by its oldest news; null: there is none, or another server judges it. */
async function judgeByNews({ context, basis }: Judging, tx: Tx, clientId: string): Promise<JudgedByNews | null> {
  await planAnew(tx);
  await lockClient(tx, clientId);
  if (!(await judgesBy(tx, clientId, basis, context.now()))) return null;
  const news = await takeNews(tx, clientId);
  if (news === null) return null;
  const software = [...news.holding, ...news.told];
  // Who has vulnerable software changes with what holds for it, and not with what is published of a vulnerability.
  if (news.holding.length > 0) {
    const left = await refreshSoftware(tx, clientId, news.holding, context.now());
    const fixed = await fixedDevices(tx, clientId, news.holding);
    // In one statement and so in one order: a device that reports holds its place in the queue while it waits for another row.
    await queueDevices(
      tx,
      [...new Set([...left, ...fixed])].map((deviceId) => ({ clientId, deviceId })),
    );
  }
  return { software, updates: await judgeOffers(context, tx, clientId, await readReplacing(tx, clientId, software)) };
}

async function judgeDevices(judging: Judging): Promise<Round> {
  const { context, passed } = judging;
  const waiting = await inClients(context.db, await allClientIds(context.db), waitingClients);
  let changed = 0;
  let more = false;
  for (const clientId of waiting) {
    await passed.unlessItFails(clientId, async () => {
      const judged = await inClients(context.db, [clientId], (tx) => judgeSomeDevices(judging, tx, clientId));
      more ||= judged.taken === devicesAtOnce;
      changed += judged.updates.length;
      touchCounts(context, clientId, new Set([...judged.updates, ...judged.moved]));
    });
  }
  return { more, changed };
}

type JudgedDevices = { readonly taken: number; readonly updates: readonly number[]; readonly moved: readonly number[] };

async function judgeSomeDevices({ context, basis }: Judging, tx: Tx, clientId: string): Promise<JudgedDevices> {
  await planAnew(tx);
  await lockClient(tx, clientId);
  if (!(await judgesBy(tx, clientId, basis, context.now()))) return { taken: 0, updates: [], moved: [] };
  await queueAbsent(tx, clientId);
  const taken = await takeDevices(tx, clientId, devicesAtOnce);
  const devices = taken.map(({ id }) => id);
  const moved = await refreshDevices(tx, clientId, devices, context.now());
  const updates = await judgeOffers(context, tx, clientId, await readOffers(tx, clientId, devices));
  // A device that stands otherwise with what it has changes lists of findings, also where nothing else changed.
  const standing = await vulnerableOf(
    tx,
    clientId,
    taken.flatMap((one) => (one.standing ? [one.id] : [])),
  );
  return { taken: taken.length, updates, moved: [...moved, ...standing] };
}

/** Judges these offers and writes what is other than before; returns the updates of which a judgement changed. */
async function judgeOffers(context: Context, tx: Tx, clientId: string, offers: readonly OfferRow[]): Promise<readonly number[]> {
  const assessed = await assess(tx, clientId, offers, context.now());
  // Thousands of devices share a judgement: what it ends is put in order once.
  const distinct = [...new Set(assessed.map(({ judged }) => judged))];
  const sets = await internSets(
    tx,
    distinct.map(({ vulnerabilities }) => vulnerabilities.map(({ id }) => id).toSorted()),
  );
  const setOf = new Map(distinct.map((judged, at) => [judged, sets[at] ?? null]));
  const rows = assessed.flatMap(({ offer, judged, due }): readonly Judgement[] => {
    const { urgency, basis, word } = judged;
    const next = {
      urgency,
      basis,
      endedSet: setOf.get(judged) ?? null,
      due: due?.at ?? null,
      dueBy: due?.by ?? null,
      word,
      ruled: judged.ruled?.urgency ?? null,
    };
    return isAsBefore(offer, next) ? [] : [{ deviceId: offer.device_id, softwareId: offer.software_id, ...next }];
  });
  await writeJudgements(tx, clientId, rows);
  return [...new Set(rows.map((row) => row.softwareId))];
}

function isAsBefore(offer: OfferRow, next: Omit<Judgement, 'deviceId' | 'softwareId'>): boolean {
  return (
    offer.urgency === next.urgency &&
    offer.basis === next.basis &&
    offer.ended_set === next.endedSet &&
    offer.due === next.due &&
    offer.due_by === next.dueBy &&
    offer.word === next.word &&
    offer.ruled === next.ruled
  );
}
