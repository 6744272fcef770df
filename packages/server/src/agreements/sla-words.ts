/** An SLA in words: its promises, and what one version has other than the one before. */
import { describeDuration } from '@fettle/core/frameworks';
import type { AgreedTimes, SlaBody } from '@fettle/protocol/agreements';
import { durationOf } from './packs.ts';
import type { Span } from './standing.ts';

export type SlaContent = Span & { readonly body: SlaBody };

/** What is other than before, a line each: `Urgent updates: 48 hours, before 72 hours`. Empty for the first version. */
export function slaChanges(now: SlaContent, before: SlaContent | null): readonly string[] {
  if (before === null) return [];
  const old = promises(before);
  const lines = promises(now).flatMap(([name, value], index) => {
    const was = old[index]?.[1] ?? '';
    return was === value ? [] : [`${name}: ${value}, before ${was}`];
  });
  const added = now.body.exclusions.filter((one) => !before.body.exclusions.includes(one)).map((one) => `Excluded now: ${one}`);
  const gone = before.body.exclusions.filter((one) => !now.body.exclusions.includes(one)).map((one) => `Excluded no longer: ${one}`);
  const notes = now.body.notes === before.body.notes ? [] : ['The notes are others.'];
  return [...lines, ...added, ...gone, ...notes];
}

/** Always the same names in the same order. */
function promises({ body, from, to }: SlaContent): readonly (readonly [name: string, value: string])[] {
  const { patch } = body;
  return [
    ['Uptime', body.uptimePercent === null ? 'not promised' : `${body.uptimePercent} %`],
    ['Recovery time', hoursWords(body.recoveryTimeHours)],
    ['Recovery point', hoursWords(body.recoveryPointHours)],
    ['Urgent updates', timeWords(patch.urgent)],
    ['Normal updates', timeWords(patch.normal)],
    ['Counted from', clockWords[patch.clock]],
    ['Time that a device was off', offWords(body.offDays)],
    ['From', from],
    ['To', to ?? 'no end'],
  ];
}

function hoursWords(count: number | null): string {
  if (count === null) return 'not promised';
  return count === 1 ? '1 hour' : `${count} hours`;
}

function timeWords(time: AgreedTimes['urgent']): string {
  const duration = durationOf(time);
  return duration === null ? 'not promised' : describeDuration(duration);
}

function offWords(most: number | null): string {
  return most === null ? 'counts' : `does not count, up to ${most === 1 ? 'one day' : `${most} days`}`;
}

const clockWords = {
  offered: 'the first offer to the device',
  released: 'the release',
  published: 'the publication of the CVE record',
  detected: 'the first sight on the device',
} as const satisfies Record<AgreedTimes['clock'], string>;
