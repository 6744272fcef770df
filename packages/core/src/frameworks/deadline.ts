/** By when an update must be on a device, by one framework. */
import type { Absence } from '../absence/index.ts';
import { firstYear, lastYear } from '../published/index.ts';
import { riskFacts, urgencyOf } from '../risk/index.ts';
import type { ClockEvent, ClockEvents, Defaulted, RiskInput, UrgencyAnswer, UrgencyRules } from '../risk/index.ts';
import { addDuration, days, describeDuration, endOf, readPoint } from './durations.ts';
import type { Point } from './durations.ts';
import { holds } from './holds.ts';
import type { Asked, Held } from './holds.ts';
import { countedWhileOn, describeOff } from './off-time.ts';
import type { OnTime } from './off-time.ts';
import type { Clock, Deadline, Duration, Framework, OtherClock, OwnTimes, Rule } from './types.ts';

export type DeadlineOptions = {
  /** IANA name of the zone whose calendar counts; UTC without it. */
  readonly zone?: string;
  /** For clauses that leave the time to the organisation. */
  readonly own?: OwnTimes;
  readonly urgencyRules?: UrgencyRules;
  /** How urgent it is, where that was decided by more than the input says; without it the rules are asked. */
  readonly urgency?: Pick<UrgencyAnswer, 'urgency' | 'defaulted'>;
  /** When the device was provably off. */
  readonly off?: readonly Absence[];
};

type Candidate = { readonly rule: Rule; readonly held: Held; readonly timed: Timed };

/**
 * The deadline of one framework. Every rule that holds, or of which nobody knows that it does not hold, is counted; the tightest decides,
 * and what was not known is listed. A missing event makes `due` null and is named; another event takes its place only where the
 * rule's clock lists it. Time that the device was off counts, unless the framework leaves it out; `otherClock` says what the other reading is. All of it is UTC unless a zone is given; a zone that does not exist throws a RangeError.
 */
export function deadlineOf(framework: Framework, input: RiskInput, options: DeadlineOptions = {}): Deadline {
  const none = {
    framework: framework.id,
    version: framework.version,
    due: null,
    clause: null,
    textVersion: null,
    confirmed: true,
  } as const;
  const silent = { ...none, clock: null, otherClock: null, unknown: [] };
  if (framework.covers === 'vulnerabilities' && input.cves?.length === 0)
    return { ...silent, why: `${framework.title} asks for fixes of vulnerabilities, and this update mends none.` };

  const zone = knownZone(options.zone ?? 'UTC');
  const asked: Asked = {
    input,
    facts: riskFacts(input, input.cves?.length !== 0),
    urgency: () => options.urgency ?? urgencyOf(input, options.urgencyRules),
  };
  const candidates = framework.rules.flatMap((rule): readonly Candidate[] => {
    const held = holds(rule.when, asked);
    return held.truth === 'no' ? [] : [{ rule, held, timed: time(rule, { asked, options, zone, offTime: framework.offTime }) }];
  });
  const chosen = choose(candidates, zone);
  if (chosen === undefined) return { ...silent, why: `No rule of ${framework.title} covers this.` };
  return answer(framework, chosen, { events: input.events ?? {}, zone, offKnown: options.off !== undefined });
}

function knownZone(zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
}

/**
 * The tightest; among those without a day, one whose event is missing before one that names no time, and a sure one before an unsure one.
 */
function choose(candidates: readonly Candidate[], zone: string): Candidate | undefined {
  const rank = ({ timed, held }: Candidate): number =>
    (timed.due === null ? (timed.duration === null ? 4 : 2) : 0) + Number(held.truth === 'unknown');
  return candidates.toSorted((a, b) => {
    if (a.timed.due !== null && b.timed.due !== null) return Temporal.Instant.compare(endOf(a.timed.due, zone), endOf(b.timed.due, zone));
    return rank(a) - rank(b);
  })[0];
}

type Timed = {
  readonly duration: Duration | null;
  readonly event: ClockEvent;
  readonly at: string | null;
  readonly point: Point | null;
  readonly due: string | null;
  /** By the calendar alone. */
  readonly calendar: string | null;
  /** Without the time that the device was off; null: it was not. */
  readonly whileOn: OnTime | null;
  readonly unknown: readonly Defaulted[];
};

type TimeGiven = {
  readonly asked: Asked;
  readonly options: DeadlineOptions;
  readonly zone: string;
  readonly offTime: Framework['offTime'];
};

function time(rule: Rule, { asked, options: { own, off = [] }, zone, offTime }: TimeGiven): Timed {
  const ownDuration = rule.own && own !== undefined ? own[asked.urgency().urgency] : null;
  const duration = rule.duration ?? ownDuration;
  const clock: Clock =
    rule.duration === null && ownDuration !== null && own !== undefined ? { pick: 'first-known', of: [own.clock] } : rule.clock;
  /* Of what is not in the catalogue nobody expects a day of addition. */
  const of = asked.facts.inKev ? clock.of : clock.of.filter((event) => event !== 'kevAdded');
  const started = start({ pick: clock.pick, of }, asked.input.events ?? {}, zone);
  const { point } = started;
  const calendar = duration === null || point === null ? null : addDuration(point, duration);
  // A day that was published is that day, on or off.
  const moves = duration !== null && duration.count > 0 && point !== null;
  const whileOn = moves ? countedWhileOn(point, duration, off, offTime?.mostDays ?? Infinity, zone) : null;
  const due = offTime === undefined ? calendar : (whileOn?.due ?? calendar);
  const dayOnly = duration?.unit === 'hours' && started.point?.exact === false;
  const hour = {
    input: `events.${started.event}`,
    value: '00:00',
    why: 'Only its day is known: the hours are counted from the beginning of the day.',
  };
  return {
    ...started,
    duration,
    due,
    calendar,
    whileOn,
    unknown: duration === null ? [] : [...started.unknown, ...(dayOnly ? [hour] : [])],
  };
}

function start({ pick, of }: Clock, events: ClockEvents, zone: string): Pick<Timed, 'event' | 'at' | 'point' | 'unknown'> {
  const known = of.flatMap((event) => {
    const at = events[event] ?? null;
    const point = at === null ? null : readPoint(at, zone);
    return at === null || point === null ? [] : [{ event, at, point }];
  });
  const unknown = of.filter((event) => !known.some((one) => one.event === event)).map((event) => missing(event, events[event] ?? null));
  const [first] = known;
  if (first === undefined) return { event: of[0] ?? 'released', at: null, point: null, unknown };
  if (pick === 'latest') {
    const latest = known.reduce((a, b) => (Temporal.Instant.compare(a.point.instant, b.point.instant) < 0 ? b : a));
    return { ...latest, unknown };
  }
  /* What stands behind the first known event was not needed. */
  return {
    ...first,
    unknown: unknown.filter(({ input }) => of.indexOf(first.event) > of.findIndex((event) => `events.${event}` === input)),
  };
}

function missing(event: ClockEvent, at: string | null): Defaulted {
  const why =
    at === null
      ? `When it was ${phrases[event]} is not known.`
      : `"${at}" is neither a day nor an instant of the years ${firstYear} to ${lastYear}: when it was ${phrases[event]} is not known.`;
  return { input: `events.${event}`, value: null, why };
}

const phrases = {
  released: 'released by its maker',
  published: 'published as a CVE record',
  kevAdded: 'added to the catalogue of known exploited vulnerabilities',
  kevDue: 'due by the catalogue of known exploited vulnerabilities',
  detected: 'first seen on this device',
  offered: 'first offered to this device',
  backOnline: 'possible to reach the device again',
} as const satisfies Record<ClockEvent, string>;

type AnswerGiven = {
  readonly events: ClockEvents;
  readonly zone: string;
  /** Whether it was said when the device was off. */ readonly offKnown: boolean;
};

function answer(framework: Framework, { rule, held, timed }: Candidate, given: AnswerGiven): Deadline {
  const { events, zone } = given;
  const unknown = unique([...held.unknown, ...timed.unknown]);
  const sentences = [
    `${framework.title}, ${rule.clause}: ${rule.said}`,
    ...(held.truth === 'unknown' ? ['Whether this applies is not known; it is taken to.'] : []),
    ...counted(rule, timed, events, zone),
    ...(framework.offTime === undefined ? [] : leftOut(timed, framework.offTime.mostDays, zone)),
    ...unknown.map(({ why }) => why),
    ...(rule.confirmed ? [] : ['This clause was not yet checked against its text.']),
  ];
  return {
    framework: framework.id,
    version: framework.version,
    due: timed.due,
    clause: rule.clause,
    textVersion: rule.textVersion,
    confirmed: rule.confirmed,
    clock: { event: timed.event, at: timed.at },
    why: sentences.join(' '),
    otherClock: otherClock(framework, timed, given),
    unknown,
  };
}

function counted(rule: Rule, { duration, calendar: due, event, at }: Timed, events: ClockEvents, zone: string): readonly string[] {
  if (duration === null) return [rule.own ? 'It names no fixed time, and none of the organisation’s own was given.' : 'It sets no day.'];
  if (due === null || at === null) return [`${capital(describeDuration(duration))} can not be counted.`];
  if (duration.count === 0) return [`Due ${due}.`];
  const sentence = `${capital(describeDuration(duration))} from ${at}, when it was ${phrases[event]}: due ${due}.`;
  return rule.clock.pick === 'latest' ? [sentence, ...otherwise(rule.clock, event, duration, events, zone)] : [sentence];
}

/** What the events that were not the latest would have given: an assessor may count from one of them. */
function otherwise({ of }: Clock, latest: ClockEvent, duration: Duration, events: ClockEvents, zone: string): readonly string[] {
  return of.flatMap((event) => {
    const at = events[event] ?? null;
    const point = event === latest || at === null ? null : readPoint(at, zone);
    return point === null ? [] : [`Counted from ${at}, when it was ${phrases[event]}, it would be ${addDuration(point, duration)}.`];
  });
}

/** What an agreement leaves out of the time. */
function leftOut({ whileOn }: Timed, mostDays: number, zone: string): readonly string[] {
  if (whileOn === null) return [];
  const most = whileOn.capped ? `, of which ${describeDuration(days(mostDays))} at most do not count` : ' and that does not count';
  return [`The device was ${describeOff(whileOn.off, zone)}${most}: due ${whileOn.due}.`];
}

/** Nobody can mend a device that is off. What the other clock says is shown beside the deadline, never instead of it. */
function otherClock(
  { offTime }: Framework,
  { duration, point, calendar, whileOn }: Timed,
  { events, zone, offKnown }: AnswerGiven,
): OtherClock | null {
  if (!offKnown) return fromReturn(duration, point, events, zone);
  const last = whileOn?.off.at(-1);
  if (calendar === null || whileOn === null || last === undefined) return null;
  const at = last.until;
  if (offTime !== undefined)
    return {
      kind: 'calendar',
      event: 'backOnline',
      at,
      due: calendar,
      why: `By the calendar, the time that it was off included, it is due ${calendar}.`,
    };
  const why = `The device was ${describeOff(whileOn.off, zone)}: counting only the time that it was on it is due ${whileOn.due}. The framework does not know this clock.`;
  return { kind: 'time-on', event: 'backOnline', at, due: whileOn.due, why };
}

function fromReturn(duration: Duration | null, point: Point | null, { backOnline }: ClockEvents, zone: string): OtherClock | null {
  if (duration === null || duration.count === 0 || point === null || typeof backOnline !== 'string') return null;
  const back = readPoint(backOnline, zone);
  if (back === null || Temporal.Instant.compare(back.instant, point.instant) <= 0) return null;
  const due = addDuration(back, duration);
  const why = `The device was off until ${backOnline}: counted from then it is due ${due}. The framework does not know this clock.`;
  return { kind: 'from-return', event: 'backOnline', at: backOnline, due, why };
}

function unique(all: readonly Defaulted[]): readonly Defaulted[] {
  return all.filter((one, i) => all.findIndex(({ input, why }) => input === one.input && why === one.why) === i);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
