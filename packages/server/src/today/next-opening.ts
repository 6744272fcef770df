/** The next opening of a window, remembered until it comes: Today asks for all clients' windows at every look, and they hardly ever change. */
import { inZone, nextOpenings } from '@fettle/core/windows';
import type { WindowShape } from '@fettle/core/windows';
import { timestamp } from '../platform/clock.ts';

type Known = { readonly askedAt: Temporal.Instant; readonly opensAt: Temporal.Instant | null };
export type OpeningMemory = Map<string, Known>;

const mostKnown = 5_000;
/** A window that does not open is asked about again after so long: ten years of it come nearer. */
const closedHours = 24;

/** When it opens next, as RFC 3339; null: not within ten years, or nobody can read it. */
export function nextOpening(memory: OpeningMemory, window: WindowShape, zone: string, now: Temporal.Instant): string | null {
  const key = `${zone} ${JSON.stringify(window)}`;
  let known = memory.get(key);
  if (known === undefined || !holds(known, now)) {
    known = { askedAt: now, opensAt: nextOpenings(inZone(window, zone), now, 1)[0]?.opensAt ?? null };
    if (memory.size >= mostKnown) memory.clear();
    memory.set(key, known);
  }
  return known.opensAt === null ? null : timestamp(known.opensAt);
}

function holds({ askedAt, opensAt }: Known, now: Temporal.Instant): boolean {
  if (Temporal.Instant.compare(now, askedAt) < 0) return false;
  return Temporal.Instant.compare(now, opensAt ?? askedAt.add({ hours: closedHours })) < 0;
}
