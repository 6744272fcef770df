/** Conditions, clocks and times of frameworks in words, for people who read a framework beside its text. */
import type { ClockEvent, DeviceRole, Exposure, SoftwareClass } from '../risk/index.ts';
import { describeDuration } from './durations.ts';
import type { Clock, Duration, Rule, SeverityCriterion, When } from './types.ts';

/** A condition as part of a sentence: `the software is a browser, unless a working exploit exists`. */
export function describeWhen(when: When): string {
  switch (when.kind) {
    case 'always':
      return 'always';
    case 'all':
      return allOf(when.of);
    case 'any':
      return when.of.map((part) => (part.kind === 'all' ? `(${describeWhen(part)})` : describeWhen(part))).join(', or ');
    case 'not':
      return `unless ${describeWhen(when.of)}`;
    case 'severity':
      return severityWords(when);
    case 'working-exploit':
      return 'a working exploit exists';
    case 'in-kev':
      return 'it is in the catalogue of known exploited vulnerabilities';
    case 'bod-26-04':
      return `the decision table of BOD 26-04 answers "${when.band}"`;
    case 'software':
      return `the software is ${listed(when.classes.map((one) => classes[one]))}`;
    case 'role':
      return `the device is ${listed(when.roles.map((one) => roles[one]))}`;
    case 'exposure':
      return exposures[when.is];
    case 'urgency':
      return `the update is ${when.is} on the device`;
    case 'event-known':
      return `it is known ${known[when.event]}`;
    case 'cve-before':
      return `all its CVE ids are of years before ${when.year}`;
  }
}

/** What a time is counted from: `its release`, `the latest of its release and its first sight on the device`. */
export function describeClock({ pick, of }: Clock): string {
  const words = of.map((event) => events[event]);
  if (words.length < 2) return words[0] ?? 'no event';
  return pick === 'latest' ? `the latest of ${listed(words, 'and')}` : words.join(', or where that is not known ');
}

/** How long a rule gives: `48 hours, to the hour`, `14 calendar days`, `set by the organisation`. */
export function describeTime({ duration, own }: Pick<Rule, 'duration' | 'own'>): string {
  if (duration === null) return own ? 'set by the organisation' : 'no fixed time';
  if (duration.count === 0) return 'that very day';
  return describeLength(duration);
}

/** A length with the calendar that it is counted by. */
export function describeLength(duration: Duration): string {
  const words = describeDuration(duration);
  if (duration.unit === 'hours') return `${words}, to the hour`;
  return duration.unit === 'days' ? words.replace(' day', ' calendar day') : words;
}

function allOf(parts: readonly When[]): string {
  const flat = flattened(parts);
  const plain = flat.filter(({ kind }) => kind !== 'not').map(setOff);
  const rest = flat.filter(({ kind }) => kind === 'not').map(describeWhen);
  return [plain.join(' and '), rest.join(', and ')].filter((words) => words !== '').join(', ');
}

/** `all` within `all` says the same without the inner one. */
function flattened(parts: readonly When[]): readonly When[] {
  return parts.flatMap((part) => (part.kind === 'all' ? flattened(part.of) : [part]));
}

/** A part that joins its own parts in another way is set off, so that nobody reads it otherwise than it is meant. */
function setOff(when: When): string {
  const joinsByOr = when.kind === 'any' || when.kind === 'severity';
  return joinsByOr ? `(${describeWhen(when)})` : describeWhen(when);
}

function severityWords({ vendorAtLeast, cvssAtLeast, score, when, neither }: SeverityCriterion): string {
  const vendor = vendorAtLeast === 'critical' ? 'critical' : 'critical or high';
  const cvss = `its CVSS ${score === 'base' ? 'base ' : ''}score is ${cvssAtLeast.toFixed(1)} or more`;
  const both = when === 'either' ? `or ${cvss}` : `or, where the maker says nothing, ${cvss}`;
  return `its maker calls it ${vendor}, ${both}${neither === 'yes' ? ', or neither is known' : ''}`;
}

function listed(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

const classes = {
  'online-service': 'an online service',
  office: 'an office suite',
  browser: 'a browser',
  email: 'an e-mail program',
  pdf: 'a PDF program',
  security: 'a security product',
  other: 'another application',
  os: 'an operating system',
  driver: 'a driver',
  firmware: 'firmware',
} as const satisfies Record<SoftwareClass, string>;

const roles = {
  server: 'a server',
  workstation: 'a workstation',
  'network-device': 'a network device',
} as const satisfies Record<DeviceRole, string>;

const exposures = {
  internet: 'the internet reaches the device',
  internal: 'only internal networks reach the device',
  isolated: 'no network reaches the device',
} as const satisfies Record<Exposure, string>;

const events = {
  released: 'its release',
  published: 'the publication of its CVE record',
  kevAdded: 'its addition to the catalogue of known exploited vulnerabilities',
  kevDue: 'the day that the catalogue of known exploited vulnerabilities names',
  detected: 'its first sight on the device',
  offered: 'its first offer to the device',
  backOnline: 'the return of the device',
} as const satisfies Record<ClockEvent, string>;

const known = {
  released: 'when it was released',
  published: 'when its CVE record was published',
  kevAdded: 'when it was added to the catalogue of known exploited vulnerabilities',
  kevDue: 'by when the catalogue of known exploited vulnerabilities wants it done',
  detected: 'when it was first seen on the device',
  offered: 'when it was first offered to the device',
  backOnline: 'since when the device can be reached again',
} as const satisfies Record<ClockEvent, string>;
