/** How a discovered device stands, in a sentence. */
import type { DiscoveredAnswer, DiscoveredGap } from './types.ts';

export type DiscoveredStanding = {
  readonly gap: DiscoveredGap | null;
  /** The newest decision; null: there was none. */
  readonly answer: DiscoveredAnswer | null;
  readonly deviceName: string | null;
  readonly person: string | null;
  readonly reviewOn: string | null;
  readonly rhythmDays: number | null;
  readonly lastPatchOn: string | null;
  readonly patchDueOn: string | null;
};

/** What of it nobody can know stands in every sentence but that of one with an agent. */
export function discoveredSentence({ gap, answer, ...at }: DiscoveredStanding): string {
  if (answer === null || answer === 'reopened') return `Nothing is decided about it. ${unknownUpdates}`;
  if (answer === 'enrolled')
    return gap === 'device-retired'
      ? `It was enrolled as ${at.deviceName ?? 'a device'}, and that device is retired. ${unknownUpdates}`
      : `It is the device ${at.deviceName ?? 'that was named'}, which has an agent.`;
  if (answer === 'waved-off')
    return gap === 'review-due'
      ? `${at.person ?? 'Somebody'} waved it off, to be looked at again by ${at.reviewOn ?? 'a day'}: that day has come. ${unknownUpdates}`
      : `${at.person ?? 'Somebody'} waved it off until ${at.reviewOn ?? 'a day'}. ${unknownUpdates}`;
  const last = at.lastPatchOn === null ? 'no entry says that it was' : `last on ${at.lastPatchOn}`;
  return gap === 'patch-overdue'
    ? `It is to be patched by hand every ${days(at.rhythmDays)}, ${last}: that was due on ${at.patchDueOn ?? 'a day'}. ${unknownUpdates}`
    : `It is patched by hand every ${days(at.rhythmDays)}, ${last}; next by ${at.patchDueOn ?? 'a day'}. ${unknownUpdates}`;
}

const unknownUpdates = 'What it misses is not known.';

function days(count: number | null): string {
  return count === 1 ? 'day' : `${count ?? '?'} days`;
}
