/** Where a page of the desk begins. The key holds when the first page was read, so that what comes meanwhile does not move the rows that one pages through. */
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { shownAt } from './reach.ts';

type Place = { readonly at: Temporal.Instant; readonly from: number };

const mostGroups = 1_000_000;

/** The first page without a key; null for what is no key of ours, or one of long ago. */
export function readPlace(text: string | undefined, now: Temporal.Instant): Place | null {
  const key = readPageKey(text, ['instant', 'number']);
  if (key === undefined) return { at: now, from: 0 };
  if (key === null) return null;
  const [at, from] = key;
  const shown = shownAt(at, now);
  return shown === null || from < 0 || from > mostGroups ? null : { at: shown, from };
}

export function writePlace({ at, from }: Place): string {
  return pageKeyText([at.toString(), from]);
}
