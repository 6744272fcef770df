import type { Absence } from '../absence/index.ts';
import { deadlineOf, endOf, readPoint } from '../frameworks/index.ts';
import type { Deadline, Framework, OwnTimes } from '../frameworks/index.ts';
import type { ClockEvents, RiskInput } from '../risk/index.ts';
import type { JudgedOffer } from './judge-offer.ts';

/** A framework that the client is held to, and its own times for clauses that leave them to it. */
export type Held = { readonly framework: Framework; readonly own: OwnTimes | undefined };

export type OfferDue = {
  /** The moment at which the time is over, RFC 3339 in UTC; a day lasts to its end in the zone. */
  readonly at: string;
  /** Framework and clause, for people. */
  readonly by: string;
  /** The vulnerability whose time is over first; null: the clause speaks of every update. */
  readonly vulnerability: string | null;
  readonly deadline: Deadline;
};

/** What one framework says of an offer: of all that it ends, the one whose time is over first. */
export type OfferDeadline = {
  /** Of the framework. */
  readonly title: string;
  /** Null: the update itself was asked about, for it ends none that is known. */
  readonly vulnerability: string | null;
  /** The moment at which the time is over, as in `OfferDue`; null: the framework sets no time. */
  readonly at: string | null;
  readonly deadline: Deadline;
  /** What could be counted from. */
  readonly events: ClockEvents;
};

export type DueGiven = {
  readonly held: readonly Held[];
  /** When this device was first offered it, and since when it lacks it. */
  readonly events: ClockEvents;
  readonly zone: string;
  /** When the device was provably off, in the order of time; absent: nobody asked. */
  readonly off?: readonly Absence[];
  /** `deadlineOf`, or one that remembers. */
  readonly ask?: typeof deadlineOf;
};

/**
 * By when an offer must be in: the earliest of what each framework says of each vulnerability that it ends, or of the update itself where it ends none. Null where
 * no framework sets a time. A framework that can not count (an event is missing) sets none; `deadlineOf` says so where a person asks.
 */
export function dueOfOffer(judged: JudgedOffer, given: DueGiven): OfferDue | null {
  let first: OfferDue | null = null;
  for (const { title, vulnerability, at, deadline } of deadlinesOfOffer(judged, given)) {
    if (at === null || (first !== null && !isBefore(at, first.at))) continue;
    first = { at, by: `${title}, ${deadline.clause ?? ''}`, vulnerability, deadline };
  }
  return first;
}

/** One a framework, in the order in which the client is held to them. */
export function deadlinesOfOffer(
  judged: JudgedOffer,
  { held, events, zone, off = [], ask = deadlineOf }: DueGiven,
): readonly OfferDeadline[] {
  const asked =
    judged.vulnerabilities.length === 0
      ? [askedWith(null, { cves: [] }, events, { off, zone })]
      : judged.vulnerabilities.map(({ id, input }) => askedWith(id, input, input.events ?? {}, { off, zone }));
  // Of a security update of which not everything is known the rules would say less than was decided: it is urgent until more is known.
  const urgency = judged.basis === 'unmatched' ? { urgency: { urgency: 'urgent', defaulted: [] } as const } : {};
  return held.flatMap(({ framework, own }): readonly OfferDeadline[] => {
    let first: OfferDeadline | null = null;
    for (const one of asked) {
      const deadline = ask(framework, one.input, { zone, off: one.off, ...urgency, ...(own === undefined ? {} : { own }) });
      const at = deadline.due === null ? null : endOf(deadline.due, zone).toString({ smallestUnit: 'millisecond' });
      if (first === null || (at !== null && (first.at === null || isBefore(at, first.at))))
        first = { title: framework.title, vulnerability: one.id, at, deadline, events: one.input.events ?? {} };
    }
    return first === null ? [] : [first];
  });
}

type Asked = { readonly id: string | null; readonly input: RiskInput; readonly off: readonly Absence[] };

/** What lay before the first event counts for nothing, and devices that differ in that alone are one question. */
function askedWith(
  id: string | null,
  input: RiskInput,
  events: ClockEvents,
  { off, zone }: { readonly off: readonly Absence[]; readonly zone: string },
): Asked {
  const relevant = off.length === 0 ? off : absencesSince(events, off, zone);
  const back = relevant.at(-1);
  if (back === undefined && input.events === events) return { id, input, off: relevant };
  return { id, input: { ...input, events: back === undefined ? events : { ...events, backOnline: back.until } }, off: relevant };
}

/** Absences that reach into the time since the first event that a deadline can be counted from. A day begins with its first moment in the zone, as where time is counted. */
function absencesSince(events: ClockEvents, off: readonly Absence[], zone: string): readonly Absence[] {
  const { released, published, kevAdded, detected, offered } = events;
  const known = [released, published, kevAdded, detected, offered].flatMap((at) => {
    const point = typeof at === 'string' ? readPoint(at, zone) : null;
    return point === null ? [] : [point.instant];
  });
  const [first] = known.toSorted((a, b) => Temporal.Instant.compare(a, b));
  return first === undefined ? [] : off.filter(({ until }) => Temporal.Instant.compare(until, first) > 0);
}

function isBefore(a: string, b: string): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
