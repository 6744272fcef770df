/** What the core says of offers of one client: how urgent each is on its device, and by when it must be in. Reads everything that this follows from; writes nothing. */
import { familyOf, unsignedSource } from '@fettle/core/advisories';
import type { EcosystemFamily } from '@fettle/core/advisories';
import { dueOfOffer, judgeOffer } from '@fettle/core/findings';
import type { HoldingAdvisory, JudgedOffer, JudgeGiven, OfferDue } from '@fettle/core/findings';
import { deadlineOf } from '@fettle/core/frameworks';
import type { Deadline } from '@fettle/core/frameworks';
import { isPublicAddress } from '@fettle/core/inventory';
import { defaultUrgencyRules, urgencyOf } from '@fettle/core/risk';
import type { DeviceInput, UrgencyAnswer } from '@fettle/core/risk';
import { osvEcosystems } from '../catalogue/index.ts';
import { frameworksOf } from '../agreements/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { kevWasTaken, readDevices, readFacts, readHolding } from './judge-store.ts';
import type { JudgedDevice, OfferRow } from './judge-store.ts';

export type Assessed = { readonly offer: OfferRow; readonly judged: JudgedOffer; readonly due: OfferDue | null };

/** Assesses these offers of one client at `now`. The same question is asked of the rules once, however many devices have it. */
export async function assess(tx: Tx, clientId: string, offers: readonly OfferRow[], now: string): Promise<readonly Assessed[]> {
  if (offers.length === 0) return [];
  const holding = await readHolding(tx, [...new Set(offers.flatMap((offer) => offer.old_id ?? []))]);
  const facts = await readFacts(tx, namedCves(offers, holding));
  const kevKnown = await kevWasTaken(tx);
  const found = await readDevices(tx, clientId, [...new Set(offers.map((offer) => offer.device_id))]);
  const devices = new Map(found.map((device) => [device.id, { ...device, input: inputOf(device) }]));
  const frameworks = await frameworksOf(tx, clientId, now.slice(0, 10));
  const given = { factsOf: (cve: string) => facts.get(cve), kevKnown, rules: defaultUrgencyRules, ask: rememberingUrgency() };
  const deadline = rememberingDeadline();
  const known = new Map<string, Omit<Assessed, 'offer'>>();
  return offers.flatMap((offer): readonly Assessed[] => {
    const device = devices.get(offer.device_id);
    if (device === undefined) return [];
    const held = frameworks.filter(({ outOfScope }) => !outOfScope.has(offer.device_id));
    const names = held.map(({ framework }) => `${framework.id} ${framework.version}`);
    const { first_seen_at: offered, since: detected } = offer;
    const key = JSON.stringify([
      offer.software_id,
      offer.old_id,
      offer.security,
      device.input,
      device.zone,
      names,
      offered,
      detected,
      offer.cves,
    ]);
    let answer = known.get(key);
    if (answer === undefined) {
      const judged = judgeRow(offer, { ...given, holding: holding.get(offer.old_id ?? -1) ?? [], device: device.input });
      const due = dueOfOffer(judged, { held, events: { offered, detected }, zone: device.zone, ask: deadline });
      known.set(key, (answer = { judged, due }));
    }
    return [{ offer, ...answer }];
  });
}

/** What the rules ask of a device. Where nobody set its exposure its own addresses say whether it can be reached directly. */
function inputOf({ tier, exposure, addresses }: JudgedDevice): DeviceInput {
  return { tier, exposure, listensPublicly: addresses?.some(isPublicAddress) ?? null };
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

function judgeRow(offer: OfferRow, given: JudgeGiven): JudgedOffer {
  const family = familyOfDevice(offer.ecosystem);
  const source = { name: offer.source_name, version: offer.source_version };
  return judgeOffer(
    {
      manager: offer.manager,
      to: offer.version,
      sourceVersion: family === null ? source.version : unsignedSource(family.name, source).version,
      namedBy: family?.namedBy ?? 'binary',
      security: offer.security,
      offeredAt: offer.first_seen_at,
      detectedAt: offer.since,
      changelogCves: offer.cves,
    },
    given,
  );
}

/** All CVE ids that these offers could be judged by. */
function namedCves(offers: readonly OfferRow[], holding: ReadonlyMap<number, readonly HoldingAdvisory[]>): readonly string[] {
  const ids = new Set<string>();
  for (const advisories of holding.values()) for (const { cves } of advisories) for (const cve of cves) ids.add(cve);
  for (const { cves } of offers) for (const cve of cves ?? []) ids.add(cve);
  return [...ids];
}

/** The family of ecosystems that advisories about a device's software belong to; null: none that is known here. */
function familyOfDevice(ecosystem: string): EcosystemFamily | null {
  const [first] = osvEcosystems(ecosystem);
  return first === undefined ? null : familyOf(first);
}
