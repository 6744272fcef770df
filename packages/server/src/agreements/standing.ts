/** Which of a client's agreements hold on a day. Days are `YYYY-MM-DD`, so text sorts as time does; first and last day both count. */

export type Span = { readonly from: string; readonly to: string | null };
export type SpanStanding = 'not-begun' | 'holds' | 'ended';

export function spanStanding({ from, to }: Span, day: string): SpanStanding {
  if (to !== null && (to < day || to < from)) return 'ended';
  return day < from ? 'not-begun' : 'holds';
}

export type SlaSpan = Span & { readonly version: number };
export type SlaStanding = SpanStanding | 'replaced';

/**
 * The version of an SLA that holds on a day; null: none does. A version holds from its first day to its last, or until a newer version begins. A newer one
 * that begins no earlier replaces it for good: when that ends, what it replaced does not come back. A newer one that began before it, and ends, only covers
 * its own days.
 */
export function slaOn<Sla extends SlaSpan>(versions: readonly Sla[], day: string): Sla | null {
  return versions.find((one) => spanStanding(one, day) === 'holds' && !isReplaced(one, versions, day)) ?? null;
}

function isReplaced(one: SlaSpan, versions: readonly SlaSpan[], day: string): boolean {
  return versions.some(
    (other) => other.version > one.version && other.from <= day && (other.from >= one.from || spanStanding(other, day) === 'holds'),
  );
}

/** How one version stands on a day among all of them. `replaced` also stands for one that was to begin and never will. */
export function slaStanding(one: SlaSpan, versions: readonly SlaSpan[], day: string): SlaStanding {
  const standing = spanStanding(one, day);
  if (standing === 'holds') return isReplaced(one, versions, day) ? 'replaced' : 'holds';
  if (standing === 'ended') return 'ended';
  return firstDays(one, versions).some((first) => slaOn(versions, first)?.version === one.version) ? 'not-begun' : 'replaced';
}

/** The days on which it could begin to hold: its own first, and those after the end of newer ones that cover it for a while. */
function firstDays({ from, version }: SlaSpan, versions: readonly SlaSpan[]): readonly string[] {
  return [from, ...versions.flatMap((other) => (other.version > version && other.to !== null ? [dayAfter(other.to)] : []))];
}

export function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}

/** The day in UTC of an instant in UTC (RFC 3339). */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
