/** When a freeze binds, and whom. */
import type { Freeze, FreezeScope, FreezeStanding } from './types.ts';

/** When it really ends: at its time, or when a person ended it before. */
export function endOf({ until, endedAt }: Pick<Freeze, 'until' | 'endedAt'>): string {
  return endedAt !== null && Temporal.Instant.compare(endedAt, until) < 0 ? endedAt : until;
}

/** How it stands at `now`. It is in force from its first instant on, and before its last. */
export function freezeStanding(freeze: Pick<Freeze, 'from' | 'until' | 'endedAt'>, now: string): FreezeStanding {
  if (freeze.endedAt !== null && Temporal.Instant.compare(freeze.endedAt, now) <= 0) return 'ended-early';
  if (Temporal.Instant.compare(now, freeze.until) >= 0) return 'over';
  return Temporal.Instant.compare(now, freeze.from) < 0 ? 'planned' : 'in-force';
}

/** Is it about everything that a client does, and not about some of its devices only? */
export function isWhole(scope: FreezeScope): boolean {
  return scope.kind === 'all' || scope.kind === 'client';
}

/** Whom a freeze may be about: a device in a deployment. */
export type FreezeSubject = { readonly siteId: string | null; readonly ring: string | null };

/** Does it bind a device of this site in this ring? Names of rings are compared without regard to case and outer spaces. */
export function freezeCovers(scope: FreezeScope, { siteId, ring }: FreezeSubject): boolean {
  switch (scope.kind) {
    case 'all':
    case 'client':
      return true;
    case 'sites':
      return siteId !== null && scope.ids.includes(siteId);
    case 'rings':
      return ring !== null && scope.names.some((name) => ringKey(name) === ringKey(ring));
  }
}

function ringKey(name: string): string {
  return name.trim().toLowerCase();
}

/** The time that a freeze takes, as the engine and the outlook take it; null: ended before it began. */
export function spanOfFreeze(freeze: Freeze): { readonly from: string; readonly until: string; readonly name: string } | null {
  const until = endOf(freeze);
  if (Temporal.Instant.compare(freeze.from, until) >= 0) return null;
  return { from: freeze.from, until, name: freeze.name };
}
