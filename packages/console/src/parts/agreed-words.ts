/** Agreed times and promises in words, for tables and facts. */
import type { AgreedTimes, SlaBody } from '@fettle/protocol/agreements';

export const clockWords: Readonly<Record<AgreedTimes['clock'], string>> = {
  offered: 'first offer to the device',
  released: 'release by the maker',
  published: 'publication of the CVE record',
  detected: 'first sight on the device',
};

/** `48 hours`; a time that is null was not agreed. */
export function timeWords(time: AgreedTimes['urgent'], none = 'not agreed'): string {
  if (time === null) return none;
  return time.count === 1 ? `1 ${time.unit.slice(0, -1)}` : `${time.count} ${time.unit}`;
}

/** `urgent 48 hours, normal 30 days`. */
export function timesWords({ urgent, normal }: AgreedTimes): string {
  return `urgent ${timeWords(urgent)}, normal ${timeWords(normal)}`;
}

export function hoursWords(hours: number | null): string {
  if (hours === null) return 'not promised';
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

export function uptimeWords({ uptimePercent }: Pick<SlaBody, 'uptimePercent'>): string {
  return uptimePercent === null ? 'not promised' : `${uptimePercent} %`;
}

/** Whether time counts in which a device was provably off. */
export function offWords({ offDays }: Pick<SlaBody, 'offDays'>): string {
  if (offDays === null) return 'counts';
  return `does not count, up to ${offDays === 1 ? '1 day' : `${offDays} days`} a deadline`;
}
