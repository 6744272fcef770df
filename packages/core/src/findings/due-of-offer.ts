import { deadlineOf, endOf, tightest } from '../frameworks/index.ts';
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

export type DueGiven = {
  readonly held: readonly Held[];
  /** When this device was first offered it, and since when it lacks it. */
  readonly events: ClockEvents;
  readonly zone: string;
  /** `deadlineOf`, or one that remembers. */
  readonly ask?: typeof deadlineOf;
};

/**
 * By when an offer must be in: the earliest of what each framework says of each vulnerability that it ends, or of the update itself where it ends none. Null where
 * no framework sets a time. A framework that can not count (an event is missing) sets none; `deadlineOf` says so where a person asks.
 */
export function dueOfOffer(judged: JudgedOffer, { held, events, zone, ask = deadlineOf }: DueGiven): OfferDue | null {
  const asked: readonly { readonly id: string | null; readonly input: RiskInput }[] =
    judged.vulnerabilities.length === 0
      ? [{ id: null, input: { cves: [], events } }]
      : judged.vulnerabilities.map(({ id, input }) => ({ id, input }));
  let first: OfferDue | null = null;
  for (const { framework, own } of held) {
    for (const { id, input } of asked) {
      const deadline = ask(framework, input, own === undefined ? { zone } : { zone, own });
      if (deadline.due === null) continue;
      const at = endOf(deadline.due, zone).toString({ smallestUnit: 'millisecond' });
      if (first !== null && first.at <= at) continue;
      first = { at, by: `${framework.title}, ${deadline.clause ?? ''}`, vulnerability: id, deadline };
    }
  }
  return first;
}

/** Everything that the frameworks say of one vulnerability, the tightest first. */
export function deadlinesOf(input: RiskInput, { held, zone }: Pick<DueGiven, 'held' | 'zone'>): readonly Deadline[] {
  const { decides, others } = tightest(
    held.map(({ framework, own }) => deadlineOf(framework, input, own === undefined ? { zone } : { zone, own })),
    zone,
  );
  return [...decides, ...others];
}
