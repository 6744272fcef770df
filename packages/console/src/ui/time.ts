/** Words for times. Times arrive as RFC 3339 text in UTC and leave as words in a zone; nothing here looks at a clock. */

// `from` is where a unit begins to be used: 47 hours say more than 1 day.
const steps = [
  { unit: 'year', seconds: 31_557_600, from: 2 * 31_557_600 },
  { unit: 'month', seconds: 2_629_800, from: 2 * 2_629_800 },
  { unit: 'week', seconds: 604_800, from: 2 * 604_800 },
  { unit: 'day', seconds: 86_400, from: 2 * 86_400 },
  { unit: 'hour', seconds: 3_600, from: 3_600 },
  { unit: 'minute', seconds: 60, from: 45 },
] as const;

/** `4 minutes ago`, `in 3 days`, `just now` (within 45 seconds). Rounds down, so that nothing is claimed to be further away than it is. */
export function relative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Number.isNaN(seconds)) return 'at an unreadable time';
  const size = Math.abs(seconds);
  if (size < 45) return 'just now';
  const step = steps.find((s) => size >= s.from) ?? { unit: 'minute', seconds: 60 };
  const count = Math.max(1, Math.floor(size / step.seconds));
  const words = `${count} ${step.unit}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

/** `Tue 24 Nov 2026, 02:00 CET`; the year is left out where it is this year's, the zone where `zoneName` is false. */
export function absolute(at: string, zone: string, now: number, zoneName = false): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const parts = partsOf(date, zone, zoneName);
  const year = parts.year === partsOf(new Date(now), zone, false).year ? '' : ` ${parts.year}`;
  return `${parts.weekday} ${parts.day} ${parts.month}${year}, ${parts.hour}:${parts.minute}${zoneName ? ` ${parts.zone}` : ''}`;
}

/** `02:00`, the time of day in a zone. */
export function timeOfDay(at: string, zone: string): string {
  const parts = partsOf(new Date(at), zone, false);
  return `${parts.hour}:${parts.minute}`;
}

/** `Sun 29 Nov`, the day in a zone. */
export function dayOf(at: string, zone: string): string {
  const parts = partsOf(new Date(at), zone, false);
  return `${parts.weekday} ${parts.day} ${parts.month}`;
}

/** `4 h 30 min`, `45 s`, `2 days 3 h`: at most two units, nothing for a unit of zero. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const words = [days > 0 && `${days} day${days === 1 ? '' : 's'}`, hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(
    (word) => word !== false,
  );
  return words.slice(0, 2).join(' ');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(date: Date, zone: string, zoneName: boolean) {
  const key = `${zone}|${zoneName}`;
  const format = formats.get(key) ?? makeFormat(zone, zoneName);
  formats.set(key, format);
  const part = Object.fromEntries(format.formatToParts(date).map((p) => [p.type, p.value]));
  const month = months[Number(part['month']) - 1] ?? '';
  return {
    year: part['year'] ?? '',
    month,
    day: String(Number(part['day'] ?? '')),
    weekday: part['weekday'] ?? '',
    hour: part['hour'] ?? '',
    minute: part['minute'] ?? '',
    zone: part['timeZoneName'] ?? '',
  };
}

function makeFormat(zone: string, zoneName: boolean): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  };
  return new Intl.DateTimeFormat('en-GB', zoneName ? { ...options, timeZoneName: 'short' } : options);
}

/** The viewer's own zone, as the browser knows it. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Zones have several names: Etc/UTC is UTC. One that this browser does not know is only itself. */
export function isSameZone(a: string, b: string): boolean {
  const known = (zone: string): string => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    } catch {
      return zone;
    }
  };
  return a === b || known(a) === known(b);
}
