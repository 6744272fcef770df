import type { ClockEvents, CveFacts, CvssVersion, RiskInput } from './types.ts';
import { parseVector } from './cvss/index.ts';

/** What one finding adds to what is published of its CVE. */
export type OnDevice = Pick<RiskInput, 'device' | 'fault' | 'override'> & {
  readonly events: Omit<ClockEvents, 'published' | 'kevAdded' | 'kevDue'>;
  /** The severity in the words of whoever made the update. */
  readonly vendor: string | null;
};

/**
 * The input for one CVE on one device. Of several CVSS vectors the first of the newest version counts; vectors that can not be read
 * are passed over. CISA's word decides whether it is exploited. Not being in the catalogue is known, because all of it is published.
 */
export function riskInputOf(cve: CveFacts, { events, vendor, ...rest }: OnDevice): RiskInput {
  const exploitation = cve.ssvc?.exploitation ?? null;
  return {
    ...rest,
    cves: [cve.id],
    events: { ...events, published: cve.published, kevAdded: cve.kev?.added ?? null, kevDue: cve.kev?.due ?? null },
    severity: { cvss: newestVector(cve.cvss), vendor },
    inKev: cve.kev !== null,
    exploited: exploitation === null ? null : exploitation === 'active',
    exploitation,
    automatable: cve.ssvc?.automatable ?? null,
    technicalImpact: cve.ssvc?.technicalImpact ?? null,
    epss: cve.epss?.score ?? null,
  };
}

const newestFirst = ['4.0', '3.1', '3.0', '2.0'] as const satisfies readonly CvssVersion[];

function newestVector(published: CveFacts['cvss']): string | null {
  const read = published.flatMap(({ vector }) => {
    const parsed = parseVector(vector);
    return 'error' in parsed ? [] : [{ vector, version: parsed.version }];
  });
  for (const version of newestFirst) {
    const found = read.find((one) => one.version === version);
    if (found !== undefined) return found.vector;
  }
  return null;
}
