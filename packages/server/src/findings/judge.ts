/**
 * Judges offers: how urgent each is on its device, and by when it must be in. Woken by news of what is published and by devices that changed; cost follows what
 * changed: news of a vulnerability look at offers that end it, news of a device at that device.
 */
import { familyOf, ecosystemsOf } from '@fettle/core/advisories';
import { judgeOffer } from '@fettle/core/findings';
import type { HoldingAdvisory, JudgedOffer } from '@fettle/core/findings';
import { isPublicAddress } from '@fettle/core/inventory';
import { defaultUrgencyRules } from '@fettle/core/risk';
import type { CveFacts, DeviceInput } from '@fettle/core/risk';
import { takeChangedCves, takeChangedSoftware } from '../catalogue/index.ts';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { touchCounts } from './counts.ts';
import {
  kevWasTaken,
  queueReaders,
  readDevices,
  readFacts,
  readHolding,
  readOffers,
  refreshDevices,
  refreshSoftware,
  takeDevices,
  waitingClients,
  writeJudgements,
} from './judge-store.ts';
import type { Judgement, OfferRow } from './judge-store.ts';

const softwareAtOnce = 5_000;
const cvesAtOnce = 5_000;
const devicesAtOnce = 250;

/** Judges everything that waits; returns of how many offers the judgement changed. */
export async function judgeQueued(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  let changed = 0;
  for (let more = true; more && !isStopping();) {
    const news = await judgeNews(context);
    const devices = await judgeDevices(context);
    changed += news.changed + devices.changed;
    more = news.more || devices.more;
  }
  return changed;
}

type Round = { readonly more: boolean; readonly changed: number };

async function judgeNews(context: Context): Promise<Round> {
  const clients = await allClientIds(context.db);
  const touched = new Map<string, Set<number>>();
  const round = await inClients(context.db, clients, async (tx) => {
    touched.clear();
    const own = await takeChangedSoftware(tx, softwareAtOnce);
    const { cves, softwareIds } = await takeChangedCves(tx, cvesAtOnce);
    const software = [...new Set([...own, ...softwareIds])];
    if (software.length === 0 && cves.length === 0) return { more: false, changed: 0 };
    let changed = 0;
    for (const clientId of clients) {
      if (cves.length > 0) await queueReaders(tx, clientId, cves);
      const devices = await refreshSoftware(tx, clientId, software, context.now());
      if (devices.length === 0) continue;
      const judged = await judgeOffers(tx, clientId, await readOffers(tx, clientId, devices, software));
      changed += judged.length;
      touched.set(clientId, new Set(judged));
    }
    return { more: own.length === softwareAtOnce || cves.length === cvesAtOnce, changed };
  });
  for (const [clientId, ids] of touched) touchCounts(context, clientId, ids);
  return round;
}

async function judgeDevices(context: Context): Promise<Round> {
  const waiting = await inClients(context.db, await allClientIds(context.db), waitingClients);
  let changed = 0;
  let more = false;
  for (const clientId of waiting) {
    const judged = await inClients(context.db, [clientId], async (tx) => {
      const devices = await takeDevices(tx, clientId, devicesAtOnce);
      more ||= devices.length === devicesAtOnce;
      await refreshDevices(tx, clientId, devices, context.now());
      return judgeOffers(tx, clientId, await readOffers(tx, clientId, devices, null));
    });
    changed += judged.length;
    touchCounts(context, clientId, new Set(judged));
  }
  return { more, changed };
}

/** Judges these offers and writes what is other than before; returns the updates of which a judgement changed. */
async function judgeOffers(tx: Tx, clientId: string, offers: readonly OfferRow[]): Promise<readonly number[]> {
  if (offers.length === 0) return [];
  const holding = await readHolding(tx, [...new Set(offers.flatMap((offer) => offer.old_id ?? []))]);
  const facts = await readFacts(tx, namedCves(offers, holding));
  const kevKnown = await kevWasTaken(tx);
  const devices = await devicesById(tx, clientId, offers);
  const known = new Map<string, JudgedOffer>();
  const rows = offers.flatMap((offer): readonly Judgement[] => {
    const device = devices.get(offer.device_id);
    if (device === undefined) return [];
    const key = JSON.stringify([offer.software_id, offer.old_id, device, offer.first_seen_at, offer.since, offer.cves]);
    const judged = known.get(key) ?? judgeRow(offer, { holding: holding.get(offer.old_id ?? -1) ?? [], facts, kevKnown, device });
    known.set(key, judged);
    const next = {
      urgency: judged.urgency,
      basis: judged.basis,
      ended: judged.vulnerabilities.map(({ id }) => id).toSorted(),
      due: null,
      dueBy: null,
    };
    return isAsBefore(offer, next) ? [] : [{ deviceId: offer.device_id, softwareId: offer.software_id, ...next }];
  });
  await writeJudgements(tx, clientId, rows);
  return [...new Set(rows.map((row) => row.softwareId))];
}

/** What the rules ask of a device. Where nobody set its exposure its own addresses say whether it can be reached directly. */
export async function devicesById(tx: Tx, clientId: string, offers: readonly OfferRow[]): Promise<ReadonlyMap<string, DeviceInput>> {
  const found = await readDevices(tx, clientId, [...new Set(offers.map((offer) => offer.device_id))]);
  return new Map(
    found.map(({ id, tier, exposure, addresses }) => [id, { tier, exposure, listensPublicly: addresses?.some(isPublicAddress) ?? null }]),
  );
}

export type JudgeFacts = {
  readonly holding: readonly HoldingAdvisory[];
  readonly facts: ReadonlyMap<string, CveFacts>;
  readonly kevKnown: boolean;
  readonly device: DeviceInput;
};

/** The core's judgement of one row. */
export function judgeRow(offer: OfferRow, { holding, facts, kevKnown, device }: JudgeFacts): JudgedOffer {
  return judgeOffer(
    {
      manager: offer.manager,
      to: offer.version,
      sourceVersion: offer.source_version,
      namedBy: namedBy(offer.ecosystem),
      security: offer.security,
      offeredAt: offer.first_seen_at,
      detectedAt: offer.since,
      changelogCves: offer.cves,
    },
    {
      holding,
      factsOf: (cve) => facts.get(cve),
      kevKnown,
      device,
      rules: defaultUrgencyRules,
    },
  );
}

/** All CVE ids that these offers could be judged by. */
export function namedCves(offers: readonly OfferRow[], holding: ReadonlyMap<number, readonly HoldingAdvisory[]>): readonly string[] {
  const ids = new Set<string>();
  for (const advisories of holding.values()) for (const { cves } of advisories) for (const cve of cves) ids.add(cve);
  for (const { cves } of offers) for (const cve of cves ?? []) ids.add(cve);
  return [...ids];
}

function isAsBefore(offer: OfferRow, next: Pick<Judgement, 'urgency' | 'basis' | 'ended' | 'due' | 'dueBy'>): boolean {
  return (
    offer.urgency === next.urgency &&
    offer.basis === next.basis &&
    offer.due === next.due &&
    offer.due_by === next.dueBy &&
    offer.ended.length === next.ended.length &&
    offer.ended.every((id, at) => id === next.ended[at])
  );
}

/** Whose versions the advisories of a device's ecosystem name. */
function namedBy(ecosystem: string): 'source' | 'binary' {
  const [id = '', version = ''] = ecosystem.split(':', 2);
  const [first = ''] = ecosystemsOf({ id, versionId: version });
  return familyOf(first)?.namedBy ?? 'binary';
}
