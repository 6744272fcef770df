/** How urgent each offer of one scan is, and by when it must be in. Pure: what is published is given. */
import { familyOf } from '@fettle/core/advisories';
import { judgeOffer } from '@fettle/core/findings';
import type { HoldingAdvisory, JudgedOffer } from '@fettle/core/findings';
import { deadlineOf, tightest } from '@fettle/core/frameworks';
import type { Deadline, Framework } from '@fettle/core/frameworks';
import type { Offer } from '@fettle/core/inventory';
import { defaultUrgencyRules } from '@fettle/core/risk';
import type { CveFacts, DeviceInput, RiskInput } from '@fettle/core/risk';
import { cvesOf } from '../steps.ts';
import type { GoodScan } from '../steps.ts';
import type { HoldingHere } from './match-scan.ts';

export type JudgedHere = Pick<Offer, 'name' | 'architecture' | 'from' | 'to'> &
  Pick<JudgedOffer, 'urgency' | 'basis' | 'why' | 'reasons' | 'defaulted'> & {
    readonly manager: GoodScan['manager'];
    /** Ids of the vulnerabilities that it ends, the one that decided first. */
    readonly ends: readonly string[];
    /** Advisories that hold for the installed version and that it ends. */
    readonly advisories: readonly string[];
    /** The tightest of all frameworks that were asked; null: none was, or none sets a day. */
    readonly due: string | null;
    /** One a framework, in the order in which they were asked. */
    readonly deadlines: readonly Deadline[];
  };

export type JudgeScanGiven = {
  readonly holding: readonly HoldingHere[];
  readonly facts: ReadonlyMap<string, CveFacts>;
  readonly kevKnown: boolean;
  readonly device: DeviceInput;
  readonly ecosystems: readonly string[];
  readonly frameworks: readonly Framework[];
  /** IANA name of the zone whose calendar counts. */
  readonly zone: string;
  /** RFC 3339. */
  readonly now: string;
};

/** Judges every offer, the urgent ones first, then by name. */
export function judgeScan(scan: GoodScan, given: JudgeScanGiven): readonly JudgedHere[] {
  const byPackage = new Map(given.holding.map((one) => [keyOf(one.name, one.architecture, one.version), one.matches]));
  return scan.offers
    .map((offer) => {
      const holding = (byPackage.get(keyOf(offer.name, offer.architecture, offer.from)) ?? []).map(
        ({ advisory, fixed }): HoldingAdvisory => {
          const { id, cves, published, severities } = advisory;
          return { id, cves, fixed, published, severity: severities.find(({ type }) => type === 'word')?.value ?? null, since: given.now };
        },
      );
      return judgeHere(scan, offer, holding, given);
    })
    .toSorted((a, b) => Number(b.urgency === 'urgent') - Number(a.urgency === 'urgent') || (a.name < b.name ? -1 : 1));
}

function judgeHere(scan: GoodScan, offer: Offer, holding: readonly HoldingAdvisory[], given: JudgeScanGiven): JudgedHere {
  const judged = judgeOffer(
    {
      manager: scan.manager,
      to: offer.to,
      sourceVersion: offer.sourceVersion,
      namedBy: familyOf(given.ecosystems[0] ?? '')?.namedBy ?? 'binary',
      security: offer.class === 'security',
      offeredAt: given.now,
      detectedAt: null,
      changelogCves: cvesOf(scan, offer),
    },
    { holding, factsOf: (cve) => given.facts.get(cve), kevKnown: given.kevKnown, device: given.device, rules: defaultUrgencyRules },
  );
  const deadlines = given.frameworks.flatMap((framework) => deadlineHere(framework, judged, given) ?? []);
  const { name, architecture, from, to } = offer;
  const { urgency, basis, why, reasons, defaulted, vulnerabilities } = judged;
  return {
    manager: scan.manager,
    name,
    architecture,
    from,
    to,
    urgency,
    basis,
    why,
    reasons,
    defaulted,
    ends: vulnerabilities.map(({ id }) => id),
    advisories: [...new Set(vulnerabilities.flatMap((one) => one.advisories))],
    due: tightest(deadlines, given.zone).due,
    deadlines,
  };
}

/** The tightest of what the framework asks for each vulnerability; where none is known, what it asks for the update itself. */
function deadlineHere(framework: Framework, judged: JudgedOffer, { device, zone }: JudgeScanGiven): Deadline | null {
  const cves = judged.basis === 'no-vulnerability' ? [] : null;
  const inputs: readonly RiskInput[] =
    judged.vulnerabilities.length === 0 ? [{ cves, device }] : judged.vulnerabilities.map(({ input }) => input);
  // Since when the device misses it, and was offered it, one look can not know.
  const all = inputs.map((input) =>
    deadlineOf(framework, { ...input, events: { ...input.events, detected: null, offered: null } }, { zone }),
  );
  const { decides, others } = tightest(all, zone);
  return decides[0] ?? others[0] ?? null;
}

function keyOf(name: string, architecture: string, version: string): string {
  return `${name}\n${architecture}\n${version}`;
}
