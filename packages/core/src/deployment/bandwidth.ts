/**
 * The bandwidth of a site: how fast its devices may fetch packages, all of them together. Each device that fetches is told a rate of its own and until when, and keeps
 * both; those that are told at one time never have more than the site, in whatever hours. Rates are bytes a second, bandwidths megabits a second (10^6 bits).
 */
import { patience } from './patience.ts';
import { toInstant, toMs } from './instants.ts';

/** Of one site. `hours`: another bandwidth each day from one time of the site to another (over midnight where it begins later than it ends); null: none. */
export type Bandwidth = {
  /** IANA zone of the site. */
  readonly zone: string;
  readonly megabits: number;
  readonly hours: BandwidthHours | null;
};
/** Times as HH:MM. */
export type BandwidthHours = { readonly from: string; readonly to: string; readonly megabits: number };

/** What a device was told: its rate, and when it stops. `bytesPerSecond` null: it can keep none, and fetches alone at its site. */
export type Download = { readonly bytesPerSecond: number | null; readonly until: string };

/** So many devices of a site share its bandwidth at once, where no limit of downloads at once says otherwise: more would only be slower for each. */
export const fetchAtOnce = 4;
/** Below it a download is no use; apt counts in whole kibibytes. */
const slowest = 1_024;
/** Time on top of what the bytes take at the rate: hardly any line gives what it promises. */
const slack = 1.25;

export function bytesPerSecond(megabits: number): number {
  return (megabits * 1_000_000) / 8;
}

/** Megabits a second at a time, in milliseconds. */
export function megabitsAt({ zone, megabits, hours }: Bandwidth, ms: number): number {
  if (hours === null) return megabits;
  const time = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
  const { from, to } = hours;
  const within = from < to ? from <= time && time < to : time >= from || time < to;
  return within ? hours.megabits : megabits;
}

/** The least of a span, in megabits a second. */
export function leastMegabits(bandwidth: Bandwidth, from: number, until: number): number {
  const now = megabitsAt(bandwidth, from);
  if (bandwidth.hours === null || until <= nextHours(bandwidth, from)) return now;
  return Math.min(bandwidth.megabits, bandwidth.hours.megabits);
}

/** When other hours may begin next, in milliseconds: never too late, where clocks are put forward or back as well. */
export function nextHours({ zone, hours }: Bandwidth, ms: number): number {
  if (hours === null) return Infinity;
  const now = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const changed = now.getTimeZoneTransition('next');
  const turns = [0, 1].flatMap((days) =>
    [hours.from, hours.to].flatMap((time) => {
      const at = now.toPlainDate().add({ days }).toPlainDateTime(time);
      return (['earlier', 'later'] as const).map((disambiguation) => at.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
    }),
  );
  return Math.min(...turns.filter((at) => at > ms), changed === null ? Infinity : changed.epochMilliseconds);
}

export type Allotting = {
  readonly now: number;
  /** What devices of the site were told that has not come to its end. */
  readonly fetching: readonly Download[];
  /** How many would begin now, this one included. */
  readonly wanting: number;
  /** The limit of downloads at once; null: none. */
  readonly most: number | null;
  readonly bytes: number;
  /** It refused a rate: its agent knows of none. */
  readonly keepsNoRate: boolean;
};

/** What one more device is told. What is free is divided evenly among those that would begin now, as far as there are places; null: it waits. */
export function allot(bandwidth: Bandwidth, { now, fetching, wanting, most, bytes, keepsNoRate }: Allotting): Download | null {
  const busy = fetching.filter(({ until }) => toMs(until) > now);
  if (busy.some((one) => one.bytesPerSecond === null)) return null;
  if (keepsNoRate) return busy.length > 0 ? null : { bytesPerSecond: null, until: toInstant(now + patience.fetching) };
  const places = (most ?? fetchAtOnce) - busy.length;
  if (places <= 0) return null;
  const taken = busy.reduce((sum, one) => sum + (one.bytesPerSecond ?? 0), 0);
  const least = Math.min(bandwidth.megabits, bandwidth.hours?.megabits ?? Infinity);
  for (const megabits of [megabitsAt(bandwidth, now), least]) {
    const all = bytesPerSecond(megabits);
    const rate = Math.floor((all - taken) / Math.min(Math.max(wanting, 1), places));
    // What is left over where a bandwidth was lowered, or is about to be, is not worth a place.
    if (rate < Math.max(slowest, all / (2 * (most ?? fetchAtOnce)))) return null;
    const until = now + patience.fetching + fetchMs(bytes, rate);
    if (leastMegabits(bandwidth, now, until) >= megabits) return { bytesPerSecond: rate, until: toInstant(until) };
  }
  return null;
}

/** A rate for people, in megabits a second. */
export function rateWords(rate: number): string {
  return `${Number(((rate * 8) / 1_000_000).toPrecision(2))} Mbit/s`;
}

/** How long so many bytes take at a rate, with some slack, in milliseconds. */
export function fetchMs(bytes: number, rate: number): number {
  return Math.ceil((bytes / rate) * slack) * 1_000;
}
