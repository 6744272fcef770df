import { bodBands } from './levels.ts';
import type { BodBand } from './levels.ts';
import { deviceTiers } from './types.ts';
import type { DeviceTier } from './types.ts';
import { defaultUrgencyRules } from './urgency-rules.ts';

/** What the order of work looks at. Null is unknown, or none for `bod2604` and `deadline`. */
export type Ranked = {
  readonly urgency: 'urgent' | 'normal';
  readonly bod2604: BodBand | null;
  /** A day or an instant, RFC 3339, all of one kind of zone (UTC). */
  readonly deadline: string | null;
  readonly epss: number | null;
  readonly cvss: number | null;
  readonly tier: DeviceTier | null;
};

/**
 * The order of work, for sorting: urgent first; inside a level the shorter BOD 26-04 time, the earlier deadline, the higher EPSS,
 * the higher CVSS, the more critical device. An unknown EPSS or CVSS stands where the threshold of the rules is: below it would read as
 * harmless.
 */
export function compareUrgency(a: Ranked, b: Ranked): number {
  return (
    Number(b.urgency === 'urgent') - Number(a.urgency === 'urgent') ||
    bandRank(b) - bandRank(a) ||
    compareDeadlines(a.deadline, b.deadline) ||
    (b.epss ?? defaultUrgencyRules.epssAtLeast) - (a.epss ?? defaultUrgencyRules.epssAtLeast) ||
    (b.cvss ?? defaultUrgencyRules.cvssAtLeast) - (a.cvss ?? defaultUrgencyRules.cvssAtLeast) ||
    tierRank(a) - tierRank(b)
  );
}

function bandRank({ bod2604 }: Ranked): number {
  return bod2604 === null ? -1 : bodBands.indexOf(bod2604);
}

/** A day ends when it is over; no deadline comes after every deadline. */
function compareDeadlines(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return Temporal.Instant.compare(endOf(a), endOf(b));
}

function endOf(deadline: string): Temporal.Instant {
  if (deadline.includes('T')) return Temporal.Instant.from(deadline);
  return Temporal.PlainDate.from(deadline).add({ days: 1 }).toZonedDateTime('UTC').toInstant();
}

/** A device whose tier was not set stands with the second. */
function tierRank({ tier }: Ranked): number {
  return deviceTiers.indexOf(tier ?? 'important');
}
