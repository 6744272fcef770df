/** The events from which deadlines of an offer are counted, each with its source. */
import { proofWords } from '../absence/index.ts';
import type { Absence } from '../absence/index.ts';
import { localMinute } from '../frameworks/index.ts';
import type { ClockEvent, ClockEvents } from '../risk/index.ts';
import type { JudgedOffer } from './judge-offer.ts';
import type { OfferDeadline } from './due-of-offer.ts';

/** `at`: a day or RFC 3339, null where it is not known. `source`: who or what says so, or why it is not known. */
export type SourcedEvent = {
  readonly event: ClockEvent;
  readonly at: string | null;
  readonly source: string;
  /** The vulnerability that it is about; null: the update itself. */
  readonly vulnerability: string | null;
};

export type EventsGiven = {
  /** The advisories that hold, with the feed that told of each. */
  readonly advisories: readonly { readonly id: string; readonly feed: string; readonly published: string | null }[];
  /** When this device was first offered it, and since when it lacks it. */
  readonly events: ClockEvents;
  readonly off: readonly Absence[];
  /** IANA name of the zone in which times stand in sentences. */
  readonly zone: string;
};

/**
 * Events of the vulnerabilities that decide a deadline of an offer, else of the first that it ends, else of the update: at most one vulnerability a framework, for a kernel
 * ends hundreds. Events that are not known stand with `at` null, for a clause may count from them.
 */
export function clockEventsOf(judged: JudgedOffer, deadlines: readonly OfferDeadline[], given: EventsGiven): readonly SourcedEvent[] {
  const asked = [...new Map(deadlines.map((one) => [one.vulnerability, one.events]))];
  const [first] = judged.vulnerabilities;
  if (asked.length === 0) asked.push(first === undefined ? [null, given.events] : [first.id, first.input.events ?? {}]);
  return asked.flatMap(([id, events]) => eventsOf(id, events, judged, given));
}

function eventsOf(id: string | null, events: ClockEvents, judged: JudgedOffer, given: EventsGiven): readonly SourcedEvent[] {
  const named = judged.vulnerabilities.find((one) => one.id === id)?.advisories ?? [];
  const about = given.advisories.filter((advisory) => named.includes(advisory.id));
  const back = given.off.findLast((one) => one.until === events.backOnline);
  const rows: readonly (readonly [ClockEvent, string] | null)[] = [
    id === null ? null : ['released', releasedBy(events.released ?? null, about)],
    id === null
      ? null
      : [
          'published',
          typeof events.published === 'string' ? `CVE record of ${id}` : `no feed that was taken says when ${id} was published`,
        ],
    id === null
      ? null
      : [
          'kevAdded',
          events.kevAdded === undefined
            ? 'the catalogue of known exploited vulnerabilities was not taken yet'
            : inCatalogue(events.kevAdded),
        ],
    typeof events.kevDue === 'string' ? ['kevDue', 'catalogue of known exploited vulnerabilities (CISA KEV)'] : null,
    [
      'detected',
      typeof events.detected === 'string'
        ? 'its inventory, compared with what is published'
        : 'nothing that is published holds for what it has',
    ],
    [
      'offered',
      id === null
        ? 'its package manager, when it was first asked and offered it'
        : 'its package manager, when it was first asked and offered a version that ends it',
    ],
    back === undefined ? null : ['backOnline', `${proofWords[back.proof]}: it was off since ${localMinute(back.from, given.zone)}`],
  ];
  return rows.flatMap((row) => (row === null ? [] : [{ event: row[0], at: events[row[0]] ?? null, source: row[1], vulnerability: id }]));
}

function inCatalogue(added: string | null): string {
  return added === null
    ? 'it is not in the catalogue of known exploited vulnerabilities (CISA KEV)'
    : 'catalogue of known exploited vulnerabilities (CISA KEV)';
}

/** The advisory that was first of those that name a day. */
function releasedBy(released: string | null, about: EventsGiven['advisories']): string {
  if (about.length === 0) return 'no advisory that was taken tells of it here';
  const first = about.find(({ published }) => published === released && released !== null);
  return first === undefined ? `${about[0]?.id ?? ''} names no day (feed ${about[0]?.feed ?? ''})` : `${first.id} (feed ${first.feed})`;
}
