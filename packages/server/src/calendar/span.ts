/** The days that a calendar is looked at for, and what stands in them. */
import type { CallOutput } from '@fettle/protocol/client';

export type Entry = CallOutput<'getCalendar'>['items'][number];
export type Span = { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

export type ClientPart = {
  readonly id: string;
  readonly name: string;
  readonly sites: readonly { readonly id: string; readonly name: string; readonly zone: string }[];
};

/** Whether a part of it lies in the span. */
export function touches(span: Span, from: Temporal.Instant, until: Temporal.Instant): boolean {
  return Temporal.Instant.compare(from, span.until) < 0 && Temporal.Instant.compare(until, span.from) > 0;
}
