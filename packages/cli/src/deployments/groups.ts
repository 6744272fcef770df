/** Devices of a ring that are to do the same: shown once, however many they are. */
import type { Change, Share } from '@fettle/core/deployment';
import { canonicalise } from '@fettle/proof/canonical';

export type ShareGroup = { readonly ring: number; readonly like: Share; readonly shares: readonly Share[] };

/** In the order of rings; within a ring the largest group first. Together they hold every share exactly once. */
export function groupShares(shares: readonly Share[]): readonly ShareGroup[] {
  const groups = Map.groupBy(shares, ({ ring, window, direction, by, changes, wayBack, rules }) =>
    canonicalise({
      ring,
      window,
      direction,
      changes,
      ...(by === undefined ? {} : { by }),
      ...(rules === undefined ? {} : { rules }),
      wayBack: wayBack.kind === 'none' ? wayBack : { ...wayBack, files: [] },
    }),
  );
  return [...groups.values()]
    .flatMap((members): ShareGroup[] => {
      const [like] = members;
      return like === undefined ? [] : [{ ring: like.ring, like, shares: members }];
    })
    .toSorted((a, b) => a.ring - b.ring || b.shares.length - a.shares.length);
}

/** What the changes of all shares come to. */
export function countChanges(shares: readonly Share[]): {
  readonly changes: number;
  readonly installed: number;
  readonly removed: number;
  readonly withoutWayBack: number;
} {
  const changes = shares.flatMap((share) => share.changes);
  return {
    changes: changes.length,
    installed: changes.filter(({ from }) => from === null).length,
    removed: changes.filter(({ to }) => to === null).length,
    withoutWayBack: shares.filter(({ wayBack }) => wayBack.kind === 'none').length,
  };
}

/** One change in words: `openssl:amd64 3.0.16-1 → 3.0.17-1`. */
export function changeText({ name, architecture, from, to }: Change): string {
  if (from === null) return `${name}:${architecture} new, ${to ?? '?'}`;
  return to === null ? `${name}:${architecture} ${from} REMOVED` : `${name}:${architecture} ${from} → ${to}`;
}
