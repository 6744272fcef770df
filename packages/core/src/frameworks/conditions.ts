/** Conditions and clocks that several packs share. All of them are data. */
import type { ClockEvent } from '../risk/index.ts';
import type { Clock, SeverityCriterion, When } from './types.ts';

export const always: When = { kind: 'always' };

export const released = from('released');

/** Counted from this event and no other. */
export function from(event: ClockEvent): Clock {
  return { pick: 'first-known', of: [event] };
}

export function not(of: When): When {
  return { kind: 'not', of };
}

export function all(...of: readonly When[]): When {
  return { kind: 'all', of };
}

/** Severity by the worse of the maker's word and CVSS; where neither is known it counts as reached, and that is said. */
export function severityFrom(vendorAtLeast: 'critical' | 'high', more: Partial<SeverityCriterion> = {}): SeverityCriterion {
  const cvssAtLeast = vendorAtLeast === 'critical' ? 9 : 7;
  return { kind: 'severity', vendorAtLeast, cvssAtLeast, score: 'overall', when: 'either', neither: 'unknown', ...more };
}
