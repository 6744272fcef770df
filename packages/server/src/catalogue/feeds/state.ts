/** How a feed is, in one word and one sentence. What was taken from a late feed still counts: its lateness is shown and lowers nothing. */
import type { Feed } from '@fettle/feeds';
import type { feedStates } from '@fettle/protocol/feeds';
import type { FeedRow, FileRow } from './store.ts';

export type FeedState = { readonly state: (typeof feedStates)[number]; readonly why: string };

/** Judges a feed at `now`, from its row and the rows of its files. */
export function feedState(
  feed: Pick<Feed, 'lateAfterHours'>,
  row: Pick<FeedRow, 'enabled' | 'last_ok_at' | 'last_trouble'>,
  files: readonly Pick<FileRow, 'path' | 'held' | 'taken_at'>[],
  now: Temporal.Instant,
): FeedState {
  const taken = files.some((file) => file.taken_at !== null);
  const keeps = taken ? ' What was taken before still counts.' : '';
  if (!row.enabled) return { state: 'off', why: `It is switched off.${keeps}` };
  const held = files.filter((file) => file.held !== null);
  const [first] = held;
  if (first !== undefined) {
    const more = held.length > 1 ? ` (and ${held.length - 1} more)` : '';
    return {
      state: 'held',
      why: `${first.path}${more}: ${first.held ?? ''} A person must look at it and let it through, or wait for a better file.`,
    };
  }
  if (row.last_ok_at !== null) {
    const hours = now.since(Temporal.Instant.from(row.last_ok_at), { largestUnit: 'hours' }).hours;
    if (hours >= feed.lateAfterHours)
      return {
        state: 'late',
        why: `Its publisher last confirmed all of it ${hours} hours ago; more than ${feed.lateAfterHours} is late.${keeps}${troubleOf(row)}`,
      };
    if (row.last_trouble !== null) return { state: 'trouble', why: `The last attempt failed.${troubleOf(row)}${keeps}` };
    return {
      state: 'current',
      why: hours === 0 ? 'Confirmed within the hour.' : `Confirmed ${hours} ${hours === 1 ? 'hour' : 'hours'} ago.`,
    };
  }
  if (taken) return { state: 'trouble', why: `It was never fetched whole.${troubleOf(row)}${keeps}` };
  return { state: 'never', why: `Nothing was taken yet.${row.last_trouble === null ? ' It is due.' : troubleOf(row)}` };
}

function troubleOf(row: Pick<FeedRow, 'last_trouble'>): string {
  return row.last_trouble === null ? '' : ` ${row.last_trouble}`;
}
