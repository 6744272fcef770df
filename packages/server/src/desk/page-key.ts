/** Where a page of the desk begins. The key holds when the first page was read, so that what comes meanwhile does not move the rows that one pages through. */
import { parseInstant } from '@fettle/proof/instants';
import { shownAt } from './reach.ts';

type Place = { readonly at: Temporal.Instant; readonly from: number };

const mostGroups = 1_000_000;

/** The first page without a key; null for what is no key of ours, or one of long ago. */
export function readPlace(text: string | undefined, now: Temporal.Instant): Place | null {
  if (text === undefined) return { at: now, from: 0 };
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== 2) return null;
    const [at, from]: unknown[] = key;
    if (typeof at !== 'string' || parseInstant(at) === null || typeof from !== 'number') return null;
    const shown = shownAt(at, now);
    return shown === null || !Number.isInteger(from) || from < 0 || from > mostGroups ? null : { at: shown, from };
  } catch {
    return null;
  }
}

export function writePlace({ at, from }: Place): string {
  return Buffer.from(JSON.stringify([at.toString(), from])).toString('base64url');
}
