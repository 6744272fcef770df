/** Times that were agreed, as a person writes them. */
import type { AgreedTimes } from '@fettle/protocol/agreements';
import { usage } from '../refused.ts';

type AgreedTime = NonNullable<AgreedTimes['urgent']>;

const units = { h: 'hours', d: 'days', m: 'months' } as const;

/** `72h`, `14d`, `1m` (months): hours, days or months. null: none was said. Refused where it reads like none of these. */
export function agreedTime(option: string, text: string | undefined): AgreedTime | null {
  if (text === undefined) return null;
  const [, count, unit] = /^([1-9]\d{0,3})([hdm])$/.exec(text) ?? [];
  if (count === undefined || (unit !== 'h' && unit !== 'd' && unit !== 'm'))
    throw usage(`--${option} ${JSON.stringify(text)} is no time.`, 'Write hours, days or months: 72h, 14d, 1m.');
  return { count: Number(count), unit: units[unit] };
}

type Own = {
  readonly urgent?: string | undefined;
  readonly normal?: string | undefined;
  readonly clock?: AgreedTimes['clock'] | undefined;
};

/** A client's own times where a clause leaves them to it; null: none were said. */
export function ownTimes({ urgent, normal, clock }: Own): AgreedTimes | null {
  const own = { urgent: agreedTime('urgent', urgent), normal: agreedTime('normal', normal) };
  if (own.urgent === null && own.normal === null) {
    if (clock !== undefined) throw usage('--clock goes with --urgent or --normal.');
    return null;
  }
  if (clock === undefined) throw usage('Say what the times count from: --clock released, for one.');
  return { clock, ...own };
}
