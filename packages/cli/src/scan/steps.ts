/** Which source packages a scan's offers stand for: what a changelog is asked about, each once. */
import type { ManagerScan } from '@fettle/core/inventory';

export type GoodScan = Extract<ManagerScan, { ok: true }>;
export type ChangelogStep = {
  readonly sourceName: string;
  readonly packageName: string;
  readonly architecture: string;
  readonly from: string;
  readonly to: string;
};

/** Each offer with the source versions that its changelog counts in. */
export function stepOf(scan: GoodScan, offer: GoodScan['offers'][number]): ChangelogStep {
  const installed = scan.installed.find(
    ({ name, architecture, version }) => name === offer.name && architecture === offer.architecture && version === offer.from,
  );
  const { sourceName, name: packageName, architecture, sourceVersion: to } = offer;
  return { sourceName, packageName, architecture, from: installed?.sourceVersion ?? offer.from, to };
}

/** The distinct steps, security updates first. */
export function changelogSteps(scan: GoodScan): readonly ChangelogStep[] {
  const urgentFirst = scan.offers.toSorted((a, b) => Number(b.class === 'security') - Number(a.class === 'security'));
  return [...new Map(urgentFirst.map((offer) => stepOf(scan, offer)).map((step) => [stepKey(step), step])).values()];
}

export function stepKey({ sourceName, from, to }: Pick<ChangelogStep, 'sourceName' | 'from' | 'to'>): string {
  return `${sourceName} ${from} ${to}`;
}

/** CVE ids by offer; null: not known. */
export function cvesOf(scan: GoodScan, offer: GoodScan['offers'][number]): readonly string[] | null {
  const key = stepKey(stepOf(scan, offer));
  return scan.changelogs.find((fact) => stepKey(fact) === key)?.cves ?? null;
}
