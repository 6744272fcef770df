/** What the core says of offers of one client: how urgent each is on its device, and by when it must be in. Reads everything that this follows from; writes nothing. */
import type { Absence } from '@fettle/core/absence';
import { familyOf, unsignedSource } from '@fettle/core/advisories';
import type { EcosystemFamily } from '@fettle/core/advisories';
import { dueOfOffer, judgeOffer, withWords } from '@fettle/core/findings';
import type { DueGiven, HoldingAdvisory, JudgeGiven, OfferDue, OfferedBefore, OfferToJudge, SpokenOffer } from '@fettle/core/findings';
import { deadlineOf } from '@fettle/core/frameworks';
import type { Deadline } from '@fettle/core/frameworks';
import { listensPublicly } from '@fettle/core/inventory';
import { defaultUrgencyRules, urgencyOf } from '@fettle/core/risk';
import type { DeviceInput, UrgencyAnswer } from '@fettle/core/risk';
import { osvEcosystems } from '../catalogue/index.ts';
import { frameworksOf } from '../agreements/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { firstEvents } from './first-events.ts';
import { kevWasTaken, readAbsences, readDevices, readFacts, readHolding, readVersions } from './judge-store.ts';
import type { JudgedDevice, OfferRow, SoftwareVersions } from './judge-store.ts';
import { readSaid } from './said.ts';

export type Assessed = {
  readonly offer: OfferRow;
  /** With what people and makers say of it. */
  readonly judged: SpokenOffer;
  readonly due: OfferDue | null;
  /** By what the deadlines were asked for: for whoever shows all of them. */
  readonly given: DueGiven;
  /** What holds for the version that it replaces. */
  readonly holding: readonly HoldingAdvisory[];
};

/**
 * Assesses these offers of one client at `now`. The same question is asked of the rules once, however many devices have it. `shown`: also what decides nothing and is
 * only shown, such as the time that a device was off where no agreement leaves it out.
 */
export async function assess(
  tx: Tx,
  clientId: string,
  offers: readonly OfferRow[],
  now: string,
  shown = false,
): Promise<readonly Assessed[]> {
  if (offers.length === 0) return [];
  const holding = await readHolding(tx, [
    ...new Set(offers.flatMap((offer) => [...(offer.old_id === null ? [] : [offer.old_id]), ...(offer.earlier_ids ?? [])])),
  ]);
  const facts = await readFacts(tx, namedCves(offers, holding));
  const kevKnown = await kevWasTaken(tx);
  const deviceIds = [...new Set(offers.map((offer) => offer.device_id))];
  const found = await readDevices(tx, clientId, deviceIds);
  const devices = new Map(found.map((device) => [device.id, { ...device, input: inputOf(device) }]));
  const frameworks = await frameworksOf(tx, clientId, now.slice(0, 10));
  const counted = shown || frameworks.some(({ framework }) => framework.offTime !== undefined);
  const absences = counted
    ? await readAbsences(tx, clientId, firstEvents(offers, { holding, facts }))
    : new Map<string, readonly Absence[]>();
  // A device that is off every weekend has hundreds: they are put into words once.
  const offTexts = new Map([...absences].map(([id, off]) => [id, JSON.stringify(off)]));
  const given = { factsOf: (cve: string) => facts.get(cve), kevKnown, rules: defaultUrgencyRules, ask: rememberingUrgency() };
  const deadline = rememberingDeadline();
  const versions = await readVersions(tx, [...new Set(offers.flatMap((offer) => offer.before_ids ?? []))]);
  const said = await readSaid(tx, clientId, offers, now);
  const known = new Map<string, Omit<Assessed, 'offer'>>();
  return offers.flatMap((offer): readonly Assessed[] => {
    const device = devices.get(offer.device_id);
    if (device === undefined) return [];
    const held = frameworks.filter(({ outOfScope }) => !outOfScope.has(offer.device_id));
    const names = held.map(({ framework }) => `${framework.id} ${framework.version}`);
    const { first_seen_at: offered, since } = offer;
    const off = absences.get(offer.device_id) ?? [];
    const key = JSON.stringify([
      offer.software_id,
      offer.old_id,
      offer.security,
      device.input,
      device.zone,
      names,
      offered,
      since,
      offer.earlier_ids,
      offer.earlier_since,
      offer.before_ids,
      offer.before_offered,
      offer.cves,
      offTexts.get(offer.device_id) ?? '',
      said.keyOf(offer, device.site_id),
      offer.from_version,
    ]);
    let answer = known.get(key);
    if (answer === undefined) {
      const here = holding.get(offer.old_id ?? -1) ?? [];
      const toJudge = offerToJudge(offer, here, earlierOf(offer, holding), versions);
      const ruled = judgeOffer(toJudge, { ...given, holding: here, device: device.input });
      const judged = withWords(ruled, said.of(offer, device.site_id, toJudge), given.rules);
      const detected = here.length === 0 ? null : since;
      const asked = { held, events: { offered, detected }, zone: device.zone, off, ask: deadline };
      const due = dueOfOffer(judged, asked);
      known.set(key, (answer = { judged, due, given: asked, holding: here }));
    }
    return [{ offer, ...answer }];
  });
}

/** What the rules ask of a device. Where nobody set its exposure its own addresses and sockets say whether it can be reached directly. */
function inputOf({ tier, exposure, addresses, listening }: JudgedDevice): DeviceInput {
  return { tier, exposure, listensPublicly: listensPublicly(addresses, listening) };
}

/** Asks the rules once for each vulnerability and kind of device: thousands of devices have the same. Good for as long as the facts are the same. */
function rememberingUrgency(): NonNullable<JudgeGiven['ask']> {
  const known = new Map<string, UrgencyAnswer>();
  return (id, input, rules) => {
    const key = JSON.stringify([id, input.severity, input.device]);
    const answer = known.get(key) ?? urgencyOf(input, rules);
    known.set(key, answer);
    return answer;
  };
}

function rememberingDeadline(): typeof deadlineOf {
  const known = new Map<string, Deadline>();
  return (framework, input, options) => {
    const key = JSON.stringify([framework.id, framework.version, options, input]);
    const answer = known.get(key) ?? deadlineOf(framework, input, options);
    known.set(key, answer);
    return answer;
  };
}

/** What stood in the place of what it replaces, the newest first. */
function earlierOf(offer: OfferRow, holding: ReadonlyMap<number, readonly HoldingAdvisory[]>): NonNullable<OfferToJudge['earlier']> {
  const { earlier_ids: ids, earlier_since: sinces } = offer;
  return (ids ?? [])
    .map((id, at) => ({ since: sinces?.[at] ?? '', holding: new Map((holding.get(id) ?? []).map((one) => [one.id, one.since])) }))
    .toReversed();
}

function offerToJudge(
  offer: OfferRow,
  holding: readonly HoldingAdvisory[],
  earlier: NonNullable<OfferToJudge['earlier']>,
  versions: ReadonlyMap<number, SoftwareVersions>,
): OfferToJudge {
  const family = familyOfDevice(offer.ecosystem);
  const sourceOf = (one: Omit<SoftwareVersions, 'id'>): string =>
    family === null ? one.source_version : unsignedSource(family.name, { name: one.source_name, version: one.source_version }).version;
  const before = (offer.before_ids ?? []).flatMap((id, at): readonly OfferedBefore[] => {
    const found = versions.get(id);
    return found === undefined
      ? []
      : [{ to: found.version, sourceVersion: sourceOf(found), offeredAt: offer.before_offered?.[at] ?? offer.first_seen_at }];
  });
  return {
    manager: offer.manager,
    to: offer.version,
    sourceVersion: sourceOf(offer),
    namedBy: family?.namedBy ?? 'binary',
    security: offer.security,
    offeredAt: offer.first_seen_at,
    before,
    // A device on which it only may hold has not been seen to have it.
    detectedAt: holding.length === 0 ? null : offer.since,
    earlier,
    changelogCves: offer.cves,
  };
}

/** All CVE ids that these offers could be judged by. */
function namedCves(offers: readonly OfferRow[], holding: ReadonlyMap<number, readonly HoldingAdvisory[]>): readonly string[] {
  const ids = new Set<string>();
  for (const id of new Set(offers.map((offer) => offer.old_id)))
    for (const { cves } of holding.get(id ?? -1) ?? []) for (const cve of cves) ids.add(cve);
  for (const { cves } of offers) for (const cve of cves ?? []) ids.add(cve);
  return [...ids];
}

/** The family of ecosystems that advisories about a device's software belong to; null: none that is known here. */
function familyOfDevice(ecosystem: string): EcosystemFamily | null {
  const [first] = osvEcosystems(ecosystem);
  return first === undefined ? null : familyOf(first);
}
